#include <algorithm>
#include <limits>
#include <span>

#include "core/log/merkle.h"
#include "identity/roll.h"
#include "voting/polls/active_members.h"
#include "voting/polls/decision.h"
#include "voting/polls/minority.h"
#include "voting/polls/poll_count.h"

namespace tos::voting {
namespace {

// What a poll's records say, in the order of the members' handles.
struct PollReading {
  LogRoot electorate_root;
  std::int64_t electors = 0;
  std::vector<BallotRow> counted;  // one a voter
  std::vector<SetAside> set_aside;
};

// Where each compromised key stops counting: at this position.
using CompromisedKeys = std::vector<identity::MemberKey>;

// Those that were declared compromised before a position.
CompromisedKeys compromised_before(Database& db, std::int64_t position) {
  CompromisedKeys keys = identity::compromised_keys(db);
  std::erase_if(keys, [&](const identity::MemberKey& key) { return key.until_position >= position; });
  return keys;
}

bool is_compromised(const CompromisedKeys& keys, const BallotRow& ballot) {
  return std::ranges::any_of(keys, [&](const identity::MemberKey& key) {
    return key.id == ballot.key && ballot.position >= *key.compromised_from;
  });
}

// The last of an elector's ballots that counts: they come in the order of (at, id).
void read_elector(PollReading& reading, std::span<const BallotRow> ballots, const CompromisedKeys& compromised) {
  const BallotRow* last = nullptr;
  for (const BallotRow& ballot : ballots) {
    if (is_compromised(compromised, ballot)) {
      reading.set_aside.push_back({.ballot = ballot.id, .reason = SetAsideReason::compromised_key});
    } else {
      last = &ballot;
    }
  }
  if (last == nullptr) return;
  reading.counted.push_back(*last);
}

// A member's ballots, of rows that come in the order of members.
std::span<const BallotRow> ballots_of_member(std::span<const BallotRow> ballots, std::int64_t member) {
  const auto [first, last] = std::ranges::equal_range(ballots, member, {}, &BallotRow::member);
  return {first, last};
}

// As it stood before its decision, or stands now. A chain that a tie or a missed quorum left open has later recusals.
PollReading read_ballots_of_poll(Database& db, const PollRow& poll) {
  const std::int64_t end = poll.decision.value_or(std::numeric_limits<std::int64_t>::max());
  const std::vector<std::int64_t> dormant = dormant_in(db, poll.position);
  const std::vector<std::int64_t> recused = deliberation::recused_members(db, poll.chain, end);
  const std::vector<BallotRow> ballots = ballots_of(db, poll.position);
  const CompromisedKeys compromised = compromised_before(db, end);
  const ActiveMembers& active = active_members(db, poll.position, poll.standing);
  PollReading reading;
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
  reading.electors = static_cast<std::int64_t>(leaves.size());
  const bool all = leaves.size() == active.by_handle.size();
  reading.electorate_root = all ? active.root : LogRoot(log::merkle_tree_hash(leaves));
  return reading;
}

std::vector<std::string> says_of(const PollReading& reading) {
  std::vector<std::string> says;
  for (const BallotRow& ballot : reading.counted) says.push_back(ballot.choice);
  return says;
}

LogRoot root_of_ballots(const PollReading& reading) {
  std::vector<RecordId> ids;
  for (const BallotRow& ballot : reading.counted) ids.push_back(ballot.id);
  return log::merkle_root(ids);
}

}  // namespace

Decision build_decision(Database& db, const PollRow& poll) {
  PollReading reading = read_ballots_of_poll(db, poll);
  PollCount counted = count_poll(db, poll, reading.electors, says_of(reading));
  Decision decision{
      .poll = poll.id,
      .outcome = counted.outcome,
      .winners = {},
      .figures = {std::move(counted.figures)},
      .electorate = {.size = {reading.electors}, .root = reading.electorate_root},
      .ballots = {.size = {static_cast<std::int64_t>(reading.counted.size())}, .root = root_of_ballots(reading)},
      .set_aside_count = {static_cast<std::int64_t>(reading.set_aside.size())},
      .set_aside = {},
      .rule = {},
      .votes = {}};
  if (reading.set_aside.size() <= most_listed_set_aside) decision.set_aside.items = std::move(reading.set_aside);
  if (counted.winner) decision.winners.items.push_back({*counted.winner});
  if (states_rule(poll.method)) decision.rule.emplace().text = counted.count.rule;
  if (chooses_option(poll.method)) {
    auto& votes = decision.votes.emplace().items;
    if (counted.votes.size() > most_listed_votes) counted.votes.clear();
    for (const std::int64_t number : counted.votes) votes.push_back({number});
  }
  return decision;
}

std::vector<BallotRow> counted_ballots(Database& db, const PollRow& poll) {
  return read_ballots_of_poll(db, poll).counted;
}

PollCount recount_poll(Database& db, const PollRow& poll) {
  const PollReading reading = read_ballots_of_poll(db, poll);
  return count_poll(db, poll, reading.electors, says_of(reading));
}

}  // namespace tos::voting
