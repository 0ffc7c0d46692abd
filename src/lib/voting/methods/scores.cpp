#include <algorithm>

#include "voting/methods/counters.h"
#include "voting/methods/pairwise.h"
#include "voting/methods/points_range.h"

// Methods that add up a number for each candidate.
namespace tos::voting {
namespace {

struct Sums {
  std::vector<std::int64_t> points;
  std::vector<std::int64_t> voters;
};

Result<Sums> approvals(const Profile& profile, const ApprovalBallots& ballots) {
  Sums sums{std::vector<std::int64_t>(profile.candidates.size()), {}};
  std::vector<std::size_t> seen_in(profile.candidates.size(), ballots.size());
  for (std::size_t group = 0; group < ballots.size(); ++group)
    for (const Approval mark : ballots.marks(group))
      if (std::exchange(seen_in[mark.candidate], group) != group) sums.points[mark.candidate] += ballots.weight(group);
  sums.voters = sums.points;
  return sums;
}

// Adds up numbers; TAL-014 for one outside the range, TAL-009 for a sum beyond 64 bits.
template <class Ballots>
Result<Sums> add_up(const Profile& profile, const Ballots& ballots, const PointsRange& range) {
  Sums sums{std::vector<std::int64_t>(profile.candidates.size()), std::vector<std::int64_t>(profile.candidates.size())};
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    TOS_CHECK(check_points(range, ballots.marks(group)));
    for (const Points mark : ballots.marks(group)) {
      std::int64_t product = 0;
      std::int64_t& points = sums.points[at(static_cast<CandidateIndex>(mark.candidate))];
      if (__builtin_mul_overflow(mark.value, ballots.weight(group), &product) ||
          __builtin_add_overflow(points, product, &points))
        return refuse(TAL_009, "the points add up beyond 64 bits");
      sums.voters[at(static_cast<CandidateIndex>(mark.candidate))] += ballots.weight(group);
    }
  }
  return sums;
}

// Fills the seats from the best down; `better` is a strict weak order on candidates by their numbers.
template <class Better>
void fill_seats(const std::vector<CandidateIndex>& candidates, int seats, Better better, Ties& ties, Outcome& outcome) {
  std::vector<CandidateIndex> order = ties.ranked(candidates);
  std::ranges::stable_sort(order, better);
  for (auto first = order.begin(); first != order.end();) {
    const auto last = std::find_if(first, order.end(), [&](CandidateIndex c) { return better(*first, c); });
    std::vector<CandidateIndex> equal(first, last);
    first = last;
    // Behind a tie that is left nobody gets a seat any more: further equals only share a place.
    const bool is_over = outcome.verdict == Verdict::tied;
    const auto open =
        is_over ? 0 : static_cast<std::size_t>(std::max(0, seats - static_cast<int>(outcome.elected.size())));
    if (equal.size() > 1) {
      TieAction tie{.need = open > 0 ? TieAction::Need::elect : TieAction::Need::rank,
                    .tied = equal,
                    .chosen = {},
                    .by = TieAction::By::harmless};
      if (open > 0 && equal.size() > open) {
        std::vector<CandidateIndex> chosen;
        TieAction draw = tie;
        while (chosen.size() < open && ties.decides()) {
          chosen.push_back(draw.tied.size() > 1 ? *ties.pick(draw) : draw.tied.front());
          std::erase(draw.tied, chosen.back());
        }
        tie.by = ties.decides() ? draw.by : TieAction::By::unresolved;
        tie.chosen = chosen;
        if (chosen.empty()) {
          outcome.verdict = Verdict::tied;
          outcome.tied = equal;
        } else {
          equal = chosen;
          equal.insert(equal.end(), draw.tied.begin(), draw.tied.end());
        }
      }
      outcome.trace.steps.push_back(tie);
    }
    for (const CandidateIndex c : equal) {
      outcome.ranking.push_back(c);
      if (outcome.verdict != Verdict::tied && static_cast<int>(outcome.elected.size()) < seats)
        outcome.elected.push_back({c, 1});
    }
  }
  if (outcome.elected.empty() && outcome.verdict != Verdict::tied) outcome.verdict = Verdict::rejected;
}

Result<Outcome> fill_by_points(const Profile& profile, Sums sums, ScoreStep::Kind kind, int seats, Ties& ties) {
  if (seats < 1) return refuse(TAL_007, "{} seats", seats);
  Outcome outcome;
  const std::vector<std::int64_t> points = sums.points;
  outcome.trace.steps.push_back(ScoreStep{kind, std::move(sums.points), std::move(sums.voters)});
  fill_seats(
      standing_candidates(profile), seats,
      [&](CandidateIndex a, CandidateIndex b) { return points[at(a)] > points[at(b)]; }, ties, outcome);
  return outcome;
}

// The two to meet in the run-off: by score, among equal ones by how many of the others each beats head to head, then
// by the tie-breaker. Nothing: a tie is left.
class StarRound {
 public:
  StarRound(const PairwiseMatrix& matrix, const std::vector<std::int64_t>& points, Ties& ties, Outcome& outcome)
      : matrix_(matrix), points_(points), ties_(ties), outcome_(outcome) {}

