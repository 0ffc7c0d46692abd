#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "voting/methods/large_memory.h"
#include "voting/methods/rules.h"

namespace tos::voting {

// What one mark of a ranked ballot says, in the order of the ranks. Sixteen bits, so that 1,000,000 ballots that rank
// 36 candidates take 72 MB:
//   candidate(c)        candidate c (0-based) at the next rank
//   equal(c)            candidate c at the same rank as the mark before (an equal rank, or an overvote)
//   skipped()           the next rank was left blank (a gap)
//   overvoted()         the next rank is an overvote whose candidates are not known
// "B, blank, A = C" is {candidate(1), skipped(), candidate(0), equal(2)}. Trailing blanks are left out. Candidates may
// repeat: whether a duplicate is harmless or exhausts the ballot is a rule of the method.
class RankMark {
 public:
  static constexpr std::uint16_t max_candidates = 32'000;
  static constexpr RankMark candidate(std::uint16_t index) { return RankMark{index}; }
  static constexpr RankMark equal(std::uint16_t index) {
    return RankMark{static_cast<std::uint16_t>(index | equal_bit)};
  }
  static constexpr RankMark skipped() { return RankMark{skipped_value}; }
  static constexpr RankMark overvoted() { return RankMark{overvoted_value}; }

  constexpr RankMark() = default;
  constexpr bool is_skipped() const { return value_ == skipped_value; }
  constexpr bool is_overvoted() const { return value_ == overvoted_value; }
  constexpr bool is_candidate() const { return (value_ & index_mask) < max_candidates; }
  constexpr bool is_alone() const { return value_ < max_candidates; }    // a candidate at the next rank
  constexpr bool is_equal() const { return (value_ & equal_bit) != 0; }  // shares the rank of the mark before
  constexpr std::uint16_t index() const { return value_ & index_mask; }  // of a candidate mark
  bool operator==(const RankMark&) const = default;

 private:
  explicit constexpr RankMark(std::uint16_t value) : value_(value) {}
  static constexpr std::uint16_t equal_bit = 0x8000;
  static constexpr std::uint16_t index_mask = 0x7fff;
  static constexpr std::uint16_t skipped_value = 0x7fff;
  static constexpr std::uint16_t overvoted_value = 0x7ffe;
  friend bool are_in_contest(std::span<const RankMark> marks, std::size_t candidates);
  std::uint16_t value_ = skipped_value;
};
static_assert(sizeof(RankMark) == 2);

// Whether every mark is of one of so many candidates (at most RankMark::max_candidates), a blank or an overvote.
bool are_in_contest(std::span<const RankMark> marks, std::size_t candidates);

// One candidate (0-based) approved.
struct Approval {
  std::uint16_t candidate;
  bool operator==(const Approval&) const = default;
};

// A number given to a candidate: a score, or points or money allotted. Candidates not named got none.
struct Points {
  std::int64_t value;
  std::int64_t candidate;
  bool operator==(const Points&) const = default;
};

// Identical ballots are kept once, with the number of voters who cast them. Marks live in blocks that never move, so
// that growing needs no second copy.
template <class Mark>
class GroupedBallots {
 public:
  static constexpr std::size_t max_marks = 65'535;  // of one ballot

  // Adds `weight` voters who cast exactly these marks; an identical group only grows heavier. Refuses with TAL-001
  // (total beyond int64), TAL-002 (weight below 1) or TAL-004 (too many marks), changing nothing. The caller has
  // checked that candidates exist.
  Result<void> add(std::span<const Mark> marks, std::int64_t weight = 1) {
    if (weight < 1) return refuse(TAL_002, "a group of ballots has weight {}", weight);
    if (weight > std::numeric_limits<std::int64_t>::max() - total_)
      return refuse(TAL_001, "the ballots add up to more than {}", std::numeric_limits<std::int64_t>::max());
    if (marks.size() > max_marks) return refuse(TAL_004, "a ballot has {} marks", marks.size());
    if ((groups_.size() + 1) * 4 > table_.size() * 3) grow_table();
    total_ += weight;
    const std::uint32_t hash = hash_of(marks);
    std::size_t at = hash & (table_.size() - 1);
    __builtin_prefetch(&table_[at]);
    const Mark* const place = copy(marks);  // while the slot is on its way; kept if the ballot is new
    for (; table_[at].group != none; at = (at + 1) & (table_.size() - 1)) {
      if (table_[at].hash == hash && same(table_[at].group, marks)) {
        groups_[table_[at].group].weight += weight;
        return {};
      }
    }
    table_[at] = {hash, static_cast<std::uint32_t>(groups_.size())};
    blocks_.back().used += marks.size();
    groups_.push_back({place, weight, static_cast<std::uint32_t>(marks.size())});
    return {};
  }

