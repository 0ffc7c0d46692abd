#pragma once
#include <span>

#include "core/index/kind_entry.h"
#include "voting/polls/tables.h"

namespace tos::voting {

// From provisional to final: the cooling-off is over, and the decision is certified or `certify_within` has passed.

// How many approvals a decision waits for in all; 0 where it needs none, has them, took force without, or is no
// decision of this group.
std::int64_t certifiers_wanted(Database& db, const DecisionId& decision);
// Call when the last of these approvals is logged, at its position and now(). Changes nothing where none are wanted.
void certify(Database& db, const DecisionId& decision, std::int64_t position, Timestamp now);

std::span<const TimerHandler> voting_timers();  // "voting.cooling-off", "voting.certify-within"

// Sets the timers of a new decision and, where nothing has to be waited for, makes it final at once.
void start_force(Database& db, const DecisionRow& decision);

}  // namespace tos::voting
