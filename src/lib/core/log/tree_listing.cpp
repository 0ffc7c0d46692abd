#include "core/log/tree_listing.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "core/log/rules.h"
#include "core/log/sha1.h"
#include "core/log/tree_entries.h"
#include "core/log/tree_pairs.h"

namespace tos::log {
namespace {

constexpr std::size_t max_home_depth = 8;
constexpr std::size_t max_home_path_bytes = 512;
constexpr std::size_t max_free_depth = 64;
constexpr std::size_t max_name_bytes = 255;        // what Linux, macOS and Windows can write
constexpr std::size_t max_free_trees = 1'000'000;  // distinct ones: also bounds the memory that remembers them

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// One run over a head tree, beside a base tree whose equal subtrees are skipped.
class Lister {
 public:
  Lister(ObjectReader& reader, const FileVisitor& visit) : reader_(reader), visit_(visit) {}

  Result<TreeListing> run(const std::optional<ObjectId>& base, const ObjectId& head) {
    const PairVisitor each = [this](const TreeEntry* before, const TreeEntry* now) -> Result<bool> {
      TOS_CHECK(now == nullptr ? removed_from_root(*before) : at_root(before, *now));
      return going_;
    };
    TOS_CHECK(for_each_difference(reader_, base, head, each));
    return std::move(listing_);
  }

 private:
  Result<void> at_root(const TreeEntry* before, const TreeEntry& now) {
    if (!check_anywhere(now)) return {};
    if (is_home(now.name)) {
      if (!now.is_directory()) {
        return problem(refuse(LOG_018, "{} is not a directory", now.name));
      }
      path_ = now.name;
      TOS_CHECK(home_directory(subtree_of(before), now.id, 1));
      path_.clear();
      return {};
    }
    const std::string folded = ascii_lower(now.name);
    if (is_home(folded)) {
      return problem(refuse(LOG_018, "{} is {} to some file systems", printable(now.name), folded));
    }
    if (is_gitattributes(now.name)) return root_attributes(now);
    if (now.is_directory()) {
      path_ = now.name;
      TOS_CHECK(free_directory(subtree_of(before), now.id, 1));
      path_.clear();
    }
    return {};
  }

  Result<void> removed_from_root(const TreeEntry& before) {
    if (is_home(before.name)) return problem(refuse(LOG_021, "the record files in {} were removed", before.name));
    return {};
  }

  Result<void> root_attributes(const TreeEntry& entry) {
    static const ObjectId own = object_id_of(ObjectType::blob, gitattributes_text);
    if (entry.name == gitattributes_path && entry.mode == mode_file && entry.id == own) return {};
    return problem(refuse(LOG_019, "{} is not the one that tos init writes", printable(entry.name))
                       .hint("it must hold exactly: * -text -filter -ident -export-subst"));
  }

  static std::optional<ObjectId> subtree_of(const TreeEntry* before) {
    return before != nullptr && before->is_directory() ? std::optional(before->id) : std::nullopt;
  }

  Result<void> home_directory(const std::optional<ObjectId>& base, const ObjectId& head, std::size_t depth) {
    bool has_entries = base == head;
    const PairVisitor each = [&](const TreeEntry* before, const TreeEntry* now) -> Result<bool> {
      const std::size_t length = path_.size();
      path_ += '/';
      path_ += now != nullptr ? now->name : before->name;
      has_entries = has_entries || now != nullptr;
      TOS_CHECK(now == nullptr ? removed_from_home(*before) : in_home(before, *now, depth));
      path_.resize(length);
      return going_;
    };
    TOS_CHECK(for_each_difference(reader_, base, head, each));
    // git writes no empty directories; a tree of nothing but directories would cost time without end.
    if (!has_entries && !base) return problem(refuse(LOG_011, "{} is an empty directory", printable(path_)));
    return {};
  }

