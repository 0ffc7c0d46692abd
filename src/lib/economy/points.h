#pragma once
#include <span>
#include <string_view>

#include "core/index/kind_entry.h"
#include "deliberation/tables.h"
#include "economy/points_tables.h"
#include "identity/roll.h"

namespace tos::economy {

// economy.allocation/v1: a member gives support points to an idea; they stay bound to it until it closes.
struct Allocation {
  ProposalId proposal;
  Whole<1, 1'000'000> points;
};

// economy.allocation-return/v1: a member takes back what they gave to an idea, all of it.
struct AllocationReturn {
  ProposalId proposal;
};

inline constexpr auto allocation_fields =
    fields<Allocation>(field("proposal", &Allocation::proposal, "any version of the proposal; the points are for all"),
                       field("points", &Allocation::points, "how many, up to the charter's limit for an idea"));
constexpr const auto& fields_of(const Allocation*) { return allocation_fields; }

inline constexpr auto allocation_return_fields = fields<AllocationReturn>(
    field("proposal", &AllocationReturn::proposal, "any version of the proposal that points were given to"));
constexpr const auto& fields_of(const AllocationReturn*) { return allocation_return_fields; }

Result<void> check_allocation(const Context& context, const Allocation& allocation);  // ECO-100 to ECO-102, DEL-…
void apply_allocation(const Context& context, const Allocation& allocation);
std::string folder_of_allocation(const Context& context, const Allocation& allocation);

Result<void> check_allocation_return(const Context& context, const AllocationReturn& given);  // ECO-103, DEL-009
void apply_allocation_return(const Context& context, const AllocationReturn& given);
std::string folder_of_allocation_return(const Context& context, const AllocationReturn& given);

// Where the currency of support points comes to be: whoever is a member then, suspended or not, gets their first ones.
void begin_points(const Context& context);

// After each record of the log, whatever its kind: new members get their first points, what was given to ideas that are
// closed or by members who left returns, and the author earns what the charter says. Costs next to nothing where
// nothing of that happened.
void after_record(const Context& context, std::string_view kind);

// What a member can give and has given, for reports. ECO-100 where the group has no support points.
struct PointsBalance {
  std::int64_t available = 0;
  std::int64_t given = 0;
  std::optional<Timestamp> shrinks_at;  // unless they add a record before
};
Result<PointsBalance> points_balance(Database& db, const identity::Member& member);

// The open ideas, ranked. ECO-100.
Result<std::vector<AgendaRow>> agenda(Database& db);

KindTable points_kinds();
std::span<const TimerHandler> points_timers();

}  // namespace tos::economy
