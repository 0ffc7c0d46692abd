#pragma once
#include <sys/stat.h>

#include <optional>
#include <span>

#include "core/log/repository.h"
#include "core/log/tree_changes.h"

namespace tos::log {

// Brings git's index from each change's `before` to its `now`; an entry that is neither (the user staged something
// there) is left alone. `stats` as update_work_tree() returns them: git then need not read those files again.
Result<void> update_index(const Repository& repository, std::span<const TreeChange> changes,
                          std::span<const std::optional<struct stat>> stats);

}  // namespace tos::log
