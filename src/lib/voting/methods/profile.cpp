#include "voting/methods/profile.h"

#include <algorithm>
#include <concepts>
#include <cstring>
#include <type_traits>

#include "core/base/int128.h"
#include "core/base/overloaded.h"

namespace tos::voting {
namespace {

template <class Ballots>
concept Grouped = requires(const Ballots& ballots) { ballots.marks(std::size_t{}); };

Int128 exact_total(const ChoiceBallots& b) { return Int128{b.yes} + b.no + b.abstain; }
Int128 exact_total(const ConsentBallots& b) { return Int128{b.consent} + b.concern + b.stand_aside + b.objection; }
template <Grouped Ballots>
Int128 exact_total(const Ballots& ballots) {
  return ballots.total();
}

bool says_something(std::span<const RankMark> marks) {
  return std::ranges::any_of(marks, [](RankMark mark) { return mark.is_candidate(); });
}
template <class Mark>
bool says_something(std::span<const Mark> marks) {
  return !marks.empty();
}

bool in_contest(Approval mark, std::size_t candidates) { return mark.candidate < candidates; }
bool in_contest(Points mark, std::size_t candidates) {
  return mark.candidate >= 0 && mark.candidate < static_cast<std::int64_t>(candidates);
}

Result<void> check_marks(const ChoiceBallots& b, std::size_t) {
  if (std::min({b.yes, b.no, b.abstain}) < 0) return refuse(TAL_002, "a number of votes is negative");
  return {};
}
Result<void> check_marks(const ConsentBallots& b, std::size_t) {
  if (std::min({b.consent, b.concern, b.stand_aside, b.objection}) < 0)
    return refuse(TAL_002, "a number of votes is negative");
  return {};
}
Result<void> check_marks(const RankedBallots& ballots, std::size_t candidates) {
  bool inside = true;
  ballots.visit_marks([&](std::span<const RankMark> marks) { inside = inside && are_in_contest(marks, candidates); });
  if (!inside) return refuse(TAL_005, "a ballot names a candidate beyond {}", candidates);
  return {};
}
template <Grouped Ballots>
Result<void> check_marks(const Ballots& ballots, std::size_t candidates) {
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    int outside = 0;
    for (const auto mark : ballots.marks(group)) {
      outside |= in_contest(mark, candidates) ? 0 : 1;
      if constexpr (std::same_as<Ballots, AllocationBallots>) {
        if (mark.value < 0) return refuse(TAL_010, "a ballot allots {}", mark.value);
      }
    }
    if (outside != 0) return refuse(TAL_005, "a ballot names a candidate beyond {}", candidates);
  }
  return {};
}

Result<void> check_budget(const Budget& budget, std::size_t projects) {
  if (budget.limit < 0) return refuse(TAL_010, "the budget is {}", budget.limit);
  if (budget.costs.size() != projects)
    return refuse(TAL_011, "there are {} projects and {} costs", projects, budget.costs.size());
  const auto negative = std::ranges::find_if(budget.costs, [](std::int64_t cost) { return cost < 0; });
  if (negative != budget.costs.end()) return refuse(TAL_010, "a project costs {}", *negative);
  return {};
}

}  // namespace

bool are_in_contest(std::span<const RankMark> marks, std::size_t candidates) {
  // Eight marks at once, all ones where one is not in the contest: a million ballots have many marks. Signed, because
  // every processor compares that; an index has fifteen bits.
  constexpr std::size_t lanes = 8;
  using Lanes = std::int16_t __attribute__((vector_size(lanes * sizeof(std::int16_t))));
  const Lanes last = Lanes{} + static_cast<std::int16_t>(static_cast<int>(candidates) - 1);
  Lanes outside = {};
  std::size_t at = 0;
  for (; at + lanes <= marks.size(); at += lanes) {
    Lanes value;
    std::memcpy(&value, &marks[at], sizeof value);
    outside |= ((value & RankMark::index_mask) > last) & (value != RankMark::skipped_value) &
               (value != RankMark::overvoted_value);
  }
  std::int16_t any = 0;
  for (std::size_t i = 0; i < lanes; ++i) any = static_cast<std::int16_t>(any | outside[i]);
  return any == 0 && std::ranges::all_of(marks.subspan(at), [&](RankMark mark) {
           return mark.index() < candidates || mark.is_skipped() || mark.is_overvoted();
         });
}

std::int64_t ballot_count(const Profile& profile) {
  return std::visit([](const auto& ballots) { return static_cast<std::int64_t>(exact_total(ballots)); },
                    profile.ballots);
}

std::int64_t valid_ballot_count(const Profile& profile) {
  return std::visit(
      []<class Ballots>(const Ballots& ballots) {
        if constexpr (Grouped<Ballots>) {
          std::int64_t valid = 0;
          for (std::size_t group = 0; group < ballots.size(); ++group)
            if (says_something(ballots.marks(group))) valid += ballots.weight(group);
          return valid;
        } else {
          return static_cast<std::int64_t>(exact_total(ballots));
        }
      },
      profile.ballots);
}

std::string_view ballot_kind(const BallotSet& ballots) {
  return std::visit(
      overloaded{[](const ChoiceBallots&) { return "choice"; }, [](const ApprovalBallots&) { return "approval"; },
                 [](const RankedBallots&) { return "ranked"; }, [](const ScoreBallots&) { return "score"; },
                 [](const AllocationBallots&) { return "allocation"; },
                 [](const ConsentBallots&) { return "consent"; }},
      ballots);
}

Result<void> check_profile(const Profile& profile) {
  if (profile.candidates.size() > RankMark::max_candidates)
    return refuse(TAL_003, "the contest has {} candidates", profile.candidates.size());
  if (profile.set_aside < 0) return refuse(TAL_002, "{} ballots were set aside", profile.set_aside);
  const Int128 total = std::visit([](const auto& ballots) { return exact_total(ballots); }, profile.ballots);
  if (total + profile.set_aside > std::numeric_limits<std::int64_t>::max())
    return refuse(TAL_001, "the ballots add up to more than {}", std::numeric_limits<std::int64_t>::max());
  TOS_CHECK(std::visit([&](const auto& ballots) { return check_marks(ballots, profile.candidates.size()); },
                       profile.ballots));
  if (profile.budget) return check_budget(*profile.budget, profile.candidates.size());
  return {};
}

}  // namespace tos::voting
