#pragma once
#include "voting/methods/count.h"
#include "voting/methods/ties.h"

// One function a method; count() has checked the profile. Each fills elected, ranking, selected, pairwise, verdict and
// trace; count() adds the names, the number of ballots and the seats.
namespace tos::voting {

Result<Outcome> count_majority(const Profile& profile, const Threshold& threshold, std::int64_t eligible, Ties& ties);
Result<Outcome> count_approval(const Profile& profile, const ApprovalRules& rules, Ties& ties);
Result<Outcome> count_score(const Profile& profile, const ScoreRules& rules, Ties& ties);
Result<Outcome> count_star(const Profile& profile, const StarRules& rules, Ties& ties);
// Sequential counts start the tie-breaker anew a pass, so this one gets it whole.
Result<Outcome> count_irv(const Profile& profile, const IrvRules& rules, const TieBreaker& tie_breaker);
Result<Outcome> count_scottish(const Profile& profile, const ScottishStvRules& rules, Ties& ties);
Result<Outcome> count_wigm(const Profile& profile, const WigmStvRules& rules, Ties& ties);
Result<Outcome> count_meek(const Profile& profile, const MeekStvRules& rules, Ties& ties);
Result<Outcome> count_schulze(const Profile& profile, const SchulzeRules& rules, Ties& ties);
Result<Outcome> count_ranked_pairs(const Profile& profile, const RankedPairsRules& rules, Ties& ties);
Result<Outcome> count_debian(const Profile& profile, const DebianRules& rules, Ties& ties);
Result<Outcome> count_consent(const Profile& profile, const ConsentRules& rules);
Result<Outcome> count_consensus(const Profile& profile, const ConsensusRules& rules);
Result<Outcome> count_consensus_minus(const Profile& profile, const ConsensusMinusRules& rules);
Result<Outcome> count_sociocratic(const Profile& profile, const SociocraticRules& rules);
Result<Outcome> count_support_points(const Profile& profile, const SupportPointsRules& rules, Ties& ties);
Result<Outcome> count_equal_shares(const Profile& profile, const EqualSharesRules& rules, Ties& ties);
Result<Outcome> count_greedy(const Profile& profile, const GreedyBudgetRules& rules, Ties& ties);
Result<Outcome> count_quadratic(const Profile& profile, const QuadraticFundingRules& rules);

// TAL-006 with what the method takes. `hint` says which method counts such ballots.
template <class Ballots>
Result<const Ballots*> ballots_of(const Profile& profile, std::string_view method, std::string_view kind) {
  if (const auto* ballots = std::get_if<Ballots>(&profile.ballots)) return ballots;
  return refuse(TAL_006, "{} counts {} ballots, these are {} ballots", method, kind, ballot_kind(profile.ballots))
      .hint("choose a method made for {} ballots", ballot_kind(profile.ballots));
}

// TAL-007, TAL-013 for counts by rounds.
Result<void> check_round_count(const Profile& profile, int seats);
inline constexpr std::size_t max_round_candidates = 2'000;

// Who can be elected.
std::vector<CandidateIndex> standing_candidates(const Profile& profile);

}  // namespace tos::voting
