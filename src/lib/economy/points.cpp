#include "economy/points.h"

#include <algorithm>
#include <array>

#include "charter/parameters.h"
#include "core/index/remembered.h"
#include "core/index/sound.h"
#include "core/index/timers.h"
#include "economy/book.h"
#include "economy/points_rules.h"

namespace tos::economy {
namespace {

constexpr std::string_view idle_timer = "economy.points-idle";
// One record may start the timers of many members; those of other kinds that it sets have small indexes.
constexpr int first_idle_timer_index = 1000;

AccountName points_of(const Handle& member, const CurrencyCode& code) {
  return AccountName::of(member.text(), code, Purpose::member);
}
AccountName bound_points(const CurrencyCode& code) { return AccountName::of(group_owner, code, Purpose::escrow); }
AccountName new_points(const CurrencyCode& code) { return AccountName::of(group_owner, code, Purpose::issuance); }

std::array<Leg, 2> points_legs(const AccountName& from, const AccountName& to, std::int64_t points) {
  return {Leg{.account = from, .amount = -points}, Leg{.account = to, .amount = points}};
}

Result<CurrencyRow> require_points_currency(Database& db) {
  auto currency = points_currency(db);
  if (currency) return *std::move(currency);
  return refuse(rules::ECO_100, "this group has no support points")
      .hint("tos currency add POINTS --kind points --name \"Support points\"");
}

void set_idle_timer(Database& db, const Handle& handle, const PointsMember& row, Timestamp due) {
  index::set_timer(db, {.due = due,
                        .position = row.position,
                        .index = first_idle_timer_index + static_cast<int>(row.member),
                        .name = std::string(idle_timer),
                        .subject = handle.text()});
  set_shrinks_at(db, row.member, due);
}

// Points that a member has not had before. From the first on, idleness is looked at.
void grant(const Context& context, const CurrencyCode& code, const identity::Member& member, std::int64_t points,
           Cause cause) {
  if (points == 0) return;
  apply_movement(context, points_legs(new_points(code), points_of(member.handle, code), points), cause);
  auto row = find_points_member(context.db, member.number);
  if (!row) {
    row = PointsMember{.member = member.number, .position = context.position, .given = 0, .shrinks_at = {}};
    add_points_member(context.db, *row);
  }
  if (row->shrinks_at) return;
  const Duration idle = days(charter::support_point_terms(charter::current(context.db)).idle_days);
  set_idle_timer(context.db, member.handle, *row, context.now + idle);
}

void welcome(const Context& context, const CurrencyCode& code, const identity::Member& member) {
  const std::int64_t points = charter::support_point_terms(charter::current(context.db)).on_joining;
  grant(context, code, member, points, Cause::joining);
}

void give_back(const Context& context, const CurrencyCode& code, const AllocationRow& allocation) {
  const auto member = identity::member_by_number(context.db, allocation.member);
  TOS_SOUND(member.has_value());
  remove_allocation(context.db, allocation);
  apply_movement(context, points_legs(bound_points(code), points_of(member->handle, code), allocation.points),
                 Cause::allocation);
}

// The members after the mark, and those who left at this record.
void look_at_members(const Context& context, PointsMark& mark) {
  Database& db = context.db;
  for (const identity::Member& member : identity::members_after(db, mark.members)) {
    welcome(context, mark.code, member);
    mark.members = member.number;
  }
  for (const identity::Member& member : identity::ceased_at(db, context.position)) {
    if (member.status != identity::Status::left) continue;
    for (const AllocationRow& allocation : allocations_of(db, member.number)) {
      give_back(context, mark.code, allocation);
    }
  }
}

void look_at_ideas(const Context& context, PointsMark& mark) {
  for (const deliberation::Closing& closing : deliberation::closings_after(context.db, mark.closings)) {
    for (const AllocationRow& allocation : allocations_to(context.db, closing.chain)) {
      give_back(context, mark.code, allocation);
    }
    mark.closings = closing.number;
  }
}

void earn(const Context& context, const CurrencyCode& code, std::string_view kind) {
  const auto& terms = charter::current(context.db).support_points;
  if (!terms) return;
  const auto rule = std::ranges::find(terms->earn.items, kind, [](const auto& one) { return *one.kind; });
  if (rule == terms->earn.items.end()) return;
  const auto member = identity::find_member(context.db, context.envelope.author.text());
  if (!member || member->status != identity::Status::active) return;  // an applicant; or who has just left
  const std::int64_t points = rule->points;
  if (!count_earning(context.db, member->number, kind, month_folder(context.now), rule->records_per_month)) return;
  grant(context, code, *member, points, Cause::earning);
}

// A member's points shrink who has long added no record.
void shrink_idle_points(Database& db, Timestamp due, std::string_view subject) {
  const auto member = identity::find_member(db, subject);
  const auto mark = points_mark(db);
  TOS_SOUND(member.has_value() && mark.has_value());
  const auto row = find_points_member(db, member->number);
  TOS_SOUND(row.has_value());
  set_shrinks_at(db, row->member, std::nullopt);
  if (member->status == identity::Status::left) return;  // what they have is of no more use to anybody
  const charter::SupportPointTerms terms = charter::support_point_terms(charter::current(db));
  const Timestamp idle_from = member->last_clock + days(terms.idle_days);
  if (idle_from > due) return set_idle_timer(db, member->handle, *row, idle_from);

  const auto account = find_account(db, points_of(member->handle, mark->code));
  TOS_SOUND(account.has_value());
  const std::int64_t ceiling = account->available() + row->given;
  const auto kept = scaled_down(ceiling, terms.keep);
  TOS_SOUND(kept.has_value());  // the charter's share is at most 1
  const std::int64_t lost = std::min(account->available(), ceiling - *kept);
  if (lost > 0) {
    post_movement(db, row->position, due,
                  points_legs(points_of(member->handle, mark->code), new_points(mark->code), lost), Cause::idle);
  }
  if (ceiling > lost) set_idle_timer(db, member->handle, *row, due + days(terms.every_days));
}

// What is known of points between two changes of the roll.
struct KnownPoints {
  bool looked = false;  // at the members, since the roll changed
  std::optional<PointsMark> mark;
};

}  // namespace

Result<void> check_allocation(const Context& context, const Allocation& allocation) {
  Database& db = context.db;
  TOS_TRY(const CurrencyRow currency, require_points_currency(db));
  TOS_TRY(const deliberation::Subject idea, deliberation::require_open(db, allocation.proposal));
  const std::int64_t most = charter::support_point_terms(charter::current(db)).per_idea;
  if (allocation.points > most) {
    return refuse(rules::ECO_101, "{} points for '{}' (P{}), and the charter allows {} an idea",
                  allocation.points.value, idea.version.title, idea.chain.number, most)
        .hint("give up to {}", most);
  }
  if (const auto active = find_allocation(db, idea.chain.first, identity::author_number(context))) {
    return refuse(rules::ECO_102, "'{}' has given {} points to '{}' (P{}) already", context.envelope.author,
                  active->points, idea.version.title, idea.chain.number)
        .hint("take them back first: tos points return P{}", idea.chain.number);
  }
  const auto legs =
      points_legs(points_of(context.envelope.author, currency.code), bound_points(currency.code), allocation.points);
  return check_movement(context, legs);
}

void apply_allocation(const Context& context, const Allocation& allocation) {
  const auto version = deliberation::find_version(context.db, allocation.proposal);
  const auto currency = points_currency(context.db);
  TOS_SOUND(version.has_value() && currency.has_value());
  apply_movement(
      context,
      points_legs(points_of(context.envelope.author, currency->code), bound_points(currency->code), allocation.points),
      Cause::allocation);
  add_allocation(context.db, {.chain = version->chain,
                              .member = identity::author_number(context),
                              .points = allocation.points,
                              .position = context.position});
}

std::string folder_of_allocation(const Context& context, const Allocation&) { return ledger_folder(context); }

Result<void> check_allocation_return(const Context& context, const AllocationReturn& given) {
  TOS_TRY(const deliberation::Version version, deliberation::require_version(context.db, given.proposal));
  if (find_allocation(context.db, version.chain, identity::author_number(context))) return {};
  return refuse(rules::ECO_103, "'{}' has no points on '{}' (P{})", context.envelope.author, version.title,
                deliberation::chain_at(context.db, version.chain).number)
      .hint("tos points balance");
}

void apply_allocation_return(const Context& context, const AllocationReturn& given) {
  const auto version = deliberation::find_version(context.db, given.proposal);
  const auto currency = points_currency(context.db);
  TOS_SOUND(version.has_value() && currency.has_value());
  const auto allocation = find_allocation(context.db, version->chain, identity::author_number(context));
  TOS_SOUND(allocation.has_value());
  give_back(context, currency->code, *allocation);
}

std::string folder_of_allocation_return(const Context& context, const AllocationReturn&) {
  return ledger_folder(context);
}

void begin_points(const Context& context) {
  Database& db = context.db;
  const auto currency = points_currency(db);
  TOS_SOUND(currency.has_value());
  PointsMark mark{.code = currency->code, .members = 0, .closings = deliberation::closing_count(db)};
  for (const identity::Member& member : identity::members_after(db, 0)) {
    if (member.status != identity::Status::left) welcome(context, mark.code, member);
    mark.members = member.number;
  }
  set_points_mark(db, mark);
  db.bump(Database::Part::roll);  // what after_record() knows
}

void after_record(const Context& context, std::string_view kind) {
  static thread_local Remembered<KnownPoints> remembered;
  KnownPoints& known = remembered.of(context.db, Database::Part::roll);
  const bool looked = known.looked;
  if (!looked) known = {.looked = true, .mark = points_mark(context.db)};
  if (!known.mark) return;
  PointsMark mark = *known.mark;
  if (!looked) look_at_members(context, mark);
  look_at_ideas(context, mark);
  if (mark.members != known.mark->members || mark.closings != known.mark->closings) {
    set_points_mark(context.db, mark);
    known.mark = mark;
  }
  earn(context, mark.code, kind);
}

Result<PointsBalance> points_balance(Database& db, const identity::Member& member) {
  TOS_TRY(const CurrencyRow currency, require_points_currency(db));
  PointsBalance balance;
  if (const auto account = find_account(db, points_of(member.handle, currency.code))) {
    balance.available = account->available();
  }
  const auto row = find_points_member(db, member.number);
  if (!row) return balance;
  balance.given = row->given;
  if (row->shrinks_at) {
    const Duration idle = days(charter::support_point_terms(charter::current(db)).idle_days);
    balance.shrinks_at = std::max(*row->shrinks_at, member.last_clock + idle);
  }
  return balance;
}

Result<std::vector<AgendaRow>> agenda(Database& db) {
  TOS_CHECK(require_points_currency(db));
  return open_ideas(db);
}

KindTable points_kinds() {
  static constexpr KindEntry table[] = {
      kind_entry<Allocation, check_allocation, apply_allocation, folder_of_allocation>(
          "economy.allocation/v1", Signer::member, "member", "support points for an idea, until it closes"),
      kind_entry<AllocationReturn, check_allocation_return, apply_allocation_return, folder_of_allocation_return>(
          "economy.allocation-return/v1", Signer::member, "member",
          "a member takes back the support points that they gave to an idea"),
  };
  return table;
}

std::span<const TimerHandler> points_timers() {
  static constexpr TimerHandler table[] = {{idle_timer, shrink_idle_points}};
  return table;
}

}  // namespace tos::economy