  // From here on no tie changes who is elected: there is a seat for everybody left.
  void seats_for_all() { is_harmless_ = true; }

  std::optional<CandidateIndex> best_of(std::vector<CandidateIndex> list) {
    keep_best(list, [&](CandidateIndex c) { return points_[at(c)]; });
    if (list.size() == 1) return list.front();
    const std::vector<CandidateIndex> tied = list;
    keep_best(list, [&](CandidateIndex c) {
      return static_cast<std::int64_t>(std::ranges::count_if(
          tied, [&](CandidateIndex d) { return matrix_.at(at(c), at(d)) > matrix_.at(at(d), at(c)); }));
    });
    return settle(tied, list, TieAction::By::pairwise);
  }

  std::optional<CandidateIndex> runoff(CandidateIndex a, CandidateIndex b, std::int64_t voters) {
    const std::int64_t for_a = matrix_.at(at(a), at(b));
    const std::int64_t for_b = matrix_.at(at(b), at(a));
    outcome_.trace.steps.push_back(RunoffStep{a, b, for_a, for_b, voters - for_a - for_b});
    if (for_a != for_b) return for_a > for_b ? a : b;
    std::vector<CandidateIndex> list{a, b};
    keep_best(list, [&](CandidateIndex c) { return points_[at(c)]; });
    return settle({a, b}, list, TieAction::By::votes);
  }

 private:
  template <class Measure>
  static void keep_best(std::vector<CandidateIndex>& list, Measure measure) {
    const std::int64_t best = measure(*std::ranges::max_element(list, {}, measure));
    std::erase_if(list, [&](CandidateIndex c) { return measure(c) != best; });
  }
  std::optional<CandidateIndex> settle(const std::vector<CandidateIndex>& tied, const std::vector<CandidateIndex>& left,
                                       TieAction::By by) {
    TieAction tie{.need = TieAction::Need::elect, .tied = tied, .chosen = left, .by = by};
    std::optional<CandidateIndex> chosen = left.front();
    if (left.size() > 1) {
      tie.tied = left;
      chosen = ties_.pick(tie);
    }
    if (!chosen && is_harmless_) {
      tie.by = TieAction::By::harmless;
      chosen = left.front();
    }
    outcome_.trace.steps.push_back(tie);
    if (!chosen) {
      outcome_.verdict = Verdict::tied;
      outcome_.tied = left;
    }
    return chosen;
  }

  const PairwiseMatrix& matrix_;
  const std::vector<std::int64_t>& points_;
  Ties& ties_;
  Outcome& outcome_;
  bool is_harmless_ = false;
};

}  // namespace

