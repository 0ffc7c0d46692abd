#pragma once
#include <functional>
#include <optional>

#include "core/log/object_reader.h"
#include "core/log/tree_entries.h"

namespace tos::log {

// One entry in two versions of a directory; nullptr where a version lacks it. A file that gave way to a
// directory of its name, or the reverse, is two entries. Return false to stop.
using PairVisitor = std::function<Result<bool>(const TreeEntry* before, const TreeEntry* now)>;

// Calls `visit` for the entries in which two trees differ, in git's order, without going down. No tree: an empty one.
// LOG-011 when the newer one is malformed, out of order or holds a name twice.
Result<void> for_each_difference(ObjectReader& reader, const std::optional<ObjectId>& before,
                                 const std::optional<ObjectId>& now, const PairVisitor& visit);

}  // namespace tos::log
