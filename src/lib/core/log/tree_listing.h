#pragma once
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "core/log/object_reader.h"

namespace tos::log {

// A regular file in one of the homes. `path` is valid during the call.
struct TreeFile {
  std::string_view path;  // "proposals/2026-11/…/ballot-….yaml": [a-z0-9._-] and slashes
  ObjectId blob;
};

// Return false to stop listing (after too many unknown files, say).
using FileVisitor = std::function<bool(const TreeFile& file)>;

// Problems found on the way, at most max_tree_problems; each names its path. Links, executables and submodules, names
// that some file system takes for another (.git, .., case), dotfiles in homes, foreign .gitattributes, depth, length.
inline constexpr std::size_t max_tree_problems = 100;
struct TreeListing {
  std::vector<Refusal> problems;
  bool complete = true;  // false when the visitor stopped it or problems ran over
};

// Every file of the homes of this root tree, in git's order; the free part is only searched for what may stand
// nowhere. Memory is bounded by the largest tree objects on one path, time by the entries listed.
Result<TreeListing> list_tree(ObjectReader& reader, const ObjectId& root_tree, const FileVisitor& visit);

// The same for what `head` adds to `base`, reading changed subtrees only: visits the files that are new, and reports
// a file of the homes that was changed or removed as LOG-021.
Result<TreeListing> list_added(ObjectReader& reader, const ObjectId& base_tree, const ObjectId& head_tree,
                               const FileVisitor& visit);

}  // namespace tos::log