Result<Outcome> count_approval(const Profile& profile, const ApprovalRules& rules, Ties& ties) {
  TOS_TRY(const ApprovalBallots* ballots, ballots_of<ApprovalBallots>(profile, "approval", "approval"));
  TOS_TRY(Sums sums, approvals(profile, *ballots));
  return fill_by_points(profile, std::move(sums), ScoreStep::Kind::approvals, rules.seats, ties);
}

Result<Outcome> count_support_points(const Profile& profile, const SupportPointsRules& rules, Ties& ties) {
  TOS_TRY(const AllocationBallots* ballots, ballots_of<AllocationBallots>(profile, "support-points", "allocation"));
  TOS_TRY(Sums sums, add_up(profile, *ballots, points_range(rules)));
  return fill_by_points(profile, std::move(sums), ScoreStep::Kind::points, rules.seats, ties);
}

Result<Outcome> count_score(const Profile& profile, const ScoreRules& rules, Ties& ties) {
  TOS_TRY(const ScoreBallots* ballots, ballots_of<ScoreBallots>(profile, "score", "score"));
  TOS_TRY(Sums sums, add_up(profile, *ballots, points_range(rules)));
  if (rules.blank == ScoreRules::Blank::zero)
    return fill_by_points(profile, std::move(sums), ScoreStep::Kind::score, rules.seats, ties);
  if (rules.seats < 1) return refuse(TAL_007, "{} seats", rules.seats);
  Outcome outcome;
  outcome.trace.steps.push_back(ScoreStep{ScoreStep::Kind::average_score, sums.points, sums.voters});
  // points ÷ voters, compared by cross-multiplication; nobody's number is worth less than any number.
  const auto better = [&](CandidateIndex a, CandidateIndex b) {
    if (sums.voters[at(a)] == 0 || sums.voters[at(b)] == 0) return sums.voters[at(a)] > 0 && sums.voters[at(b)] == 0;
    return Int128{sums.points[at(a)]} * sums.voters[at(b)] > Int128{sums.points[at(b)]} * sums.voters[at(a)];
  };
  fill_seats(standing_candidates(profile), rules.seats, better, ties, outcome);
  return outcome;
}

// STAR: score, then automatic run-off between the two best (Equal Vote Coalition); with several seats one winner after
// the other (bloc STAR).
Result<Outcome> count_star(const Profile& profile, const StarRules& rules, Ties& ties) {
  TOS_TRY(const ScoreBallots* ballots, ballots_of<ScoreBallots>(profile, "star", "score"));
  if (rules.seats < 1) return refuse(TAL_007, "{} seats", rules.seats);
  TOS_TRY(Sums sums, add_up(profile, *ballots, points_range(rules)));
  TOS_TRY(PairwiseMatrix matrix, pairwise_matrix(profile, "star", NoScore::zero));
  Outcome outcome;
  outcome.trace.steps.push_back(ScoreStep{ScoreStep::Kind::score, sums.points, sums.voters});
  outcome.trace.steps.push_back(PairwiseStep{matrix});
  std::vector<CandidateIndex> left = standing_candidates(profile);
  StarRound star(matrix, sums.points, ties, outcome);
  while (!left.empty() && static_cast<int>(outcome.elected.size()) < rules.seats) {
    if (outcome.elected.size() + left.size() <= static_cast<std::size_t>(rules.seats)) star.seats_for_all();
    std::optional<CandidateIndex> winner = star.best_of(left);
    if (winner && left.size() > 1) {
      std::vector<CandidateIndex> others = left;
      std::erase(others, *winner);
      const auto second = star.best_of(others);
      winner = second ? star.runoff(*winner, *second, ballots->total()) : std::nullopt;
    }
    if (!winner) break;
    outcome.elected.push_back({*winner, static_cast<int>(outcome.elected.size()) + 1});
    std::erase(left, *winner);
  }
  if (outcome.elected.empty() && outcome.verdict != Verdict::tied) outcome.verdict = Verdict::rejected;
  outcome.pairwise = std::move(matrix);
  return outcome;
}

}  // namespace tos::voting
