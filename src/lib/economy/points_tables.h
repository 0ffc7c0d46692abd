#pragma once
#include <optional>
#include <span>
#include <vector>

#include "core/base/time.h"
#include "economy/account.h"

namespace tos {
class Database;
}

namespace tos::economy {

// Support points in the read model: what is bound to ideas. What members have is in their accounts.

extern const char* const points_schema;

// What a member gave to an idea, and has not got back. An idea is a proposal through all its versions.
struct AllocationRow {
  std::int64_t chain = 0;  // position of the proposal's first version
  std::int64_t member = 0;
  std::int64_t points = 0;
  std::int64_t position = 0;  // of the record that gave them
};

void add_allocation(Database& db, const AllocationRow& allocation);
void remove_allocation(Database& db, const AllocationRow& allocation);
std::optional<AllocationRow> find_allocation(Database& db, std::int64_t chain, std::int64_t member);
std::vector<AllocationRow> allocations_to(Database& db, std::int64_t chain);   // by position
std::vector<AllocationRow> allocations_of(Database& db, std::int64_t member);  // by position

// Somebody who ever got support points.
struct PointsMember {
  std::int64_t member = 0;
  std::int64_t position = 0;            // of the record by which they first got some
  std::int64_t given = 0;               // bound to ideas now
  std::optional<Timestamp> shrinks_at;  // when the timer of their idleness is due; nothing: none is set
};
std::optional<PointsMember> find_points_member(Database& db, std::int64_t member);
void add_points_member(Database& db, const PointsMember& row);
void set_shrinks_at(Database& db, std::int64_t member, std::optional<Timestamp> at);

// How far the log has been looked through for new members and closed ideas.
struct PointsMark {
  CurrencyCode code;
  std::int64_t members = 0;   // the newest member's number
  std::int64_t closings = 0;  // closings of proposals, as deliberation counts them
};
std::optional<PointsMark> points_mark(Database& db);  // nothing: there are no support points here
void set_points_mark(Database& db, const PointsMark& mark);

// Counts a record of the kind as one that earns points for the member in this month ("2026-11"); false, and nothing is
// counted, where so many have earned already.
bool count_earning(Database& db, std::int64_t member, std::string_view kind, std::string_view month, std::int64_t most);

// What stands behind an idea.
struct Support {
  std::int64_t members = 0;
  std::int64_t points = 0;
};
Support support_of(Database& db, std::int64_t chain);

// An open idea on the agenda.
struct AgendaRow {
  std::int64_t chain = 0;   // position of the proposal's first version
  std::int64_t number = 0;  // 12 of P12
  Support support;
};
// By members first, then by points, then the earlier proposal: how many find it urgent weighs more than how much. It is
// an order for talking, never a weight in a vote: voting knows nothing of it.
std::vector<AgendaRow> ranked(std::vector<AgendaRow> ideas);
std::vector<AgendaRow> open_ideas(Database& db);  // ranked

}  // namespace tos::economy
