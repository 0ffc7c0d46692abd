#pragma once
#include "economy/reports/currency_book.h"

namespace tos::economy {

struct StatementLine {
  std::int64_t entry = 0;  // its number in the register
  Timestamp date = {};
  Cause cause = Cause::transfer;
  std::string what = {};  // the cause in words; of contributions "dues 2026-11", "donation"
  std::string memo = {};
  std::string with = {};    // who gave it or got it: "ben", "ben and cem", "7 accounts"
  std::int64_t amount = 0;  // positive: in
  Sum balance = 0;          // after it, in the order of dates
};

// What came to an account and went from it. opening + in − out = closing.
struct Statement {
  BookAccount account = {};
  Period period = {};
  Sum opening = 0;
  Sum in = 0;
  Sum out = 0;
  Sum closing = 0;
  std::vector<StatementLine> lines = {};
  Reconciliation reconciliation = {};
};
Statement statement_of(const CurrencyBook& book, std::size_t account, const Period& period);

}  // namespace tos::economy
