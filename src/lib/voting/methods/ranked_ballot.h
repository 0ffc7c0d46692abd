#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "voting/methods/method_rules.h"
#include "voting/methods/profile.h"
#include "voting/methods/trace.h"

namespace tos::voting {

// How a ballot paper is read from its top choice down.
struct Reading {
  Overvote overvote = Overvote::exhaust;
  std::optional<int> max_skipped_ranks = std::nullopt;
  std::optional<int> max_ranks = std::nullopt;
  bool exhaust_on_duplicate = false;
  // Candidates whose marks are passed over as if never written, even beside another at the same rank.
  bool pass_over_withdrawn = true;
};

enum class Stop : std::uint8_t { candidate, no_choices, overvote, skipped_ranks, duplicate, blank };

struct Choice {
  Stop stop;
  CandidateIndex candidate = -1;  // of Stop::candidate
  std::uint32_t used = 0;         // marks read so far: read on behind them when this candidate leaves the count
};

// A group of ballots as a count holds it. What is needed to read on stands side by side, so that moving a million of
// them goes through memory in order instead of from place to place.
struct HeldGroup {
  const RankMark* marks;  // those that are not read yet
  std::uint32_t group;
  std::uint16_t count;   // of these marks, as far as the ballot is read at all
  std::uint16_t weight;  // 0: more than fits here; BallotReader::weight() knows

  HeldGroup after(const Choice& choice) const {
    return {marks + choice.used, group, static_cast<std::uint16_t>(count - choice.used), weight};
  }
};
static_assert(sizeof(HeldGroup) == 16);

// Reads ballots one continuing candidate at a time. Every mark is read once in a whole count: a later call goes on
// where the last one stopped, because candidates never come back.
class BallotReader {
 public:
  BallotReader(const Profile& profile, const RankedBallots& ballots, const Reading& reading);
  // The group, to be read from its first mark.
  HeldGroup hold(std::size_t group) const;
  std::int64_t weight(const HeldGroup& held) const {
    return held.weight != 0 ? held.weight : ballots_.weight(held.group);
  }
  // The first choice among those with continuing[c] != 0 and the marks that are not read yet.
  Choice next(const HeldGroup& held, const std::vector<std::uint8_t>& continuing) const {
    std::uint32_t at = 0;
    for (; at < held.count; ++at) {  // ranks with one candidate; anything else is read with care
      const RankMark mark = held.marks[at];
      if (!mark.is_alone()) {
        if (mark.is_equal() && at > 0) --at;  // the rank began with the mark before
        break;
      }
      if (continuing[mark.index()] == 0) continue;
      if (at + 1U < held.count && held.marks[at + 1].is_equal()) break;
      return {Stop::candidate, mark.index(), at + 1};
    }
    return next_with_care(held, at, continuing);
  }

 private:
  Choice next_with_care(const HeldGroup& held, std::uint32_t from, const std::vector<std::uint8_t>& continuing) const;
  bool written(RankMark mark) const { return !mark.is_candidate() || passed_over_[mark.index()] == 0; }
  Choice read_rank(std::span<const RankMark> rank, std::uint32_t next,
                   const std::vector<std::uint8_t>& continuing) const;
  // Cuts a ballot where its ranks end (max_ranks) or at the first rank that repeats a candidate.
  void find_ends();

  const RankedBallots& ballots_;
  Reading reading_;
  std::vector<std::uint8_t> passed_over_;
  std::vector<std::uint32_t> end_;     // of each group, if ballots are cut
  std::vector<std::uint8_t> repeats_;  // cut because of a repeated candidate
};

// Calls visit(held) for every group in the list, in order, with the marks of those ahead already on their way, and what
// expect(held) sends for.
template <class Visit, class Expect>
void visit_groups(std::span<const HeldGroup> list, Visit visit, Expect expect) {
  constexpr std::size_t ahead = 16;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i + 4 * ahead < list.size()) __builtin_prefetch(&list[i + 4 * ahead]);
    if (i + ahead < list.size()) {
      __builtin_prefetch(list[i + ahead].marks);
      expect(list[i + ahead]);
    }
    visit(list[i]);
  }
}

// The groups that somebody holds, in the order in which they came. Grows block by block: growing moves nothing, and
// what is given up is soon used again.
class HeldGroups {
 public:
  HeldGroups() = default;
  HeldGroups(HeldGroups&& other) noexcept
      : blocks_(std::exchange(other.blocks_, {})),
        end_(std::exchange(other.end_, nullptr)),
        limit_(std::exchange(other.limit_, nullptr)) {}
  HeldGroups& operator=(HeldGroups&& other) noexcept {
    blocks_ = std::exchange(other.blocks_, {});
    end_ = std::exchange(other.end_, nullptr);
    limit_ = std::exchange(other.limit_, nullptr);
    return *this;
  }

  void push_back(const HeldGroup& held) {
    if (end_ == limit_) add_block();
    *end_++ = held;
  }
  bool empty() const { return blocks_.empty(); }

  template <class Visit, class Expect>
  void visit(Visit visit_one, Expect expect) const {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const HeldGroup* const first = blocks_[i].get();
      visit_groups({first, i + 1 < blocks_.size() ? first + block_groups(i) : end_}, visit_one, expect);
    }
  }
  template <class Visit>
  void visit(Visit visit_one) const {
    visit(visit_one, [](const HeldGroup&) {});
  }

 private:
  // Of one block: few groups are all there are, most often.
  static constexpr std::size_t block_groups(std::size_t block) { return block == 0 ? 8 : block == 1 ? 128 : 4'096; }
  void add_block();
  std::vector<std::unique_ptr<HeldGroup[]>> blocks_;
  HeldGroup* end_ = nullptr;    // where the next one goes
  HeldGroup* limit_ = nullptr;  // of the last block
};

}  // namespace tos::voting