  // Frees what only add() needs; adding again is allowed and rebuilds it.
  void seal() {
    table_ = {};
    groups_.shrink_to_fit();
  }

  std::size_t size() const { return groups_.size(); }  // distinct ballots
  std::int64_t total() const { return total_; }        // ballots
  std::span<const Mark> marks(std::size_t group) const { return {groups_[group].marks, groups_[group].count}; }
  std::int64_t weight(std::size_t group) const { return groups_[group].weight; }
  // All marks of all groups, in pieces of many: visit(std::span<const Mark>).
  template <class Visit>
  void visit_marks(Visit visit) const {
    for (const Block& block : blocks_) visit(std::span<const Mark>(block.marks, block.used));
  }

  GroupedBallots() = default;
  GroupedBallots(GroupedBallots&&) noexcept = default;
  GroupedBallots& operator=(GroupedBallots&&) noexcept = default;
  GroupedBallots(const GroupedBallots& other) { *this = other; }
  GroupedBallots& operator=(const GroupedBallots& other) {
    if (this == &other) return *this;
    GroupedBallots copy;
    for (std::size_t group = 0; group < other.size(); ++group) (void)copy.add(other.marks(group), other.weight(group));
    return *this = std::move(copy);
  }

 private:
  static constexpr std::size_t first_block_marks = 1 << 8;  // a small file takes little
  static constexpr std::size_t most_block_marks = (std::size_t{2} << 20) / sizeof(Mark);
  static constexpr std::uint32_t none = 0xffffffff;
  struct Group {
    const Mark* marks;
    std::int64_t weight;
    std::uint32_t count;
  };
  struct Block {  // not initialised
    explicit Block(std::size_t size) : marks(LargeAllocator<Mark>().allocate(size)), count(size) {}
    Block(Block&& other) noexcept : marks(std::exchange(other.marks, nullptr)), count(other.count), used(other.used) {}
    Block& operator=(Block&&) = delete;
    ~Block() {
      if (marks != nullptr) LargeAllocator<Mark>().deallocate(marks, count);
    }
    Mark* marks;
    std::size_t count;
    std::size_t used = 0;
  };
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t group = none;
  };

  static std::uint32_t hash_of(std::span<const Mark> marks) {
    const std::size_t bytes = marks.size_bytes();
    const auto* data = reinterpret_cast<const unsigned char*>(marks.data());
    std::uint64_t hash = 0x9e3779b97f4a7c15ULL ^ bytes;
    std::size_t at = 0;
    for (; at + 8 <= bytes; at += 8) {
      std::uint64_t word;
      std::memcpy(&word, data + at, 8);
      hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
      hash ^= hash >> 32;
    }
    std::uint64_t rest = 0;
    if (at < bytes) std::memcpy(&rest, data + at, bytes - at);
    hash = (hash ^ rest) * 0xff51afd7ed558ccdULL;
    return static_cast<std::uint32_t>(hash >> 32);
  }
  bool same(std::size_t group, std::span<const Mark> marks) const {
    const std::span<const Mark> stored = this->marks(group);
    return stored.size() == marks.size() &&
           (marks.empty() || std::memcmp(stored.data(), marks.data(), marks.size_bytes()) == 0);
  }
  const Mark* copy(std::span<const Mark> marks) {
    if (blocks_.empty() || blocks_.back().used + marks.size() > blocks_.back().count) {
      const std::size_t last = blocks_.empty() ? 0 : blocks_.back().count;
      blocks_.emplace_back(std::max(marks.size(), std::clamp(last * 2, first_block_marks, most_block_marks)));
    }
    Mark* place = blocks_.back().marks + blocks_.back().used;
    if (!marks.empty()) std::memcpy(static_cast<void*>(place), marks.data(), marks.size_bytes());
    return place;
  }
  void grow_table() {
    LargeVector<Slot> bigger(table_.empty() ? 64 : table_.size() * 2);
    while ((groups_.size() + 1) * 4 > bigger.size() * 3) bigger.resize(bigger.size() * 2);
    if (table_.empty()) {
      for (std::size_t group = 0; group < groups_.size(); ++group)
        place(bigger, {hash_of(marks(group)), static_cast<std::uint32_t>(group)});
    } else {
      for (const Slot& slot : table_)
        if (slot.group != none) place(bigger, slot);
    }
    table_ = std::move(bigger);
  }
  static void place(LargeVector<Slot>& table, Slot slot) {
    std::size_t at = slot.hash & (table.size() - 1);
    while (table[at].group != none) at = (at + 1) & (table.size() - 1);
    table[at] = slot;
  }

  std::vector<Block> blocks_;
  LargeVector<Group> groups_;
  LargeVector<Slot> table_;
  std::int64_t total_ = 0;
};

}  // namespace tos::voting
