#pragma once
#include "economy/reports/currency_book.h"
#include "economy/reports/fairness.h"

namespace tos::economy {

// The only reports code that reads the database.

// All movements of a currency: for reports about the group. Costs what the ledger holds.
CurrencyBook load_book(Database& db, const CurrencyRow& currency);
// Those of one account, with what else they moved and their memos: for its statement. Costs what the account has. An
// account that nothing was ever booked on is in the book all the same.
CurrencyBook load_account_book(Database& db, const CurrencyRow& currency, const AccountName& account);

// What all members, past ones included, gave and received in deals, up to `now`.
std::vector<MemberExchange> load_exchanges(Database& db, const CurrencyCode& code, Timestamp now);

}  // namespace tos::economy
