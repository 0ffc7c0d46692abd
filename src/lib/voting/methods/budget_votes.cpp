#include "voting/methods/budget_votes.h"

#include <algorithm>

#include "voting/methods/counters.h"

namespace tos::voting {
namespace {

class SupportBuilder {
 public:
  explicit SupportBuilder(const Profile& profile) : profile_(profile) {
    support_.of.resize(profile.candidates.size());
    support_.voters.resize(profile.candidates.size());
    support_.points.resize(profile.candidates.size());
    last_.resize(profile.candidates.size(), -1);
  }

  // False if the points no longer fit 64 bits.
  bool add(std::size_t group, std::size_t project, std::int64_t voters, std::int64_t points) {
    if (points <= 0 || profile_.candidates[project].standing != Standing::standing) return true;
    std::int64_t product = 0;
    if (__builtin_mul_overflow(points, voters, &product) ||
        __builtin_add_overflow(support_.points[project], product, &support_.points[project]))
      return false;
    if (std::exchange(last_[project], static_cast<std::int64_t>(group)) == static_cast<std::int64_t>(group))
      return true;
    support_.of[project].push_back({static_cast<std::uint32_t>(group), voters});
    support_.voters[project] += voters;
    return true;
  }
  ProjectSupport finish(std::size_t groups, std::int64_t ballots) {
    support_.groups = groups;
    support_.ballots = ballots;
    return std::move(support_);
  }

 private:
  const Profile& profile_;
  ProjectSupport support_;
  std::vector<std::int64_t> last_;  // group that supported the project last
};

bool add_ballot(SupportBuilder& builder, std::size_t group, std::int64_t voters, std::span<const Approval> marks, int) {
  std::vector<std::uint16_t> projects;
  for (const Approval mark : marks) projects.push_back(mark.candidate);
  std::ranges::sort(projects);
  projects.erase(std::ranges::unique(projects).begin(), projects.end());
  return std::ranges::all_of(projects, [&](std::uint16_t p) { return builder.add(group, p, voters, 1); });
}
bool add_ballot(SupportBuilder& builder, std::size_t group, std::int64_t voters, std::span<const Points> marks, int) {
  return std::ranges::all_of(
      marks, [&](Points m) { return builder.add(group, static_cast<std::size_t>(m.candidate), voters, m.value); });
}
int places(std::span<const RankMark> marks) {
  int count = 0;
  for (const RankMark mark : marks) count += mark.is_candidate() && mark.is_equal() ? 0 : 1;
  return count;
}
int places(std::span<const Approval>) { return 0; }
int places(std::span<const Points>) { return 0; }
bool add_ballot(SupportBuilder& builder, std::size_t group, std::int64_t voters, std::span<const RankMark> marks,
                int longest) {
  int place = 0;
  for (const RankMark mark : marks) {
    if (!(mark.is_candidate() && mark.is_equal())) ++place;
    if (mark.is_candidate() && !builder.add(group, mark.index(), voters, longest + 1 - place)) return false;
  }
  return true;
}

template <class Ballots>
Result<ProjectSupport> collect(const Profile& profile, const Ballots& ballots) {
  SupportBuilder builder(profile);
  int longest = 0;
  for (std::size_t group = 0; group < ballots.size(); ++group)
    longest = std::max(longest, places(ballots.marks(group)));
  for (std::size_t group = 0; group < ballots.size(); ++group)
    if (!add_ballot(builder, group, ballots.weight(group), ballots.marks(group), longest))
      return refuse(TAL_009, "the points add up beyond 64 bits");
  return builder.finish(ballots.size(), ballots.total());
}

}  // namespace

Result<ProjectSupport> project_support(const Profile& profile, std::string_view method) {
  if (!profile.budget) return refuse(TAL_011, "{} was given no budget", method).hint("read a .pb file");
  Int128 total = 0;
  for (const std::int64_t cost : profile.budget->costs) total += cost;
  if (total > std::numeric_limits<std::int64_t>::max()) return refuse(TAL_009, "the costs add up beyond 64 bits");
  if (const auto* approvals = std::get_if<ApprovalBallots>(&profile.ballots)) return collect(profile, *approvals);
  if (const auto* points = std::get_if<AllocationBallots>(&profile.ballots)) return collect(profile, *points);
  if (const auto* scores = std::get_if<ScoreBallots>(&profile.ballots)) return collect(profile, *scores);
  TOS_TRY(const RankedBallots* ranked,
          ballots_of<RankedBallots>(profile, method, "approval, allocation, score or ranked"));
  return collect(profile, *ranked);
}

namespace {

std::pair<std::int64_t, std::int64_t> points_and_cost(const Profile& profile, const ProjectSupport& support,
                                                      CandidateIndex project) {
  return {-support.points[at(project)], profile.budget->costs[at(project)]};
}

class Buyer {
 public:
  Buyer(const Profile& profile, const ProjectSupport& support, const GreedyBudgetRules& rules, Ties& ties,
        Outcome& outcome)
      : profile_(profile), support_(support), rules_(rules), ties_(ties), outcome_(outcome) {}

