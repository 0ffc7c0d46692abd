#pragma once
#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "core/log/tree_changes.h"

namespace tos::log {

// Brings the checked-out files from each change's `before` to its `now`. A file that is neither (the user changed it,
// or put another there) is left alone, and so is everything below a symbolic link. For each change: the file's stat
// when its content is known to be `now`.
Result<std::vector<std::optional<struct stat>>> update_work_tree(const std::filesystem::path& root,
                                                                 ObjectReader& reader,
                                                                 std::span<const TreeChange> changes);

// The path of the first change whose free file holds neither version; nothing when there is none.
Result<std::optional<std::string>> find_edited(const std::filesystem::path& root, ObjectReader& reader,
                                               std::span<const TreeChange> changes);

}  // namespace tos::log
