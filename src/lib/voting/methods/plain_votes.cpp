#include <fmt/format.h>

#include <algorithm>

#include "voting/methods/counters.h"
#include "voting/methods/quorum.h"
#include "voting/methods/ranked_ballot.h"

// Votes on one question: majority and the consent family.
namespace tos::voting {
namespace {

std::string_view denominator_name(Denominator denominator) {
  switch (denominator) {
    case Denominator::cast:
      return "votes cast";
    case Denominator::non_abstaining:
      return "votes that are yes or no";
    case Denominator::eligible:
      return "members eligible to vote";
  }
  std::unreachable();
}

Result<void> check_threshold(const Threshold& threshold, std::int64_t eligible, std::int64_t voted) {
  if (threshold.share < Rational{0, 1} || threshold.share > Rational{1, 1})
    return refuse(TAL_007, "a threshold of {}", threshold.share.to_string()).hint("use a share between 0 and 1");
  if (threshold.denominator == Denominator::eligible && eligible < voted)
    return refuse(TAL_007, "{} members are eligible and {} voted", eligible, voted)
        .hint("say how many members are eligible to vote");
  return {};
}

// The candidate with the most first choices (or approvals) is elected if that is enough of the valid ballots.
Outcome judge_leader(const Profile& profile, const std::vector<std::int64_t>& votes, ScoreStep::Kind kind,
                     const Threshold& threshold, std::int64_t whole, Ties& ties) {
  Outcome outcome;
  outcome.trace.steps.push_back(ScoreStep{kind, votes, votes});
  std::vector<CandidateIndex> order = ties.ranked(standing_candidates(profile));
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](CandidateIndex c) { return votes[static_cast<std::size_t>(c)]; });
  outcome.verdict = Verdict::rejected;
  outcome.ranking = order;
  if (order.empty()) return outcome;
  const std::int64_t most = votes[static_cast<std::size_t>(order.front())];
  const bool met = most > 0 && (threshold.reach == Reach::more_than ? exceeds(most, whole, threshold.share)
                                                                    : reaches(most, whole, threshold.share));
  outcome.trace.steps.push_back(ThresholdStep{fmt::format("{} of the leader", score_kind_text(kind)), most, whole,
                                              threshold.share, threshold.reach == Reach::at_least, met});
  if (!met) return outcome;
  std::vector<CandidateIndex> leaders = order;
  std::erase_if(leaders, [&](CandidateIndex c) { return votes[static_cast<std::size_t>(c)] != most; });
  CandidateIndex winner = leaders.front();
  if (leaders.size() > 1) {
    TieAction tie{.need = TieAction::Need::elect, .tied = leaders, .chosen = {}, .by = TieAction::By::unresolved};
    const auto chosen = ties.pick(tie);
    outcome.trace.steps.push_back(tie);
    if (!chosen) {
      outcome.verdict = Verdict::tied;
      outcome.tied = leaders;
      return outcome;
    }
    winner = *chosen;
  }
  outcome.verdict = Verdict::decided;
  outcome.elected.push_back({winner, 1});
  return outcome;
}

}  // namespace

Result<Outcome> count_majority(const Profile& profile, const Threshold& threshold, std::int64_t eligible, Ties& ties) {
  TOS_CHECK(check_threshold(threshold, eligible, ballot_count(profile)));
  if (const auto* choice = std::get_if<ChoiceBallots>(&profile.ballots)) {
    const Tally tally{choice->yes, choice->no, choice->abstain, eligible};
    Outcome outcome;
    const bool passed = passes(tally, threshold);
    outcome.verdict = passed ? Verdict::decided : Verdict::rejected;
    outcome.trace.steps.push_back(VoicesStep{{{"yes", tally.yes}, {"no", tally.no}, {"abstain", tally.abstain}}});
    outcome.trace.steps.push_back(ThresholdStep{fmt::format("{} say yes", denominator_name(threshold.denominator)),
                                                tally.yes, denominator_of(tally, threshold.denominator),
                                                threshold.share, threshold.reach == Reach::at_least, passed});
    return outcome;
  }
  std::vector<std::int64_t> votes(profile.candidates.size());
  const std::int64_t whole = threshold.denominator == Denominator::cast ? ballot_count(profile) + profile.set_aside
                             : threshold.denominator == Denominator::eligible ? eligible
                                                                              : valid_ballot_count(profile);
  if (const auto* approvals = std::get_if<ApprovalBallots>(&profile.ballots)) {
    for (std::size_t group = 0; group < approvals->size(); ++group)
      for (const Approval mark : approvals->marks(group)) votes[mark.candidate] += approvals->weight(group);
    return judge_leader(profile, votes, ScoreStep::Kind::approvals, threshold, whole, ties);
  }
  TOS_TRY(const RankedBallots* ranked, ballots_of<RankedBallots>(profile, "majority", "choice, approval or ranked"));
  const BallotReader reader(profile, *ranked, Reading{});
  const std::vector<std::uint8_t> everybody(profile.candidates.size(), 1);
  for (std::size_t group = 0; group < ranked->size(); ++group) {
    const Choice choice = reader.next(reader.hold(group), everybody);
    if (choice.stop == Stop::candidate) votes[static_cast<std::size_t>(choice.candidate)] += ranked->weight(group);
  }
  return judge_leader(profile, votes, ScoreStep::Kind::first_choices, threshold, whole, ties);
}

