#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "core/log/repository.h"

namespace tos::log {

// Sets one value in this repository's own configuration file (.git/config), or takes it away. LOG-006 where git's
// configuration cannot be written.
Result<void> set_config(Repository& repository, const std::string& key, const std::optional<std::string>& value);

// Adds the next step to a refusal where a program that was killed left that file locked: `directory` holds "config".
Refusal with_lock_hint(Refusal refusal, const std::filesystem::path& directory);

}  // namespace tos::log
