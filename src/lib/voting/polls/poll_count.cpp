#include "voting/polls/poll_count.h"

#include <algorithm>

#include "core/index/sound.h"
#include "voting/methods/majority.h"
#include "voting/methods/quorum.h"
#include "voting/polls/ballot_text.h"

namespace tos::voting {
namespace {

std::uint16_t index_of(std::int64_t option) { return static_cast<std::uint16_t>(option - 1); }

ChoiceBallots count_answers(const std::vector<std::string>& ballots) {
  ChoiceBallots set;
  for (const std::string& ballot : ballots) ++(ballot == "yes" ? set.yes : ballot == "no" ? set.no : set.abstain);
  return set;
}

ConsentBallots count_stands(const std::vector<std::string>& ballots) {
  ConsentBallots set;
  for (const std::string& ballot : ballots) {
    ++(ballot == "consent"     ? set.consent
       : ballot == "concern"   ? set.concern
       : ballot == "objection" ? set.objection
                               : set.stand_aside);
  }
  return set;
}

ApprovalBallots read_approvals(const std::vector<std::string>& ballots) {
  ApprovalBallots set;
  for (const std::string& ballot : ballots) {
    const auto options = parse_approvals(ballot);
    TOS_SOUND(options.has_value());
    std::vector<Approval> marks;
    for (const std::int64_t option : *options) marks.push_back({index_of(option)});
    TOS_SOUND(set.add(marks).has_value());
  }
  return set;
}

RankedBallots read_rankings(const std::vector<std::string>& ballots) {
  RankedBallots set;
  for (const std::string& ballot : ballots) {
    const auto ranking = parse_ranking(ballot);
    TOS_SOUND(ranking.has_value());
    std::vector<RankMark> marks;
    for (const OptionNumbers& rank : *ranking) {
      for (const std::int64_t option : rank) {
        marks.push_back(option == rank.front() ? RankMark::candidate(index_of(option))
                                               : RankMark::equal(index_of(option)));
      }
    }
    TOS_SOUND(set.add(marks).has_value());
  }
  return set;
}

Profile profile_of(Database& db, const PollRow& poll, const std::vector<std::string>& ballots) {
  Profile profile;
  for (std::string& title : options_of(db, poll.position)) profile.candidates.push_back({.name = std::move(title)});
  switch (way_of(poll.method)) {
    case BallotWay::choice:
      if (poll.method == PollMethod::consent) {
        profile.ballots = count_stands(ballots);
      } else {
        profile.ballots = count_answers(ballots);
      }
      break;
    case BallotWay::approvals:
      profile.ballots = read_approvals(ballots);
      break;
    case BallotWay::order:
      profile.ballots = read_rankings(ballots);
      break;
  }
  return profile;
}

Denominator denominator_of_poll(charter::Denominator denominator) {
  switch (denominator) {
    case charter::Denominator::cast:
      return Denominator::cast;
    case charter::Denominator::non_abstaining:
      return Denominator::non_abstaining;
    case charter::Denominator::eligible:
      return Denominator::eligible;
  }
  std::unreachable();
}

Threshold threshold_of(const PollRow& poll) {
  return {.share = poll.threshold,
          .reach = poll.method == PollMethod::majority ? Reach::more_than : Reach::at_least,
          .denominator = denominator_of_poll(poll.denominator)};
}

MethodRules rules_of(const PollRow& poll, std::int64_t eligible) {
  switch (poll.method) {
    case PollMethod::majority:
      return MajorityRules{.threshold = threshold_of(poll), .eligible = eligible};
    case PollMethod::supermajority:
      return SupermajorityRules{.threshold = threshold_of(poll), .eligible = eligible};
    case PollMethod::approval:
      return ApprovalRules{};
    case PollMethod::schulze:
      return SchulzeRules{};
    case PollMethod::consent:
      return ConsentRules{};
  }
  std::unreachable();
}

Figure figure(std::string_view name, std::int64_t numerator, std::int64_t denominator) {
  return {.name = {std::string(name)}, .numerator = {numerator}, .denominator = {denominator}};
}

// Yes or no: passed or not; as many for as against is a tie if only that keeps it from passing.
void judge_question(const PollRow& poll, const Tally& tally, PollCount& result, bool& tied) {
  const Threshold threshold = threshold_of(poll);
  const std::int64_t whole = denominator_of(tally, threshold.denominator);
  const std::int64_t cast = participants(tally);
  tied = threshold.reach == Reach::more_than && tally.yes > 0 && tally.yes == tally.no &&
         reaches(tally.yes, whole, threshold.share);
  for (const Figure& one :
       {figure("yes", tally.yes, whole), figure("no", tally.no, whole), figure("abstain", tally.abstain, cast)}) {
    result.figures.push_back(one);
  }
}

void judge_consent(const ConsentBallots& stands, std::int64_t cast, PollCount& result) {
  for (const Figure& one :
       {figure("consent", stands.consent, cast), figure("concern", stands.concern, cast),
        figure("stand-aside", stands.stand_aside, cast), figure("objection", stands.objection, cast)}) {
    result.figures.push_back(one);
  }
}

// The most approved option needs the threshold; without it, it is not elected and a tie is none.
void judge_approval(const PollRow& poll, std::int64_t eligible, PollCount& result, bool& tied) {
  for (const Step& step : result.count.trace.steps) {
    if (const auto* points = std::get_if<ScoreStep>(&step)) result.votes = points->points;
  }
  const std::int64_t most = result.votes.empty() ? 0 : std::ranges::max(result.votes);
  const std::int64_t says = result.count.valid_ballots;
  const std::int64_t cast = result.count.ballots;
  const std::int64_t whole = denominator_of({.yes = says, .abstain = cast - says, .eligible = eligible},
                                            denominator_of_poll(poll.denominator));
  const bool met = most > 0 && reaches(most, whole, poll.threshold);
  result.count.trace.steps.emplace_back(
      ThresholdStep{"approvals of the leader", most, whole, poll.threshold, true, met});
  if (!met) result.count.verdict = Verdict::rejected;
  tied = result.count.verdict == Verdict::tied;
  result.figures.push_back(figure("approvals", most, whole));
  result.figures.push_back(figure("abstain", cast - says, cast));
}

// Where nobody ranks anything, all options are equal, and that is no tie to vote on again.
void judge_schulze(PollCount& result, bool& tied) {
  const PairwiseMatrix& matrix = *result.count.pairwise;
  for (std::size_t a = 0; a < matrix.size(); ++a) {
    for (std::size_t b = 0; b < matrix.size(); ++b) result.votes.push_back(matrix.at(a, b));
  }
  const std::int64_t cast = result.count.ballots;
  if (result.count.valid_ballots == 0) result.count.verdict = Verdict::rejected;
  tied = result.count.verdict == Verdict::tied;
  result.figures.push_back(figure("abstain", cast - result.count.valid_ballots, cast));
}

// A lot cannot take the place of agreement: it keeps the status quo.
DecisionOutcome outcome_of(const PollRow& poll, bool quorum_met, Verdict verdict, bool tied) {
  if (!quorum_met) return DecisionOutcome::no_quorum;
  if (verdict == Verdict::decided) return DecisionOutcome::adopted;
  return tied && poll.tie == charter::TieRule::again ? DecisionOutcome::tied : DecisionOutcome::rejected;
}

// The quorum first in the explanation, as in the figures; nobody is elected without it.
void explain_quorum(const Turnout& turnout, Rational quorum, bool met, Outcome& counted) {
  std::vector<Step>& steps = counted.trace.steps;
  steps.insert(steps.begin(),
               ThresholdStep{"members took part", turnout.participants, turnout.eligible, quorum, true, met});
  if (!met) counted.verdict = Verdict::rejected;
}

}  // namespace

PollCount count_poll(Database& db, const PollRow& poll, std::int64_t eligible,
                     const std::vector<std::string>& ballots) {
  PollCount result;
  result.profile = profile_of(db, poll, ballots);
  auto counted = count(result.profile, rules_of(poll, eligible), LeaveTied{});
  TOS_SOUND(counted.has_value());
  result.count = *std::move(counted);
  const Turnout turnout{.eligible = eligible, .participants = static_cast<std::int64_t>(ballots.size())};
  const bool quorum_met = quorum_reached(turnout, poll.quorum);
  result.figures = {figure("turnout", turnout.participants, turnout.eligible),
                    figure("quorum", poll.quorum.numerator, poll.quorum.denominator)};
  bool tied = false;
  if (const auto* answers = std::get_if<ChoiceBallots>(&result.profile.ballots)) {
    judge_question(poll, {answers->yes, answers->no, answers->abstain, eligible}, result, tied);
  } else if (const auto* stands = std::get_if<ConsentBallots>(&result.profile.ballots)) {
    judge_consent(*stands, turnout.participants, result);
  } else if (poll.method == PollMethod::approval) {
    judge_approval(poll, eligible, result, tied);
  } else {
    judge_schulze(result, tied);
  }
  if (has_threshold(poll.method)) {
    result.figures.push_back(figure("threshold", poll.threshold.numerator, poll.threshold.denominator));
  }
  explain_quorum(turnout, poll.quorum, quorum_met, result.count);
  result.outcome = outcome_of(poll, quorum_met, result.count.verdict, tied);
  if (result.count.verdict != Verdict::decided) result.count.elected.clear();
  if (!result.count.elected.empty()) result.winner = result.count.elected.front().candidate + 1;
  return result;
}

}  // namespace tos::voting
