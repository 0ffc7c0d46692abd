#pragma once
#include "economy/reports/currency_book.h"

namespace tos::economy {

// What a fund got and paid in a period, by whom and to whom. opening + Σ in − Σ out = closing.
struct PartyTotal {
  AccountName party = {};
  Sum amount = 0;
  std::int64_t times = 0;  // in how many movements
};
struct FundStatement {
  BookAccount account = {};
  Period period = {};
  Sum opening = 0;
  Sum in = 0;
  Sum out = 0;
  Sum closing = 0;
  std::vector<PartyTotal> contributors = {};  // the largest first, then by account
  std::vector<PartyTotal> beneficiaries = {};
  Reconciliation reconciliation = {};
};
// Where others pay in the same movement, what the fund paid is shared out among those who got something, by how much
// each got, to the largest remainders; in the same way what it got among those who paid.
FundStatement fund_statement_of(const CurrencyBook& book, std::size_t account, const Period& period);

}  // namespace tos::economy
