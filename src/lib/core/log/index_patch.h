#pragma once
#include <sys/stat.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/log/tree_changes.h"

namespace tos::log {

// git's index (versions 2 and 3) with some entries changed, the rest copied as it stands: several times as fast as
// reading every entry into memory and writing it back. The cache of trees is kept but for the changed directories;
// extensions that count entries are dropped, as git allows. An entry that is not as the change's `before` says is left
// alone. Nothing when the index has anything out of the ordinary (version 4, split, sparse, conflicts or flags on
// these paths): then libgit2 shall do it.
std::optional<std::string> patched_index(std::string_view index, std::span<const TreeChange> changes,
                                         std::span<const std::optional<struct stat>> stats);

}  // namespace tos::log