  Result<void> in_home(const TreeEntry* before, const TreeEntry& now, std::size_t depth) {
    if (!check_anywhere(now)) return {};
    if (is_gitattributes(now.name)) {
      return problem(refuse(LOG_019, "{}: no .gitattributes may stand among records", printable(path_)));
    }
    if (!is_plain_name(now.name)) return problem(refuse(LOG_018, "{}: this name is no record's", printable(path_)));
    if (path_.size() > max_home_path_bytes) return problem(refuse(LOG_020, "{}: too long", printable(path_)));
    if (now.is_directory()) {
      if (depth + 1 >= max_home_depth) return problem(refuse(LOG_020, "{}: too deep", printable(path_)));
      return home_directory(subtree_of(before), now.id, depth + 1);
    }
    if (now.mode != mode_file) return problem(refuse(LOG_016, "{}: {}", printable(path_), mode_in_words(now.mode)));
    if (before != nullptr) return problem(refuse(LOG_021, "{} was changed", path_));
    if (!visit_({.path = path_, .blob = now.id})) stop();
    return {};
  }

  Result<void> removed_from_home(const TreeEntry&) {
    return problem(refuse(LOG_021, "{} was removed", printable(path_)));
  }

  // The free part: only what may stand nowhere is looked for, and each distinct tree is read once.
  Result<void> free_directory(const std::optional<ObjectId>& base, const ObjectId& head, std::size_t depth) {
    if (!seen_free_.insert(head).second) return {};
    if (depth > max_free_depth || seen_free_.size() > max_free_trees) {
      return problem(refuse(LOG_020, "{}: too deep, or too many directories", printable(path_)));
    }
    return for_each_difference(reader_, base, head, [&](const auto* before, const auto* now) -> Result<bool> {
      if (now == nullptr) return true;
      const std::size_t length = path_.size();
      path_ += '/';
      path_ += now->name;
      if (check_anywhere(*now) && now->is_directory()) {
        TOS_CHECK(free_directory(subtree_of(before), now->id, depth + 1));
      }
      path_.resize(length);
      return going_;
    });
  }

  // What may stand nowhere in the tree. False when a problem was noted.
  bool check_anywhere(const TreeEntry& entry) {
    if (is_dangerous_name(entry.name)) {
      static_cast<void>(problem(
          refuse(LOG_017, "{}: some file systems take '{}' for another name", place(entry), printable(entry.name))));
      return false;
    }
    if (entry.name.size() > max_name_bytes) {
      static_cast<void>(problem(refuse(LOG_020, "{}: this name is too long for a file system", place(entry))));
      return false;
    }
    static constexpr std::array known = {mode_file, mode_executable, mode_link, mode_directory};
    if (std::ranges::find(known, entry.mode) == known.end()) {
      static_cast<void>(problem(refuse(LOG_016, "{}: {}", place(entry), mode_in_words(entry.mode))));
      return false;
    }
    return true;
  }

  std::string place(const TreeEntry& entry) const { return printable(path_.empty() ? entry.name : path_); }

  static std::string mode_in_words(std::string_view mode) {
    if (mode == mode_executable) return "an executable file";
    if (mode == mode_link) return "a symbolic link";
    if (mode == mode_submodule) return "a submodule";
    return fmt::format("mode {}, which git does not write", printable(mode));
  }

  Result<void> problem(Refusal refusal) {
    refusal.where.path = printable(path_);
    listing_.problems.push_back(std::move(refusal));
    if (listing_.problems.size() >= max_tree_problems) stop();
    return {};
  }

  void stop() {
    going_ = false;
    listing_.complete = false;
  }

  ObjectReader& reader_;
  const FileVisitor& visit_;
  TreeListing listing_;
  std::string path_;
  bool going_ = true;
  std::unordered_set<ObjectId> seen_free_;
};

}  // namespace

Result<TreeListing> list_tree(ObjectReader& reader, const ObjectId& root_tree, const FileVisitor& visit) {
  return Lister(reader, visit).run(std::nullopt, root_tree);
}

Result<TreeListing> list_added(ObjectReader& reader, const ObjectId& base_tree, const ObjectId& head_tree,
                               const FileVisitor& visit) {
  return Lister(reader, visit).run(base_tree, head_tree);
}

}  // namespace tos::log
