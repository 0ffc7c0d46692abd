#pragma once
#include "economy/tables.h"

namespace tos::economy {

// What idle members have of an issued currency with decay terms shrinks, and goes back to where it was issued from.
// Each balance is looked at by a timer of its own, which its owner's first income sets.

inline constexpr std::string_view decay_timer = "economy.decay";

// After something came in: sets the timer of a member's account, where its currency decays and none is set.
void watch_balance(Database& db, const AccountRow& account, Timestamp now);
// The same for all accounts of a currency, where its terms change.
void watch_all_balances(Database& db, const CurrencyRow& currency, Timestamp now);
// The timer: by the terms in force when it is due. Held amounts, and whoever added a record lately, lose nothing.
void shrink_balance(Database& db, Timestamp due, std::string_view account);

}  // namespace tos::economy
