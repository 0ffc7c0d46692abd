#pragma once
#include "identity/roll.h"

namespace tos::identity {

// Which polls are running, as far as the roll must know: voting maintains it, suspensions ask it.

extern const char* const open_poll_schema;

void note_opened(Database& db, std::int64_t poll, std::int64_t position);  // the electorate is fixed at this position
void note_decided(Database& db, std::int64_t poll);
// Whether the member belongs to the electorate of a poll that has no decision yet.
bool any_open_for(Database& db, std::int64_t member);

}  // namespace tos::identity
