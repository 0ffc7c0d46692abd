#include "voting/methods/count.h"

#include "core/base/overloaded.h"
#include "voting/methods/counters.h"
#include "voting/methods/fixed.h"

namespace tos::voting {
namespace {

Result<Outcome> dispatch(const Profile& profile, const MethodRules& rules, const TieBreaker& tie_breaker, Ties& ties) {
  return std::visit(
      overloaded{
          [&](const MajorityRules& r) { return count_majority(profile, r.threshold, r.eligible, ties); },
          [&](const SupermajorityRules& r) { return count_majority(profile, r.threshold, r.eligible, ties); },
          [&](const ApprovalRules& r) { return count_approval(profile, r, ties); },
          [&](const ScoreRules& r) { return count_score(profile, r, ties); },
          [&](const StarRules& r) { return count_star(profile, r, ties); },
          [&](const IrvRules& r) { return count_irv(profile, r, tie_breaker); },
          [&](const ScottishStvRules& r) { return count_scottish(profile, r, ties); },
          [&](const WigmStvRules& r) { return count_wigm(profile, r, ties); },
          [&](const MeekStvRules& r) { return count_meek(profile, r, ties); },
          [&](const SchulzeRules& r) { return count_schulze(profile, r, ties); },
          [&](const RankedPairsRules& r) { return count_ranked_pairs(profile, r, ties); },
          [&](const DebianRules& r) { return count_debian(profile, r, ties); },
          [&](const ConsentRules& r) { return count_consent(profile, r); },
          [&](const ConsensusRules& r) { return count_consensus(profile, r); },
          [&](const ConsensusMinusRules& r) { return count_consensus_minus(profile, r); },
          [&](const SociocraticRules& r) { return count_sociocratic(profile, r); },
          [&](const SupportPointsRules& r) { return count_support_points(profile, r, ties); },
          [&](const EqualSharesRules& r) { return count_equal_shares(profile, r, ties); },
          [&](const GreedyBudgetRules& r) { return count_greedy(profile, r, ties); },
          [&](const QuadraticFundingRules& r) { return count_quadratic(profile, r); },
      },
      rules);
}

int seats_of(const MethodRules& rules) {
  return std::visit(
      []<class Rules>(const Rules& r) {
        if constexpr (requires { r.seats; }) return r.seats;
        return std::same_as<Rules, DebianRules> ? 1 : 0;
      },
      rules);
}

}  // namespace

Result<void> check_round_count(const Profile& profile, int seats) {
  if (seats < 1) return refuse(TAL_007, "{} seats", seats).hint("fill at least one seat");
  if (profile.candidates.size() > max_round_candidates)
    return refuse(TAL_013, "{} candidates; a count by rounds has at most {}", profile.candidates.size(),
                  max_round_candidates);
  return {};
}

std::vector<CandidateIndex> standing_candidates(const Profile& profile) {
  std::vector<CandidateIndex> list;
  for (std::size_t c = 0; c < profile.candidates.size(); ++c)
    if (profile.candidates[c].standing == Standing::standing) list.push_back(static_cast<CandidateIndex>(c));
  return list;
}

namespace {

// How many papers lie with candidates in the first round.
std::int64_t papers_in(const Round& first, int digits) {
  Amount votes = 0;
  for (const std::optional<Amount>& total : first.totals) votes += total.value_or(0);
  return static_cast<std::int64_t>(votes / pow10(digits));
}

}  // namespace

Result<Outcome> count(const Profile& profile, const MethodRules& rules, const TieBreaker& tie_breaker) {
  TOS_CHECK(check_profile(profile));
  TOS_TRY(Ties ties, Ties::make(profile, tie_breaker));
  TOS_TRY(Outcome outcome, dispatch(profile, rules, tie_breaker, ties));
  outcome.method = method_name(rules);
  outcome.rule = rule_id(rules);
  outcome.seats = seats_of(rules);
  outcome.ballots = ballot_count(profile) + profile.set_aside;
  outcome.valid_ballots = valid_ballot_count(profile);
  outcome.spends = profile.budget || std::holds_alternative<QuadraticFundingRules>(rules);
  // Papers without a valid first preference are outside the quota of these rules, so they are no valid votes.
  if ((std::holds_alternative<ScottishStvRules>(rules) || std::holds_alternative<WigmStvRules>(rules)) &&
      !outcome.trace.rounds.empty())
    outcome.valid_ballots = papers_in(outcome.trace.rounds.front(), outcome.digits);
  for (Outcome& pass : outcome.passes) {
    pass.ballots = outcome.ballots;
    pass.valid_ballots = outcome.valid_ballots;
  }
  return outcome;
}

std::vector<TieAction> Outcome::ties() const {
  std::vector<TieAction> all;
  const std::vector<Outcome>& counts = passes;
  for (const Outcome& pass : counts) {
    const std::vector<TieAction> some = pass.ties();
    all.insert(all.end(), some.begin(), some.end());
  }
  if (!counts.empty()) return all;  // the trace is the last pass's
  for (const Round& round : trace.rounds)
    for (const Action& action : round.actions)
      if (const auto* tie = std::get_if<TieAction>(&action)) all.push_back(*tie);
  for (const Step& step : trace.steps)
    if (const auto* tie = std::get_if<TieAction>(&step)) all.push_back(*tie);
  return all;
}

}  // namespace tos::voting
