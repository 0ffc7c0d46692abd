#pragma once
#include "economy/reports/currency_book.h"

namespace tos::economy {

struct FlowTotals {
  Sum opening = 0;
  Sum in = 0;
  Sum out = 0;
  Sum closing = 0;  // opening + in − out
};
struct FundFlow {
  BookAccount fund = {};
  FlowTotals totals = {};
};
struct CauseFlow {
  Cause cause = Cause::transfer;
  std::string what = {};  // contributions apart: "dues", "donation", "contribution"; else the cause's name
  Sum in = 0;
  Sum out = 0;
};
struct MonthFlow {
  Timestamp begins = {};  // the first begins with the period
  FlowTotals totals = {};
};

// What came to the group's funds and went from them, in one currency. A movement between two funds is in and out.
struct CashFlow {
  Period period = {};
  FlowTotals totals = {};
  std::vector<FundFlow> funds = {};    // by owner
  std::vector<CauseFlow> causes = {};  // those with something, in the order of Cause, then by `what`
  std::vector<MonthFlow> months = {};  // all of the period's
  Reconciliation reconciliation = {};
};
CashFlow cash_flow_of(const CurrencyBook& book, const Period& period);

}  // namespace tos::economy
