#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/log/object_reader.h"

namespace tos::log {

struct FileState {
  std::uint32_t mode;  // as git writes it: 0100644, 0100755, 0120000
  ObjectId id;
  bool operator==(const FileState&) const = default;
};

struct TreeChange {
  std::string path;
  std::optional<FileState> before;  // nothing: the file is new
  std::optional<FileState> now;     // nothing: the file is gone
};

// Files that differ between two root trees (nothing: an empty one), ordered by path; submodules left out. Cost: the
// directories that differ.
Result<std::vector<TreeChange>> tree_changes(ObjectReader& reader, const std::optional<ObjectId>& before,
                                             const std::optional<ObjectId>& now);

}  // namespace tos::log
