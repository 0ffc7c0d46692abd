#include "voting/polls/certification.h"

#include <array>

#include "charter/mandate.h"
#include "core/index/sound.h"
#include "core/index/timers.h"
#include "voting/polls/rules.h"

namespace tos::voting {
namespace {

constexpr std::string_view cooling_off_timer = "voting.cooling-off";
constexpr std::string_view certify_within_timer = "voting.certify-within";

bool may_take_force(const DecisionRow& decision, Timestamp now) {
  const bool waits_for_certifiers =
      decision.certifiers > 0 && !decision.certified_at && (!decision.certify_until || now < *decision.certify_until);
  return now >= decision.cooling_until && !waits_for_certifiers;
}

void take_force(Database& db, const DecisionRow& decision, Timestamp now) {
  set_final(db, decision.id, now, decision.certifiers > 0 && !decision.certified_at);
  charter::set_in_force(db, decision.id.as<RecordTag>(), now);
}

void take_force_if_due(Database& db, const DecisionId& id, Timestamp now) {
  const auto decision = find_decision(db, id);
  TOS_SOUND(decision.has_value());
  if (decision->state == DecisionState::provisional && may_take_force(*decision, now)) take_force(db, *decision, now);
}

void on_timer(Database& db, Timestamp due, std::string_view subject) {
  take_force_if_due(db, *DecisionId::from_bytes(subject), due);
}

void set_decision_timer(Database& db, const DecisionRow& decision, Timestamp due, int index, std::string_view name) {
  index::set_timer(db, {.due = due,
                        .position = decision.position,
                        .index = index,
                        .name = std::string(name),
                        .subject = std::string(decision.id.bytes())});
}

}  // namespace

void start_force(Database& db, const DecisionRow& decision) {
  if (may_take_force(decision, decision.decided_at)) return take_force(db, decision, decision.decided_at);
  if (decision.cooling_until > decision.decided_at) {
    set_decision_timer(db, decision, decision.cooling_until, 0, cooling_off_timer);
  }
  if (decision.certify_until) set_decision_timer(db, decision, *decision.certify_until, 1, certify_within_timer);
}

std::int64_t certifiers_wanted(Database& db, const DecisionId& decision) {
  const auto row = find_decision(db, decision);
  if (!row || row->state != DecisionState::provisional || row->certified_at) return 0;
  return row->certifiers;
}

void certify(Database& db, const DecisionId& decision, std::int64_t position, Timestamp now) {
  if (certifiers_wanted(db, decision) == 0) return;  // too late: it took force uncertified
  set_certified(db, decision, position);
  take_force_if_due(db, decision, now);
}

std::span<const TimerHandler> voting_timers() {
  static constexpr std::array<TimerHandler, 2> table{
      TimerHandler{cooling_off_timer, on_timer},
      TimerHandler{certify_within_timer, on_timer},
  };
  return table;
}

}  // namespace tos::voting
