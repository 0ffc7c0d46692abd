#pragma once
#include <string>
#include <vector>

#include "economy/books/balances.h"
#include "economy/books/rows.h"

namespace tos::economy::books {

// What tos ledger check found.
struct Audit {
  std::int64_t entries = 0;
  std::int64_t postings = 0;
  std::int64_t open_holds = 0;
  std::vector<CurrencyTotal> sums;    // of all accounts: nothing, each
  std::vector<CurrencyTotal> held;    // in open holds
  std::vector<std::string> findings;  // ECO-320: what does not agree
  std::vector<std::string> remarks;   // what is unusual and right
};

// Counts everything again from the postings and the open holds, and compares it with what the accounts say: each
// entry's legs and each currency's balances add up to nothing; each posting's balance follows from the one before; each
// account has what its postings add up to, and holds what open holds say; no member is beyond the currency's hard limit
// and no fund, escrow or conversion account below zero, held amounts left aside.
// A member who is beyond a limit by what came before the currency's terms changed is a remark.
Audit audit_ledger(const Chart& chart, const EntrySource& next, std::span<const BookHold> holds);

}  // namespace tos::economy::books
