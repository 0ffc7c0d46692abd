#include "voting/methods/ranked_ballot.h"

#include <limits>

namespace tos::voting {

BallotReader::BallotReader(const Profile& profile, const RankedBallots& ballots, const Reading& reading)
    : ballots_(ballots), reading_(reading), passed_over_(profile.candidates.size()) {
  if (reading.pass_over_withdrawn)
    for (std::size_t c = 0; c < profile.candidates.size(); ++c)
      passed_over_[c] = profile.candidates[c].standing == Standing::withdrawn ? 1 : 0;
  if (reading.max_ranks || reading.exhaust_on_duplicate) find_ends();
}

void BallotReader::find_ends() {
  end_.resize(ballots_.size());
  repeats_.resize(ballots_.size());
  // Candidates by number, then the mark for an overvote of unknown candidates, which repeats like a candidate.
  const std::size_t overvote = passed_over_.size();
  std::vector<std::size_t> seen_in(passed_over_.size() + 1, std::numeric_limits<std::size_t>::max());
  for (std::size_t group = 0; group < ballots_.size(); ++group) {
    const auto marks = ballots_.marks(group);
    const int most = reading_.max_ranks.value_or(std::numeric_limits<int>::max());
    int rank = 0;
    std::size_t start = 0;  // of the rank that is read
    std::size_t at = 0;
    for (; at < marks.size(); ++at) {
      if (!(marks[at].is_candidate() && marks[at].is_equal())) {
        if (++rank > most) break;
        start = at;
      }
      if (!reading_.exhaust_on_duplicate || marks[at].is_skipped() || !written(marks[at])) continue;
      std::size_t& seen = seen_in[marks[at].is_overvoted() ? overvote : marks[at].index()];
      if (seen == group) {
        repeats_[group] = 1;
        at = start;
        break;
      }
      seen = group;
    }
    end_[group] = static_cast<std::uint32_t>(at);
  }
}

void HeldGroups::add_block() {
  const std::size_t size = block_groups(blocks_.size());
  blocks_.push_back(std::make_unique_for_overwrite<HeldGroup[]>(size));
  end_ = blocks_.back().get();
  limit_ = end_ + size;
}

HeldGroup BallotReader::hold(std::size_t group) const {
  const auto marks = ballots_.marks(group);
  const std::size_t count = end_.empty() ? marks.size() : end_[group];
  static_assert(RankedBallots::max_marks <= std::numeric_limits<std::uint16_t>::max());
  const std::int64_t weight = ballots_.weight(group);
  const bool fits = weight <= std::numeric_limits<std::uint16_t>::max();
  return {.marks = marks.data(),
          .group = static_cast<std::uint32_t>(group),
          .count = static_cast<std::uint16_t>(count),
          .weight = fits ? static_cast<std::uint16_t>(weight) : std::uint16_t{0}};
}

Choice BallotReader::next_with_care(const HeldGroup& held, std::uint32_t from,
                                    const std::vector<std::uint8_t>& continuing) const {
  const std::span<const RankMark> marks(held.marks, held.count);
  const std::uint32_t count = held.count;
  int skipped = 0;
  bool blank = from == 0 && held.marks == ballots_.marks(held.group).data();
  std::uint32_t at = from;
  while (at < count) {
    const RankMark mark = marks[at];
    if (mark.is_skipped()) {
      ++skipped;
      ++at;
      continue;
    }
    std::uint32_t rank_end = at + 1;
    while (rank_end < count && marks[rank_end].is_candidate() && marks[rank_end].is_equal()) ++rank_end;
    if (reading_.max_skipped_ranks && skipped > *reading_.max_skipped_ranks) return {Stop::skipped_ranks};
    skipped = 0;
    blank = false;
    if (rank_end == at + 1 && mark.is_candidate()) {
      if (continuing[mark.index()] != 0) return {Stop::candidate, mark.index(), rank_end};
    } else {
      const Choice choice = read_rank(marks.subspan(at, rank_end - at), rank_end, continuing);
      if (choice.stop != Stop::no_choices) return choice;
    }
    at = rank_end;
  }
  if (!repeats_.empty() && repeats_[held.group] != 0) {
    if (reading_.max_skipped_ranks && skipped > *reading_.max_skipped_ranks) return {Stop::skipped_ranks};
    return {Stop::duplicate};
  }
  return {blank ? Stop::blank : Stop::no_choices};
}

// A rank with several marks, or with an overvote of unknown candidates.
Choice BallotReader::read_rank(std::span<const RankMark> rank, std::uint32_t next,
                               const std::vector<std::uint8_t>& continuing) const {
  CandidateIndex first_written = -1;
  CandidateIndex first_continuing = -1;
  bool several_written = false;
  bool several_continuing = false;
  for (const RankMark mark : rank) {
    if (mark.is_overvoted()) {
      several_written = several_continuing = true;
      break;
    }
    if (!written(mark)) continue;
    const CandidateIndex c = mark.index();
    if (first_written >= 0 && c != first_written) several_written = true;
    if (first_written < 0) first_written = c;
    if (continuing[mark.index()] == 0) continue;
    if (first_continuing >= 0 && c != first_continuing) several_continuing = true;
    if (first_continuing < 0) first_continuing = c;
  }
  if (several_written) {
    if (reading_.overvote == Overvote::exhaust) return {Stop::overvote};
    if (reading_.overvote == Overvote::skip) return {Stop::no_choices};
    if (several_continuing) return {Stop::overvote};
  }
  if (first_continuing < 0) return {Stop::no_choices};
  return {Stop::candidate, first_continuing, next};
}

}  // namespace tos::voting
