#include "voting/polls/decision.h"

#include <algorithm>

#include "charter/mandate.h"
#include "core/index/sound.h"
#include "deliberation/round.h"
#include "identity/open_polls.h"
#include "identity/roll.h"
#include "voting/polls/certification.h"
#include "voting/polls/minority.h"
#include "voting/polls/rules.h"

namespace tos::voting {
namespace {

std::string title_of(Database& db, const PollRow& poll) { return deliberation::version_at(db, poll.proposal)->title; }

Refusal differs(std::string_view what, std::string_view said, std::string_view counted) {
  return refuse(rules::VOT_043, "{} is stated as {} and recounts to {}", what, said, counted)
      .hint("let tos write the decision: tos poll close --due");
}

// VOT-043, field by field, so that the refusal names the first that is wrong.
Result<void> check_commitment(std::string_view what, const Commitment& stated, const Commitment& counted) {
  if (stated.size.value != counted.size.value) {
    return differs(fmt::format("the size of the {}", what), std::to_string(stated.size), std::to_string(counted.size));
  }
  if (stated.root != counted.root) {
    return differs(fmt::format("the root of the {}", what), stated.root.hex16(), counted.root.hex16());
  }
  return {};
}

Result<void> check_figures(const Decision& stated, const Decision& counted) {
  const auto text = [](const Figure& figure) {
    return fmt::format("{} {}/{}", figure.name.text, figure.numerator.value, figure.denominator.value);
  };
  if (stated.figures.size() != counted.figures.size()) {
    return differs("the number of figures", std::to_string(stated.figures.size()),
                   std::to_string(counted.figures.size()));
  }
  for (std::size_t i = 0; i < counted.figures.size(); ++i) {
    const std::string said = text(stated.figures.items[i]);
    const std::string is = text(counted.figures.items[i]);
    if (said != is) return differs("a figure", said, is);
  }
  return {};
}

Result<void> check_set_aside(const Decision& stated, const Decision& counted) {
  if (stated.set_aside_count.value != counted.set_aside_count.value) {
    return differs("the number of ballots set aside", std::to_string(stated.set_aside_count),
                   std::to_string(counted.set_aside_count));
  }
  const bool equal = std::ranges::equal(stated.set_aside, counted.set_aside, [](const SetAside& a, const SetAside& b) {
    return a.ballot == b.ballot && a.reason == b.reason;
  });
  if (!equal) return differs("the list of ballots set aside", "something else", "what the log says");
  return {};
}

Result<void> check_votes(const Decision& stated, const Decision& counted) {
  const auto rule = [](const Decision& decision) { return decision.rule ? decision.rule->text : "none"; };
  if (rule(stated) != rule(counted)) return differs("the rule", rule(stated), rule(counted));
  const auto number = [](const Count& count) { return count.value; };
  if (stated.votes.has_value() != counted.votes.has_value() ||
      (stated.votes && !std::ranges::equal(*stated.votes, *counted.votes, {}, number, number))) {
    return differs("the table of votes", "something else", "what the log says");
  }
  return {};
}

Result<void> check_recount(const Decision& stated, const Decision& counted) {
  if (stated.outcome != counted.outcome) {
    return differs("the outcome", name_of(stated.outcome), name_of(counted.outcome));
  }
  const auto value = [](const OptionNumber& option) { return option.value; };
  if (!std::ranges::equal(stated.winners, counted.winners, {}, value, value)) {
    return differs("the winners", "something else", "what the log says");
  }
  TOS_CHECK(check_votes(stated, counted));
  TOS_CHECK(check_figures(stated, counted));
  TOS_CHECK(check_commitment("electorate", stated.electorate, counted.electorate));
  TOS_CHECK(check_commitment("ballots", stated.ballots, counted.ballots));
  return check_set_aside(stated, counted);
}

// By consent, one who objects says what is to be mended; the proposal waits for other words, or for its round to end.
bool is_objected(const PollRow& poll, const Decision& decision) {
  return poll.method == PollMethod::consent && decision.outcome == DecisionOutcome::rejected &&
         std::ranges::any_of(decision.figures, [](const Figure& figure) {
           return figure.name.text == "objection" && figure.numerator.value > 0;
         });
}

// An author who objects alone changes nothing: they reword the proposal, or withdraw it (as DEL-043).
void keep_open(const Context& context, const PollRow& poll) {
  static constexpr int timer_index = 2;  // after those of certification
  const auto version = deliberation::version_at(context.db, poll.proposal);
  TOS_SOUND(version.has_value());
  const auto author = identity::find_member(context.db, version->author.text());
  const auto ballots = counted_ballots(context.db, poll);
  if (std::ranges::none_of(ballots, [&](const BallotRow& ballot) {
        return ballot.choice == "objection" && (!author || ballot.member != author->number);
      })) {
    return;
  }
  deliberation::set_refused(context.db, poll.chain, poll.proposal);
  deliberation::begin_round(context, *version, timer_index);
}

// What becomes of the proposal. A tie under the rule `again`, the first missed quorum and a consent that somebody
// objects to leave it open for another poll. True where the proposal is decided.
bool settle_proposal(const Context& context, const PollRow& poll, const Decision& decision) {
  Database& db = context.db;
  const DecisionOutcome outcome = decision.outcome;
  deliberation::set_open_poll(db, poll.chain, std::nullopt);
  if (is_objected(poll, decision)) {
    keep_open(context, poll);
    return false;
  }
  bool decided = outcome != DecisionOutcome::tied;
  if (outcome == DecisionOutcome::no_quorum) {
    decided = deliberation::chain_at(db, poll.chain).missed_quorums > 0;
    deliberation::count_missed_quorum(db, poll.chain);
  }
  if (decided) deliberation::set_chain_state(db, poll.chain, deliberation::ChainState::decided);
  if (outcome == DecisionOutcome::adopted) deliberation::set_adopted(db, poll.chain);
  return decided;
}

void write_mandate(const Context& context, const PollRow& poll, DecisionOutcome outcome) {
  const auto version = deliberation::version_at(context.db, poll.proposal);
  if (!version->act) return;
  charter::add_mandate(context.db,
                       {.decision = context.id,
                        .kind = version->act->kind,
                        .target = version->act->target,
                        .adopted = outcome == DecisionOutcome::adopted},
                       context.now);
}

DecisionRow row_of(const Context& context, const PollRow& poll, const Decision& decision) {
  DecisionRow row{.position = context.position,
                  .id = context.id.as<DecisionTag>(),
                  .poll = poll.position,
                  .outcome = decision.outcome,
                  .decided_at = context.now,
                  .cooling_until = context.now + hours(poll.cooling_off_hours),
                  .certifiers = poll.certifiers,
                  .challenge_until = context.now + days(poll.challenge_days),
                  .set_aside = decision.set_aside_count};
  if (!decision.winners.empty()) row.winner = decision.winners.items.front();
  if (poll.certifiers > 0) row.certify_until = context.now + days(poll.certify_within_days);
  return row;
}

}  // namespace

Result<void> check_decision(const Context& context, const Decision& decision) {
  const auto poll = find_poll(context.db, decision.poll);
  if (!poll) return refuse(rules::VOT_040, "there is no poll {} here", decision.poll.hex16()).hint("tos poll list");
  if (poll->decision) {
    return refuse(rules::VOT_041, "poll '{}' (V{}) has the decision D{}", title_of(context.db, *poll), poll->number,
                  decision_at(context.db, *poll->decision).number)
        .hint("tos poll show V{}", poll->number);
  }
  if (context.envelope.at <= poll->last_arrival) {
    return refuse(rules::VOT_042, "poll '{}' (V{}) takes ballots until {}", title_of(context.db, *poll), poll->number,
                  poll->last_arrival.to_minute())
        .hint("write the decision after that: tos poll close --due");
  }
  return check_recount(decision, build_decision(context.db, *poll));
}

void apply_decision(const Context& context, const Decision& decision) {
  const auto poll = find_poll(context.db, decision.poll);
  TOS_SOUND(poll.has_value() && !poll->decision);
  std::vector<FigureRow> figures;
  for (const Figure& figure : decision.figures) {
    figures.push_back({.name = figure.name.text, .numerator = figure.numerator, .denominator = figure.denominator});
  }
  const DecisionRow row = row_of(context, *poll, decision);
  add_decision(context.db, row, figures);
  identity::note_decided(context.db, poll->position);
  if (settle_proposal(context, *poll, decision)) write_mandate(context, *poll, decision.outcome);
  start_force(context.db, row);
}

std::string folder_of_decision(const Context& context, const Decision& decision) {
  const auto poll = find_poll(context.db, decision.poll);
  TOS_SOUND(poll.has_value());
  return poll->folder;
}

// Any member may write down what the log says; no charter takes that away.
std::optional<Authority> authority_of_decision(const Context&, const Decision&) { return Authority{}; }

}  // namespace tos::voting
