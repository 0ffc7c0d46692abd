#include <algorithm>
#include <numeric>

#include "voting/formats/readers.h"
#include "voting/formats/rules.h"

namespace tos::voting {

void canonicalise(std::vector<RankMark>& marks) {
  while (!marks.empty() && marks.back().is_skipped()) marks.pop_back();
  for (std::size_t at = 1; at < marks.size(); ++at) {
    if (!marks[at].is_candidate() || !marks[at].is_equal()) continue;
    const std::size_t first = at - 1;
    while (at < marks.size() && marks[at].is_candidate() && marks[at].is_equal()) ++at;
    const auto begin = marks.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = marks.begin() + static_cast<std::ptrdiff_t>(at);
    std::sort(begin, end, [](RankMark a, RankMark b) { return a.index() < b.index(); });
    *begin = RankMark::candidate(begin->index());
    for (auto mark = begin + 1; mark != end; ++mark) *mark = RankMark::equal(mark->index());
  }
}

Result<void> UnwrittenRanks::add(std::size_t ranks) {
  constexpr std::size_t most = std::size_t{64} << 20;
  total_ += ranks;
  if (total_ <= most) return {};
  return refuse(FMT_010, "the ballots leave more than {} ranks blank before others", most)
      .hint("number the ranks of each ballot from 1");
}

Result<std::uint16_t> NamedCandidates::find_or_add(std::string_view name) {
  if (const auto known = find(name)) return *known;
  if (names_.size() == RankMark::max_candidates)
    return refuse(TAL_003, "the ballots name more than {} candidates", RankMark::max_candidates);
  const auto place = static_cast<std::uint16_t>(names_.size());
  names_.emplace_back(name);
  places_.emplace(name, place);
  return place;
}

std::optional<std::uint16_t> NamedCandidates::find(std::string_view name) const {
  const auto known = places_.find(name);
  if (known == places_.end()) return std::nullopt;
  return known->second;
}

std::vector<std::uint16_t> NamedCandidates::sorted_places() const {
  std::vector<std::size_t> order(names_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t c) { return std::string_view(names_[c]); });
  std::vector<std::uint16_t> places(names_.size());
  for (std::size_t place = 0; place < order.size(); ++place) places[order[place]] = static_cast<std::uint16_t>(place);
  return places;
}

Result<RankedBallots> renumber(const RankedBallots& ballots, const std::vector<std::uint16_t>& places) {
  RankedBallots renumbered;
  std::vector<RankMark> marks;
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    marks.clear();
    for (const RankMark mark : ballots.marks(group)) {
      if (!mark.is_candidate()) {
        marks.push_back(mark);
      } else {
        const std::uint16_t place = places[mark.index()];
        marks.push_back(mark.is_equal() ? RankMark::equal(place) : RankMark::candidate(place));
      }
    }
    canonicalise(marks);
    TOS_CHECK(renumbered.add(marks, ballots.weight(group)));
  }
  return renumbered;
}

namespace {

template <class Ballots>
Result<Ballots> renumber_points(const Ballots& ballots, const std::vector<std::uint16_t>& places) {
  Ballots renumbered;
  std::vector<Points> marks;
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    marks.assign(ballots.marks(group).begin(), ballots.marks(group).end());
    for (Points& mark : marks) mark.candidate = places[static_cast<std::size_t>(mark.candidate)];
    std::ranges::sort(marks, {}, &Points::candidate);
    TOS_CHECK(renumbered.add(marks, ballots.weight(group)));
  }
  return renumbered;
}

}  // namespace

Result<ScoreBallots> renumber(const ScoreBallots& ballots, const std::vector<std::uint16_t>& places) {
  return renumber_points(ballots, places);
}
Result<AllocationBallots> renumber(const AllocationBallots& ballots, const std::vector<std::uint16_t>& places) {
  return renumber_points(ballots, places);
}

Result<ApprovalBallots> renumber(const ApprovalBallots& ballots, const std::vector<std::uint16_t>& places) {
  ApprovalBallots renumbered;
  std::vector<Approval> marks;
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    marks.assign(ballots.marks(group).begin(), ballots.marks(group).end());
    for (Approval& mark : marks) mark.candidate = places[mark.candidate];
    std::ranges::sort(marks, {}, &Approval::candidate);
    TOS_CHECK(renumbered.add(marks, ballots.weight(group)));
  }
  return renumbered;
}

}  // namespace tos::voting
