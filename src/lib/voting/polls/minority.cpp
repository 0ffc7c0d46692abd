#include "voting/polls/minority.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

#include "core/index/log_table.h"
#include "deliberation/objection.h"
#include "deliberation/position.h"

namespace tos::voting {
namespace {

void add_objections(Database& db, std::int64_t chain, std::vector<Dissent>& report) {
  for (const deliberation::ObjectionRow& one : deliberation::open_objections(db, chain)) {
    report.push_back({.kind = DissentKind::objection, .id = one.id.as<RecordTag>(), .member = one.member});
  }
}

void add_positions(Database& db, std::int64_t chain, std::vector<Dissent>& report) {
  using deliberation::Stance;
  auto positions = deliberation::positions_of(db, chain);
  std::ranges::sort(positions, {}, &deliberation::PositionRow::position);
  for (const auto& [stance, kind] :
       {std::pair(Stance::block, DissentKind::block), std::pair(Stance::oppose, DissentKind::opposition)}) {
    for (const deliberation::PositionRow& one : positions) {
      if (one.stance != stance || deliberation::is_recused(db, chain, one.member)) continue;
      report.push_back({.kind = kind, .id = one.id, .member = one.member});
    }
  }
}

// Members who support the proposal or voted for it.
std::set<std::int64_t> content_members(Database& db, std::int64_t chain, const std::vector<BallotRow>& ballots) {
  std::set<std::int64_t> content;
  for (const deliberation::PositionRow& one : deliberation::positions_of(db, chain)) {
    if (one.stance == deliberation::Stance::support) content.insert(one.member);
  }
  for (const BallotRow& ballot : ballots) {
    if (ballot.choice == "yes" || ballot.choice == "consent") content.insert(ballot.member);
  }
  return content;
}

// An answer is the author's word; whether it meets the objection is for those who raised it to say.
void add_answered(Database& db, std::int64_t chain, const std::vector<BallotRow>& ballots,
                  std::vector<Dissent>& report) {
  const std::set<std::int64_t> content = content_members(db, chain, ballots);
  for (const deliberation::ObjectionRow& one : deliberation::objections_of(db, chain)) {
    if (one.level != deliberation::ObjectionLevel::objection || content.contains(one.member)) continue;
    if (one.settled != deliberation::Settlement::amendment || deliberation::is_recused(db, chain, one.member)) continue;
    report.push_back({.kind = DissentKind::answered, .id = one.id.as<RecordTag>(), .member = one.member});
  }
}

// A ballot without a reason is a number among the figures.
void add_ballots(Database& db, std::vector<BallotRow> ballots, std::vector<Dissent>& report) {
  std::ranges::sort(ballots, {}, &BallotRow::position);
  for (const BallotRow& ballot : ballots) {
    if (ballot.choice != "no" && ballot.choice != "objection") continue;
    if (!index::has_text(db, ballot.position, "reason")) continue;
    report.push_back({.kind = DissentKind::no_vote, .id = ballot.id, .member = ballot.member});
  }
}

}  // namespace

std::vector<Dissent> minority_report(Database& db, const DecisionRow& decision) {
  std::vector<Dissent> report;
  if (decision.outcome != DecisionOutcome::adopted) return report;  // who objected there has prevailed
  const PollRow poll = poll_at(db, decision.poll);
  add_objections(db, poll.chain, report);
  add_positions(db, poll.chain, report);
  std::vector<BallotRow> ballots = counted_ballots(db, poll);
  add_answered(db, poll.chain, ballots, report);
  add_ballots(db, std::move(ballots), report);
  return report;
}

std::vector<Dissent> to_be_answered(const std::vector<Dissent>& report, std::size_t most) {
  std::map<std::int64_t, std::size_t> said;  // by each member until now
  std::vector<std::pair<std::size_t, Dissent>> in_turn;
  for (const Dissent& dissent : report) {
    if (is_blocking(dissent)) in_turn.emplace_back(said[dissent.member]++, dissent);
  }
  std::ranges::stable_sort(in_turn, {}, &std::pair<std::size_t, Dissent>::first);
  std::vector<Dissent> first;
  for (const auto& [turn, dissent] : in_turn | std::views::take(most)) first.push_back(dissent);
  return first;
}

}  // namespace tos::voting
