#pragma once
#include <optional>
#include <span>

#include "core/index/kind_entry.h"
#include "deliberation/tables.h"

namespace tos::deliberation {

// A round of objections. It begins with the first objection to a version, or with the decision of a poll by consent in
// which somebody objected, and ends after the charter's objection_window; until then open objections hold up the vote.
// Later objections to the same version open no other, so that nobody can hold it up for ever; whoever rewords the
// proposal opens the way for a new round. Objections and polls are about the newest version only, and it stays the
// newest while a poll is open (DEL-015): so "the last round is not about it" says that it had none.
struct Round {
  std::int64_t version = 0;  // position of the version that it is about
  Timestamp ends;
  charter::ObjectionFallback fallback = charter::ObjectionFallback::vote;  // as the charter said when it began
};
std::optional<Round> find_round(Database& db, std::int64_t chain);  // the last
// Unless there was one on this version, which is the newest. `timer_index`: that of the round's end in the table of the
// record's kind.
void begin_round(const Context& context, const Version& version, int timer_index = 0);

// Whether objections stand: open ones, or ballots in a poll by consent on the newest version.
bool is_contested(Database& db, std::int64_t chain);

// Until when objections that stand hold up the vote; nothing where none do.
std::optional<Timestamp> blocked_until(Database& db, std::int64_t chain, Timestamp now);

// Whether a vote by majority takes the place of consent: objections stand, and the charter said so when their round
// began. No poll is posed before the round is over (DEL-055).
bool falls_back_to_vote(Database& db, std::int64_t chain);

// DEL-055, DEL-068: whether a poll on the proposal may be opened now.
Result<void> check_ready_for_vote(Database& db, const Subject& subject, Timestamp now);
Result<void> check_not_blocked(Database& db, const Subject& subject, Timestamp now);  // DEL-055

std::span<const TimerHandler> deliberation_timers();

}  // namespace tos::deliberation
