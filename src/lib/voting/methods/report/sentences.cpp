#include "voting/methods/report/sentences.h"

#include <fmt/format.h>

#include "core/base/overloaded.h"
#include "voting/methods/report/names.h"

namespace tos::voting {
namespace {

std::string_view need_text(TieAction::Need need) {
  switch (need) {
    case TieAction::Need::elect:
      return "for a seat";
    case TieAction::Need::eliminate:
      return "for last place";
    case TieAction::Need::transfer_first:
      return "for whose surplus moves first";
    case TieAction::Need::rank:
      return "for a place in the order";
    case TieAction::Need::fund:
      return "for the next purchase";
  }
  return {};
}

std::string decided_by(const TieAction& tie) {
  switch (tie.by) {
    case TieAction::By::previous_rounds:
      return fmt::format("The votes in round {} decide", tie.decided_by_round.value_or(0));
    case TieAction::By::first_preferences:
      return "First preferences decide";
    case TieAction::By::pairwise:
      return "The comparison of the tied with each other decides";
    case TieAction::By::listed_order:
      return "The listed order decides";
    case TieAction::By::seeded_order:
      return "The public lot decides";
    case TieAction::By::java_random:
      return "The seeded draw decides";
    case TieAction::By::votes:
      return "More votes decide";
    case TieAction::By::cost:
      return "The lower cost decides";
    case TieAction::By::unresolved:
      return "Nothing decides it";
    case TieAction::By::harmless:
      return "It changes nothing about who is elected";
  }
  return {};
}

std::string_view reason_text(EliminatedAction::Reason reason) {
  switch (reason) {
    case EliminatedAction::Reason::lowest:
      return "with the fewest votes";
    case EliminatedAction::Reason::batch:
      return "because even all the votes of those below could not lift them past the next candidate";
    case EliminatedAction::Reason::write_in:
      return "as an undeclared write-in";
    case EliminatedAction::Reason::below_minimum:
      return "below the minimum number of votes";
    case EliminatedAction::Reason::excluded:
      return "before the count";
  }
  return {};
}

std::string comparison(bool at_least) { return at_least ? "at least" : "more than"; }

std::string threshold_sentence(const ThresholdStep& step) {
  if (step.against) {
    const bool one = step.part == 1 && !step.what_one.empty();
    return fmt::format("{} {}: {}.", step.part == 0 ? "No" : std::to_string(step.part), one ? step.what_one : step.what,
                       step.met ? "nothing stands in the way" : "that blocks it");
  }
  return fmt::format("{} of {} {}: {} {} {} needed.", step.part, step.whole, step.what,
                     step.met ? "that is enough," : "that is not enough,", comparison(step.at_least),
                     step.threshold.to_string() + (step.threshold.denominator == 1 ? "" : " of them"));
}

}  // namespace

std::string sentence(const Profile& profile, const TieAction& tie) {
  std::string text =
      fmt::format("{} are equal {}. {}", display_names(profile, tie.tied), need_text(tie.need), decided_by(tie));
  if (!tie.chosen.empty() && tie.chosen.size() < tie.tied.size())
    text += fmt::format(": {}", display_names(profile, tie.chosen));
  return text + (tie.note.empty() ? "." : fmt::format(" ({}).", tie.note));
}

std::string sentence(const Profile& profile, const Outcome& outcome, const Action& action) {
  const auto name = [&](CandidateIndex c) { return display_name(profile, c); };
  const int digits = outcome.digits;
  return std::visit(
      overloaded{[&](const ElectedAction& a) {
                   return a.by_quota
                              ? fmt::format("{} reaches the quota and is elected.", name(a.candidate))
                              : fmt::format("{} is elected to one of the seats that are left.", name(a.candidate));
                 },
                 [&](const EliminatedAction& a) {
                   return fmt::format("{} is eliminated {}.", name(a.candidate), reason_text(a.reason));
                 },
                 [&](const TransferAction& a) {
                   const std::string ballots = fmt::format("{} ballot{}", a.ballots, a.ballots == 1 ? "" : "s");
                   const bool one = a.ballots == 1;
                   return a.to ? fmt::format("{} worth {} {} from {} to {}.", ballots, votes_text(a.value, digits),
                                             one ? "goes" : "go", name(a.from), name(*a.to))
                               : fmt::format("{} worth {} of {} {} no choice left.", ballots,
                                             votes_text(a.value, digits), name(a.from), one ? "has" : "have");
                 },
                 [&](const ResidueAction& a) {
                   return fmt::format("{} of {} are lost to rounding.", votes_text(a.value, digits), name(a.from));
                 },
                 [&](const TieAction& a) { return sentence(profile, a); },
                 [&](const KeepFactorsAction& a) {
                   std::string text = fmt::format("After {} iteration{}", a.iterations, a.iterations == 1 ? "" : "s");
                   for (const ElectedCandidate& e : outcome.elected) {
                     const Amount keep = a.keep[static_cast<std::size_t>(e.candidate)];
                     Amount one = 1;
                     for (int i = 0; i < digits; ++i) one *= 10;
                     if (keep < one)
                       text += fmt::format(", {} keeps {} of every vote", name(e.candidate), to_decimal(keep, digits));
                   }
                   return text + ".";
                 }},
      action);
}

std::string sentence(const Profile& profile, const Step& step) {
  const auto name = [&](CandidateIndex c) { return display_name(profile, c); };
  return std::visit(
      overloaded{
          [&](const PairwiseStep&) { return std::string(); },
          [&](const StrongestPathsStep&) { return std::string(); },
          [&](const ScoreStep&) { return std::string(); },
          [&](const SmithSetStep& s) {
            return s.members.size() == 1 ? fmt::format("{} beats everybody else one to one.", name(s.members.front()))
                                         : fmt::format(
                                               "Nobody beats everybody: {} are the smallest group whose members "
                                               "beat all others.",
                                               display_names(profile, s.members));
          },
          [&](const QuorumStep& s) {
            return fmt::format("{} has {} votes over the default option; the quorum is {}: {}.", name(s.option),
                               s.votes, s.quorum.to_string(), s.met ? "met" : "not met, so it is dropped");
          },
          [&](const MajorityStep& s) {
            return fmt::format("{} is preferred to the default option by {} to {}; it needs {} to 1: {}.",
                               name(s.option), s.over_default, s.default_over, s.ratio.to_string(),
                               s.met ? "met" : "not met, so it is dropped");
          },
          [&](const LockStep& s) {
            return fmt::format("{} over {} ({} to {}) {}.", name(s.winner), name(s.loser), s.winning, s.losing,
                               s.locked ? "is kept" : "is left out: it contradicts stronger comparisons");
          },
          [&](const SchwartzSetStep& s) {
            return fmt::format("Not beaten from outside: {}.", display_names(profile, s.members));
          },
          [&](const DroppedDefeatStep& s) {
            return fmt::format("The weakest comparison, {} over {} ({} to {}), is dropped.", name(s.winner),
                               name(s.loser), s.winning, s.losing);
          },
          [&](const PurchaseStep& s) {
            const std::string cost = money_text(profile, s.cost);
            if (!s.bought) return fmt::format("{} costs {} and does not fit any more.", name(s.project), cost);
            return fmt::format("{} ({} vote{}) is bought for {}; {} is left.", name(s.project), s.votes,
                               s.votes == 1 ? "" : "s", cost, money_text(profile, s.left));
          },
          [&](const BudgetIncreaseStep& s) {
            return fmt::format("Every voter's share was raised {} times, by {} each; {}.", s.steps,
                               money_text(profile, s.unit),
                               s.overspent ? "once more would have cost more than the budget"
                                           : "nothing more would fit into the budget");
          },
          [&](const RunoffStep& s) {
            return fmt::format("Run-off: {} voters prefer {}, {} prefer {}, {} rate them equal.", s.prefer_first,
                               name(s.first), s.prefer_second, name(s.second), s.no_preference);
          },
          [&](const ThresholdStep& s) { return threshold_sentence(s); },
          [&](const VoicesStep& s) {
            std::string text = "Ballots by what they say:";
            for (const auto& [voice, count] : s.voices)
              text += fmt::format("{} {} {}", &voice == &s.voices.front().first ? "" : ",", count, voice);
            return text + ".";
          },
          [&](const MatchStep& s) {
            return fmt::format("{}: {} given by {}; ideal match {}, paid {}.", name(s.project), s.contributed,
                               s.contributors, s.ideal, s.matched);
          },
          [&](const TieAction& s) { return sentence(profile, s); },
      },
      step);
}

std::vector<std::string> result_sentences(const Profile& profile, const Outcome& outcome) {
  std::vector<std::string> lines;
  std::vector<CandidateIndex> elected;
  elected.reserve(outcome.elected.size());
  for (const ElectedCandidate& e : outcome.elected) elected.push_back(e.candidate);
  if (!elected.empty())
    lines.push_back(fmt::format("{} {} elected.", display_names(profile, elected), elected.size() == 1 ? "is" : "are"));
  if (!outcome.selected.empty())
    lines.push_back(fmt::format("{} project{} funded for {} in all.", outcome.selected.size(),
                                outcome.selected.size() == 1 ? " is" : "s are", money_text(profile, outcome.spent)));
  if (outcome.verdict == Verdict::tied)
    lines.push_back(
        fmt::format("The count stops at a tie between {}; nothing decides it.", display_names(profile, outcome.tied)));
  if (outcome.verdict == Verdict::rejected)
    lines.push_back(profile.candidates.empty() ? "The proposal does not pass."
                    : outcome.spends           ? "No project is funded."
                                               : "Nobody is elected.");
  if (outcome.verdict == Verdict::decided && elected.empty() && outcome.selected.empty())
    lines.push_back("The proposal passes.");
  if (static_cast<int>(elected.size()) < outcome.seats && outcome.verdict == Verdict::decided)
    lines.push_back(
        fmt::format("{} of {} seats stay empty.", outcome.seats - static_cast<int>(elected.size()), outcome.seats));
  return lines;
}

}  // namespace tos::voting