  // Projects with equal points and cost. False: nothing more is bought.
  bool buy(std::vector<CandidateIndex> equal) {
    const std::int64_t cost = profile_.budget->costs[at(equal.front())];
    if (support_.points[at(equal.front())] < rules_.minimum_votes) return true;
    if (equal.size() > 1 && !put_in_order(equal, cost)) return false;
    for (const CandidateIndex project : equal) {
      const bool fits = cost <= left();
      if (fits || is_paid_from_reserve(cost)) {
        outcome_.selected.push_back({project, cost});
        outcome_.spent += cost;
        outcome_.trace.steps.push_back(PurchaseStep{project, cost, support_.points[at(project)], true, left()});
      } else {
        outcome_.trace.steps.push_back(PurchaseStep{project, cost, support_.points[at(project)], false, left()});
      }
      if (!fits && (rules_.stop_at_first_unaffordable || rules_.reserve_from)) return false;
    }
    return true;
  }

 private:
  std::int64_t left() const { return profile_.budget->limit - outcome_.spent; }
  bool is_paid_from_reserve(std::int64_t cost) const {
    return rules_.reserve_from &&
           Int128{left()} * rules_.reserve_from->denominator >= Int128{cost} * rules_.reserve_from->numerator;
  }
  // Whether it is the same for each of `count` equals who is first: all are bought, or none.
  bool is_harmless(std::size_t count, std::int64_t cost) const {
    return Int128{cost} * static_cast<std::int64_t>(count) <= left() || (cost > left() && !is_paid_from_reserve(cost));
  }
  bool put_in_order(std::vector<CandidateIndex>& equal, std::int64_t cost) {
    TieAction tie{
        .need = TieAction::Need::fund, .tied = equal, .chosen = {}, .by = TieAction::By::harmless, .note = {}};
    if (!is_harmless(equal.size(), cost)) {
      std::vector<CandidateIndex> order;
      TieAction draw = tie;
      while (draw.tied.size() > 1) {
        const auto first = ties_.pick(draw);
        if (!first) break;
        order.push_back(*first);
        std::erase(draw.tied, *first);
      }
      tie.by = draw.by;
      if (order.empty()) {
        outcome_.verdict = Verdict::tied;
        outcome_.tied = equal;
      } else {
        order.push_back(draw.tied.front());
        equal = tie.chosen = order;
        tie.note = "equal votes and equal cost: taken in this order";
      }
    }
    outcome_.trace.steps.push_back(tie);
    return outcome_.verdict != Verdict::tied;
  }

  const Profile& profile_;
  const ProjectSupport& support_;
  const GreedyBudgetRules& rules_;
  Ties& ties_;
  Outcome& outcome_;
};

}  // namespace

void buy_in_order(const Profile& profile, const std::vector<CandidateIndex>& order, const ProjectSupport& support,
                  const GreedyBudgetRules& rules, Ties& ties, Outcome& outcome) {
  const auto key = [&](CandidateIndex c) { return points_and_cost(profile, support, c); };
  Buyer buyer(profile, support, rules, ties, outcome);
  for (auto first = order.begin(); first != order.end();) {
    const auto last = std::find_if(first, order.end(), [&](CandidateIndex c) { return key(c) != key(*first); });
    if (!buyer.buy({first, last})) return;
    first = last;
  }
}

std::vector<CandidateIndex> by_points(const Profile& profile, std::vector<CandidateIndex> projects,
                                      const ProjectSupport& support) {
  std::ranges::stable_sort(projects, {}, [&](CandidateIndex c) { return points_and_cost(profile, support, c); });
  return projects;
}

Result<Outcome> count_greedy(const Profile& profile, const GreedyBudgetRules& rules, Ties& ties) {
  if (rules.minimum_votes < 0) return refuse(TAL_007, "a minimum of {} votes", rules.minimum_votes);
  if (rules.reserve_from && (*rules.reserve_from < Rational{0, 1} || *rules.reserve_from > Rational{1, 1}))
    return refuse(TAL_007, "a reserve from a share of {}", rules.reserve_from->to_string());
  TOS_TRY(const ProjectSupport support, project_support(profile, "greedy-budget"));
  Outcome outcome;
  std::vector<CandidateIndex> order = by_points(profile, standing_candidates(profile), support);
  if (rules.order == GreedyBudgetRules::Order::votes_per_cost) {
    // a before b: points ÷ cost is greater, compared by cross-multiplication
    std::ranges::stable_sort(order, [&](CandidateIndex a, CandidateIndex b) {
      const auto i = static_cast<std::size_t>(a);
      const auto j = static_cast<std::size_t>(b);
      return Int128{support.points[i]} * profile.budget->costs[j] >
             Int128{support.points[j]} * profile.budget->costs[i];
    });
  }
  buy_in_order(profile, order, support, rules, ties, outcome);
  if (outcome.selected.empty() && outcome.verdict != Verdict::tied) outcome.verdict = Verdict::rejected;
  outcome.ranking = std::move(order);
  return outcome;
}

}  // namespace tos::voting
