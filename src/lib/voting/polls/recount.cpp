#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "core/log/merkle.h"
#include "identity/roll.h"
#include "voting/methods/majority.h"
#include "voting/methods/quorum.h"
#include "voting/polls/decision.h"

namespace tos::voting {
namespace {

using Numbers = std::unordered_set<std::int64_t>;
using BallotsByMember = std::unordered_map<std::int64_t, std::vector<BallotRow>>;

// What a poll's records say, in the order of the members' handles.
struct Reading {
  std::vector<Digest> elector_leaves;
  std::vector<RecordId> counted;  // one a voter
  std::vector<SetAside> set_aside;
  Tally tally;
};

Numbers number_set(const std::vector<std::int64_t>& numbers) { return {numbers.begin(), numbers.end()}; }

BallotsByMember ballots_by_member(Database& db, std::int64_t poll) {
  BallotsByMember by_member;
  for (BallotRow& ballot : ballots_of(db, poll)) by_member[ballot.member].push_back(std::move(ballot));
  return by_member;
}

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
void read_elector(Reading& reading, const std::vector<BallotRow>& ballots, const CompromisedKeys& compromised) {
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

Reading read_poll(Database& db, const PollRow& poll) {
  const Numbers dormant = number_set(dormant_in(db, poll.position));
  const Numbers recused = number_set(deliberation::recused_members(db, poll.chain));
  const BallotsByMember ballots = ballots_by_member(db, poll.position);
  const CompromisedKeys compromised = identity::compromised_keys(db);
  const std::vector<BallotRow> none;
  Reading reading;
  for (const identity::Member& member : identity::active_at(db, poll.position)) {
    if (dormant.contains(member.number)) continue;
    const auto found = ballots.find(member.number);
    const std::vector<BallotRow>& cast = found == ballots.end() ? none : found->second;
    if (recused.contains(member.number)) {
      for (const BallotRow& ballot : cast) reading.set_aside.push_back({.ballot = ballot.id});
      continue;
    }
    reading.elector_leaves.push_back(log::merkle_leaf_hash(member.handle.text()));
    read_elector(reading, cast, compromised);
  }
  reading.tally.eligible = static_cast<std::int64_t>(reading.elector_leaves.size());
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
  Decision decision{
      .poll = poll.id,
      .outcome = outcome_of(poll, reading.tally),
      .winners = {},
      .figures = {figures_of(poll, reading.tally)},
      .electorate = {.size = {reading.tally.eligible}, .root = LogRoot(log::merkle_tree_hash(reading.elector_leaves))},
      .ballots = {.size = {static_cast<std::int64_t>(reading.counted.size())},
                  .root = log::merkle_root(reading.counted)},
      .set_aside_count = {static_cast<std::int64_t>(reading.set_aside.size())},
      .set_aside = {}};
  if (reading.set_aside.size() <= most_listed_set_aside) decision.set_aside.items = std::move(reading.set_aside);
  return decision;
}

}  // namespace tos::voting
