#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tos::log {

// Writes a file whole or not at all, durable when it returns: temporary file beside it, fsync, rename, fsync of the
// directory. Missing directories are made. `point` prefixes the fault points ("evidence" → "evidence.write", …).
Result<void> write_durably(const std::filesystem::path& path, std::string_view bytes, std::string_view point);

// The same, where nothing is by that name and its directory is there: false when something is, whatever it is.
Result<bool> create_durably(const std::filesystem::path& path, std::string_view bytes, std::string_view point);

// The file's bytes; SYS-002 when it cannot be read or is larger than `max_bytes`.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes);
// The same where only a file will do: SYS-002 for a symbolic link, a pipe, a device. Waits for nobody.
Result<std::string> read_regular_file(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace tos::log
