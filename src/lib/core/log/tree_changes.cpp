#include "core/log/tree_changes.h"

#include <algorithm>

#include "core/log/rules.h"
#include "core/log/tree_pairs.h"

namespace tos::log {
namespace {

constexpr std::size_t max_depth = 128;

std::optional<FileState> file_state(const TreeEntry* entry) {
  if (entry == nullptr) return std::nullopt;
  if (entry->mode == mode_file) return FileState{.mode = 0100644, .id = entry->id};
  if (entry->mode == mode_executable) return FileState{.mode = 0100755, .id = entry->id};
  if (entry->mode == mode_link) return FileState{.mode = 0120000, .id = entry->id};
  return std::nullopt;
}

std::optional<ObjectId> directory_id(const TreeEntry* entry) {
  return entry != nullptr && entry->is_directory() ? std::optional(entry->id) : std::nullopt;
}

class ChangeCollector {
 public:
  explicit ChangeCollector(ObjectReader& reader) : reader_(reader) {}

  Result<void> compare(const std::optional<ObjectId>& before, const std::optional<ObjectId>& now, std::size_t depth) {
    if (depth > max_depth) return refuse(LOG_020, "{}: too deep", printable(path_));
    return for_each_difference(reader_, before, now, [&](const auto* left, const auto* right) -> Result<bool> {
      const std::size_t length = path_.size();
      const std::string_view name = right != nullptr ? right->name : left->name;
      if (is_dangerous_name(name)) return refuse(LOG_017, "{}/{}", printable(path_), printable(name));
      if (length > 0) path_ += '/';
      path_ += name;
      if (directory_id(left) || directory_id(right)) {
        TOS_CHECK(compare(directory_id(left), directory_id(right), depth + 1));
      } else if (file_state(left) || file_state(right)) {
        changes.push_back({.path = path_, .before = file_state(left), .now = file_state(right)});
      }
      path_.resize(length);
      return true;
    });
  }

  std::vector<TreeChange> changes;

 private:
  ObjectReader& reader_;
  std::string path_;
};

}  // namespace

Result<std::vector<TreeChange>> tree_changes(ObjectReader& reader, const std::optional<ObjectId>& before,
                                             const std::optional<ObjectId>& now) {
  ChangeCollector collector(reader);
  TOS_CHECK(collector.compare(before, now, 0));
  std::ranges::sort(collector.changes, {}, &TreeChange::path);
  return std::move(collector.changes);
}

}  // namespace tos::log