namespace {

VoicesStep voices(const ConsentBallots& ballots) {
  return {{{"consent", ballots.consent},
           {"consent with a concern", ballots.concern},
           {"stand aside", ballots.stand_aside},
           {"object", ballots.objection}}};
}

// How those against are told of, several and one: "2 objections", "1 objection".
struct Against {
  std::string several;
  std::string one;
};
Against objections(std::string_view clause = "") {
  return {fmt::format("objections{}", clause), fmt::format("objection{}", clause)};
}

// `against` of `what` are at most `let_pass`, and more members agree than object (with none against: anybody agrees).
Outcome agreed(const Profile& profile, const ConsentBallots& ballots, Against what, std::int64_t against,
               std::int64_t let_pass) {
  const std::int64_t agreeing = ballots.consent + ballots.concern;
  const bool is_free = against <= let_pass;
  const bool is_carried = agreeing > (let_pass == 0 ? 0 : ballots.objection);
  Outcome outcome;
  outcome.verdict = is_free && is_carried ? Verdict::decided : Verdict::rejected;
  outcome.trace.steps.push_back(voices(ballots));
  outcome.trace.steps.push_back(ThresholdStep{.what = std::move(what.several),
                                              .part = against,
                                              .whole = ballot_count(profile),
                                              .threshold = {let_pass, 1},
                                              .at_least = false,
                                              .met = is_free,
                                              .against = true,
                                              .what_one = std::move(what.one)});
  if (let_pass == 0)
    outcome.trace.steps.push_back(
        ThresholdStep{"ballots consent", agreeing, ballot_count(profile), {0, 1}, false, is_carried});
  else
    outcome.trace.steps.push_back(ThresholdStep{
        "who consent or object consent", agreeing, agreeing + ballots.objection, {1, 2}, false, is_carried});
  return outcome;
}

}  // namespace

// Nobody objects, and somebody consents.
Result<Outcome> count_consent(const Profile& profile, const ConsentRules&) {
  TOS_TRY(const ConsentBallots* ballots, ballots_of<ConsentBallots>(profile, "consent", "consent"));
  return agreed(profile, *ballots, objections(), ballots->objection, 0);
}

Result<Outcome> count_consensus(const Profile& profile, const ConsensusRules& rules) {
  TOS_TRY(const ConsentBallots* ballots, ballots_of<ConsentBallots>(profile, "consensus", "consent"));
  if (!rules.stand_aside_blocks) return agreed(profile, *ballots, objections(), ballots->objection, 0);
  return agreed(profile, *ballots, {"objecting or standing aside", ""}, ballots->objection + ballots->stand_aside, 0);
}

// More consent than objections: with k members or fewer, k objections alone must not carry a proposal.
Result<Outcome> count_consensus_minus(const Profile& profile, const ConsensusMinusRules& rules) {
  TOS_TRY(const ConsentBallots* ballots, ballots_of<ConsentBallots>(profile, "consensus-minus", "consent"));
  if (rules.k < 0) return refuse(TAL_007, "consensus minus {}", rules.k).hint("k is zero or more");
  return agreed(profile, *ballots,
                objections(fmt::format(", and up to {} {} let pass", rules.k, rules.k == 1 ? "is" : "are")),
                ballots->objection, rules.k);
}

Result<Outcome> count_sociocratic(const Profile& profile, const SociocraticRules& rules) {
  TOS_TRY(const ConsentBallots* ballots, ballots_of<ConsentBallots>(profile, "sociocratic", "consent"));
  if (rules.quorum < Rational{0, 1} || rules.quorum > Rational{1, 1} || rules.eligible < 0)
    return refuse(TAL_007, "a quorum of {} of {}", rules.quorum.to_string(), rules.eligible);
  const Turnout turnout{rules.eligible, ballot_count(profile)};
  if ((rules.eligible > 0 || rules.quorum > Rational{0, 1}) && rules.eligible < turnout.participants)
    return refuse(TAL_007, "{} members are eligible and {} voted", rules.eligible, turnout.participants)
        .hint("say how many members are eligible to vote");
  const bool enough = rules.eligible == 0 || quorum_reached(turnout, rules.quorum);
  Outcome outcome = agreed(profile, *ballots, objections(), ballots->objection, 0);
  if (!enough) outcome.verdict = Verdict::rejected;
  if (rules.eligible > 0)
    outcome.trace.steps.push_back(
        ThresholdStep{"members taking part", turnout.participants, turnout.eligible, rules.quorum, true, enough});
  return outcome;
}

}  // namespace tos::voting
