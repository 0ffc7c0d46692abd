#pragma once
#include <optional>
#include <span>

#include "economy/tables.h"

namespace tos::economy {

// The ledger's one door: every movement of every module is checked and posted here.

// One account of a movement: positive comes in, negative goes out, in the currency's smallest unit.
struct Leg {
  AccountName account;
  std::int64_t amount = 0;
};
using Legs = std::span<const Leg>;

// Whether the movement may be posted now, whoever causes it:
// ECO-002 its currencies exist; ECO-006 its accounts are of members, funds or the group; ECO-010 no leg is zero and no
// account stands twice; ECO-011 each currency's legs add up to nothing; ECO-012 what a member may have, down to and up
// to; ECO-013 no fund, escrow or conversion account goes below zero, held amounts left aside; ECO-014 velocity; ECO-015
// the breaker; ECO-016 totals. `freed`: an open hold that this movement posts; what it holds counts as available.
Result<void> check_movement(const Context& context, Legs legs, const HoldRow* freed = nullptr);
// Answers its entry's number.
std::int64_t apply_movement(const Context& context, Legs legs, Cause cause, std::optional<Timestamp> date = {},
                            std::optional<std::string> memo = {});
// The same where a timer moves something: no context, and nothing is asked. `position`: of the record that set it.
void post_movement(Database& db, std::int64_t position, Timestamp due, Legs legs, Cause cause);

// Whether the author may take from each account that the movement takes from: ECO-020 a member's own; ECO-021 funds pay
// by payments only, escrow and conversion accounts by their own kinds of record; ECO-022 issuance and external accounts
// by the currency's issuance rule; ECO-023 non-transferable currencies do not go from member to member.
Result<void> check_taking(const Context& context, Legs legs);
// The same for what is only set aside: it counts towards the month of an issuance rule when it is posted.
Result<void> check_setting_aside(const Context& context, Legs legs);
// The same for records that may name a decision instead, which permits their act on `target`: the author need own
// nothing then. Support points are moved by neither, and nothing is taken from funds.
Result<void> check_permitted(const Context& context, Legs legs, const std::optional<RecordId>& decision,
                             std::string_view target);

// Counts what came from issuance or outside towards its month: with every movement that check_permitted let pass.
void note_let_in(const Context& context, Legs legs);

// A hold of `amount` from one account to another: ECO-030 and all that check_movement asks of the taking side.
Result<void> check_new_hold(const Context& context, const HoldRow& hold);
void open_hold(const Context& context, const HoldRow& hold);  // sets the timer of its expiry
// ECO-031 the hold exists; ECO-032 it is open.
Result<HoldRow> require_open_hold(const Context& context, const RecordId& id);
// Up to the held amount (ECO-034); the rest is available again. check_movement with `freed` has passed.
void post_hold(const Context& context, const HoldRow& hold, std::int64_t amount);
void release_hold(Database& db, const HoldRow& hold, HoldState state);  // voided or expired

// Whether the movement would open the breaker of its currency, or finds it open: a two-legged transfer is then held.
bool meets_breaker(const Context& context, Legs legs);
void open_breaker(const Context& context, const CurrencyCode& code);
// What was spent counts from here on: where terms change, and where a breaker is reset.
void restart_spending(const Context& context, const CurrencyRow& currency);

// What a member may go below zero, now: 0 without credit.
std::int64_t credit_limit(Database& db, const CurrencyRow& currency, std::string_view member, Timestamp now);
// "20.00 from 2026-04-05" while a member's credit grows with time; empty once it has, and without credit.
std::string credit_growth(Database& db, const CurrencyRow& currency, std::string_view member, Timestamp now);

}  // namespace tos::economy
