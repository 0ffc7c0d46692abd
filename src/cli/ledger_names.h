#pragma once
#include <string>
#include <string_view>

#include "cli/session.h"
#include "economy/tables.h"

namespace tos::cli {

// How people name what stands in the ledger.

inline constexpr const char* account_help = "a member's or fund's handle, or a whole name: bank/EUR/external";
inline constexpr const char* currency_help = "a currency's code; may be left out where there is one only";
inline constexpr const char* hold_help = "the first digits of its record's id, or latest";

// A currency by its code, in letters of either case; "" is the only one that there is. ECO-002, ECO-070.
Result<economy::CurrencyRow> find_currency_named(history::Group& group, std::string_view code);

// "mara/HOURS/member" as it is; "bank/external" and "group/issuance" in the currency that is given besides; a handle
// alone, or "mara/HOURS": that member's or fund's account. ECO-002, ECO-006, ECO-070, REC-007.
Result<economy::AccountName> find_account_named(history::Group& group, std::string_view name, std::string_view code);

// "12.50" of a currency with two decimals is 1250; "-0.5" is −50. ECO-071.
Result<std::int64_t> read_amount(std::string_view typed, const economy::CurrencyRow& currency);
Result<std::int64_t> read_amount_of(std::string_view typed, std::string_view code, int scale);
// The same, more than nothing (CLI-001).
Result<std::int64_t> amount_option(const economy::CurrencyRow& currency, std::string_view typed);
Result<std::int64_t> amount_option(Database& db, const economy::CurrencyCode& code, std::string_view typed);
// "12.50 EUR".
std::string amount_text(std::int64_t amount, const economy::CurrencyRow& currency);

// A hold, in any state, by the first digits of its record's id. `latest` is the newest that is open: of those from
// `payer`'s account, or to `payee`'s, where there are any; else of all; the newest of any state where none is open.
// ECO-070.
Result<economy::HoldRow> find_hold_named(history::Group& group, std::string_view name, std::string_view payer = "",
                                         std::string_view payee = "");
// The record of a transfer or a correction by the first digits of its id; `latest` is the newest that this member
// wrote, or that moved something on an account of theirs. Without a member, or where there is none, the newest of all.
Result<index::LogEntry> find_movement_named(history::Group& group, std::string_view name, std::string_view member = "");

}  // namespace tos::cli
