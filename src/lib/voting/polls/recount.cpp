#include <algorithm>
#include <span>

#include "core/log/merkle.h"
#include "identity/roll.h"
#include "voting/methods/majority.h"
#include "voting/methods/quorum.h"
#include "voting/polls/active_members.h"
#include "voting/polls/decision.h"

namespace tos::voting {
namespace {

// What a poll's records say, in the order of the members' handles.
struct Reading {
  LogRoot electorate_root;
  std::vector<RecordId> counted;  // one a voter
  std::vector<SetAside> set_aside;
  Tally tally;
};

void count_choice(Tally& tally, std::string_view choice) {
  if (choice == "yes") {
    ++tally.yes;
  } else if (choice == "no") {
    ++tally.no;
  } else {
    ++tally.abstain;
  }
}

// Where each compromised key stops counting: at this position.
using CompromisedKeys = std::vector<identity::MemberKey>;

bool is_compromised(const CompromisedKeys& keys, const BallotRow& ballot) {
  return std::ranges::any_of(keys, [&](const identity::MemberKey& key) {
    return key.id == ballot.key && ballot.position >= *key.compromised_from;
  });
}

// The last of an elector's ballots that counts: they come in the order of (at, id).
void read_elector(Reading& reading, std::span<const BallotRow> ballots, const CompromisedKeys& compromised) {
  const BallotRow* last = nullptr;
  for (const BallotRow& ballot : ballots) {
    if (is_compromised(compromised, ballot)) {
      reading.set_aside.push_back({.ballot = ballot.id, .reason = SetAsideReason::compromised_key});
    } else {
      last = &ballot;
    }
  }
  if (last == nullptr) return;
  reading.counted.push_back(last->id);
  count_choice(reading.tally, last->choice);
}

// A member's ballots, of rows that come in the order of members.
std::span<const BallotRow> ballots_of_member(std::span<const BallotRow> ballots, std::int64_t member) {
  const auto [first, last] = std::ranges::equal_range(ballots, member, {}, &BallotRow::member);
  return {first, last};
}

Reading read_poll(Database& db, const PollRow& poll) {
  const std::vector<std::int64_t> dormant = dormant_in(db, poll.position);
  const std::vector<std::int64_t> recused = deliberation::recused_members(db, poll.chain);
  const std::vector<BallotRow> ballots = ballots_of(db, poll.position);
  const CompromisedKeys compromised = identity::compromised_keys(db);
  const ActiveMembers& active = active_members(db, poll.position, poll.standing);
  Reading reading;
  std::vector<Digest> leaves;
  leaves.reserve(active.by_handle.size());
  for (const ActiveMember& member : active.by_handle) {
    if (std::ranges::binary_search(dormant, member.number)) continue;
    const auto cast = ballots_of_member(ballots, member.number);
    if (std::ranges::binary_search(recused, member.number)) {
      for (const BallotRow& ballot : cast) reading.set_aside.push_back({.ballot = ballot.id});
      continue;
    }
    leaves.push_back(member.leaf);
    read_elector(reading, cast, compromised);
  }
  reading.tally.eligible = static_cast<std::int64_t>(leaves.size());
  const bool all = leaves.size() == active.by_handle.size();
  reading.electorate_root = all ? active.root : LogRoot(log::merkle_tree_hash(leaves));
  return reading;
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

// As many for as against, and only that keeps it from passing.
bool is_tie(const Tally& tally, const Threshold& threshold) {
  return threshold.reach == Reach::more_than && tally.yes > 0 && tally.yes == tally.no &&
         reaches(tally.yes, denominator_of(tally, threshold.denominator), threshold.share);
}

// A lot cannot take the place of agreement: in a yes or no, it keeps the status quo.
DecisionOutcome outcome_of(const PollRow& poll, const Tally& tally) {
  const Threshold threshold = threshold_of(poll);
  if (!quorum_reached({.eligible = tally.eligible, .participants = participants(tally)}, poll.quorum)) {
    return DecisionOutcome::no_quorum;
  }
  if (passes(tally, threshold)) return DecisionOutcome::adopted;
  if (poll.tie == charter::TieRule::again && is_tie(tally, threshold)) return DecisionOutcome::tied;
  return DecisionOutcome::rejected;
}

Figure figure(std::string_view name, std::int64_t numerator, std::int64_t denominator) {
  return {.name = {std::string(name)}, .numerator = {numerator}, .denominator = {denominator}};
}

std::vector<Figure> figures_of(const PollRow& poll, const Tally& tally) {
  const std::int64_t whole = denominator_of(tally, threshold_of(poll).denominator);
  return {figure("turnout", participants(tally), tally.eligible),
          figure("quorum", poll.quorum.numerator, poll.quorum.denominator),
          figure("yes", tally.yes, whole),
          figure("no", tally.no, whole),
          figure("abstain", tally.abstain, participants(tally)),
          figure("threshold", poll.threshold.numerator, poll.threshold.denominator)};
}

}  // namespace

Decision build_decision(Database& db, const PollRow& poll) {
  Reading reading = read_poll(db, poll);
  Decision decision{.poll = poll.id,
                    .outcome = outcome_of(poll, reading.tally),
                    .winners = {},
                    .figures = {figures_of(poll, reading.tally)},
                    .electorate = {.size = {reading.tally.eligible}, .root = reading.electorate_root},
                    .ballots = {.size = {static_cast<std::int64_t>(reading.counted.size())},
                                .root = log::merkle_root(reading.counted)},
                    .set_aside_count = {static_cast<std::int64_t>(reading.set_aside.size())},
                    .set_aside = {}};
  if (reading.set_aside.size() <= most_listed_set_aside) decision.set_aside.items = std::move(reading.set_aside);
  return decision;
}

}  // namespace tos::voting
