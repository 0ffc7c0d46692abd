#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/id.h"
#include "core/log/tree_listing.h"

namespace tos::history {

// The files of a tree that the log's records may be, found by the 16 hex digits in their names. About 32 bytes a
// record: the part of a path before the digits is stored once for all files that share it. Of files that no record
// names only a hundred or so are kept, to be told: a tree may hold its own subtrees without end.
class TreeFiles {
 public:
  struct Found {
    log::ObjectId blob;
    std::string_view prefix;  // "proposals/2026-11/…/ballots/ballot-"
  };

  // `logged`: the ids of the log, in any order.
  static Result<TreeFiles> of_tree(log::ObjectReader& reader, const log::ObjectId& root_tree,
                                   std::span<const RecordId> logged);
  // Only what `head` adds to `base`; changed or removed files are among the problems.
  static Result<TreeFiles> added(log::ObjectReader& reader, const log::ObjectId& base_tree,
                                 const log::ObjectId& head_tree, std::span<const RecordId> logged);

  std::size_t size() const { return entries_.size(); }
  std::optional<Found> find(const RecordId& id) const;  // safe from several threads
  // Refusals of the listing (LOG-016 to LOG-021), of two files with the same digits, and of files in the homes whose
  // names no record can have (LOG-110); at most a hundred or so.
  const std::vector<Refusal>& problems() const { return problems_; }
  // LOG-110 for the first hundred files with digits that no logged id has.
  const std::vector<Refusal>& strangers() const { return strangers_; }

 private:
  struct Entry {
    std::uint64_t digits;
    log::ObjectId blob;
    std::uint32_t prefix;
  };
  explicit TreeFiles(std::span<const RecordId> logged);
  bool add(const log::TreeFile& file);
  bool add_stranger(std::vector<Refusal>& told, std::string_view path);
  void finish(log::TreeListing listing);

  std::vector<std::uint64_t> known_;  // digits of the logged ids, sorted
  std::vector<bool> is_found_;        // beside known_
  std::vector<Entry> entries_;
  std::vector<std::string> prefixes_;
  std::unordered_map<std::string, std::uint32_t> prefix_numbers_;
  std::uint32_t last_prefix_ = 0;
  std::vector<Refusal> problems_;
  std::vector<Refusal> strangers_;
  std::size_t stranger_count_ = 0;
};

}  // namespace tos::history
