#include "voting/polls/minority.h"

#include <algorithm>

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

// A ballot without a reason is a number among the figures.
void add_ballots(Database& db, const PollRow& poll, std::vector<Dissent>& report) {
  std::vector<BallotRow> ballots = counted_ballots(db, poll);
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
  add_ballots(db, poll, report);
  return report;
}

}  // namespace tos::voting
