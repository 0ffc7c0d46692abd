#include "core/log/tree_pairs.h"

#include <vector>

#include "core/log/rules.h"

namespace tos::log {
namespace {

Result<std::string> tree_bytes(ObjectReader& reader, const std::optional<ObjectId>& tree) {
  if (!tree) return std::string();
  TOS_TRY(const std::string_view bytes, reader.read(*tree, ObjectType::tree, max_tree_bytes));
  return std::string(bytes);
}

int compare(const TreeEntry& left, const TreeEntry& right) {
  return compare_entries(left.name, left.is_directory(), right.name, right.is_directory());
}

// The entries of one tree, one at a time, in strict order, each name once.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : entries_(bytes), current_(entries_.next()) { note_name(); }
  const std::optional<TreeEntry>& current() const { return current_; }
  bool is_malformed() const { return out_of_order_ || (!current_ && !entries_.done()); }
  void advance() {
    const TreeEntry previous = *current_;
    current_ = entries_.next();
    if (current_ && compare(previous, *current_) >= 0) out_of_order_ = true;
    note_name();
  }

 private:
  // A directory may follow a file of its name at some distance: "a", "a-b", "a/". Files stay in mind while what comes
  // begins with their names.
  void note_name() {
    if (!current_) return;
    while (!files_.empty() && !current_->name.starts_with(files_.back())) files_.pop_back();
    if (!current_->is_directory()) {
      files_.push_back(current_->name);
    } else if (!files_.empty() && files_.back() == current_->name) {
      out_of_order_ = true;
    }
  }

  TreeEntries entries_;
  std::optional<TreeEntry> current_;
  std::vector<std::string_view> files_;
  bool out_of_order_ = false;
};

}  // namespace

Result<void> for_each_difference(ObjectReader& reader, const std::optional<ObjectId>& before,
                                 const std::optional<ObjectId>& now, const PairVisitor& visit) {
  if (before == now) return {};
  TOS_TRY(const std::string old_bytes, tree_bytes(reader, before));
  TOS_TRY(const std::string new_bytes, tree_bytes(reader, now));
  Cursor old_entries(old_bytes);
  Cursor new_entries(new_bytes);
  while (true) {
    if (new_entries.is_malformed()) {
      return refuse(LOG_011, "the tree {} is malformed or out of order", now->hex()).hint("git fsck shows more");
    }
    const auto& left = old_entries.current();
    const auto& right = new_entries.current();
    if (!left && !right) return {};
    const int order = !left ? 1 : !right ? -1 : compare(*left, *right);
    const bool is_same = order == 0 && left->id == right->id && left->mode == right->mode;
    if (!is_same) {
      TOS_TRY(const bool go_on, visit(order <= 0 ? &*left : nullptr, order >= 0 ? &*right : nullptr));
      if (!go_on) return {};
    }
    if (order <= 0) old_entries.advance();
    if (order >= 0) new_entries.advance();
  }
}

}  // namespace tos::log
