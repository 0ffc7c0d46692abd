#pragma once
#include <cstdint>
#include <optional>
#include <span>
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
  std::uint32_t next = 0;         // where to read on when this candidate leaves the count
};

// Reads ballots one continuing candidate at a time. Every mark is read once in a whole count: a later call goes on
// where the last one stopped, because candidates never come back.
class BallotReader {
 public:
  BallotReader(const Profile& profile, const RankedBallots& ballots, const Reading& reading);
  // The first choice from mark `from` on among those with continuing[c] != 0. from 0: the whole ballot.
  Choice next(std::size_t group, std::uint32_t from, const std::vector<std::uint8_t>& continuing) const;

 private:
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

// Calls visit(group) for every group in the list, in order, with the memory of those ahead already on its way.
template <class Visit>
void visit_groups(const RankedBallots& ballots, std::span<const std::uint32_t> list,
                  const std::vector<std::uint16_t>& position, Visit visit) {
  constexpr std::size_t far = 24;
  constexpr std::size_t near = 12;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i + far < list.size()) ballots.prefetch(list[i + far]);
    if (i + near < list.size()) ballots.prefetch_marks(list[i + near], position[list[i + near]]);
    visit(list[i]);
  }
}

}  // namespace tos::voting
