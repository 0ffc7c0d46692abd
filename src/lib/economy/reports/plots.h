#pragma once
#include <string>

#include "economy/reports/cash_flow.h"
#include "economy/reports/concentration.h"
#include "economy/reports/statement.h"

// Drawings of reports as SVG (core/base/svg.h). They read the same printed in black and white.
namespace tos::economy {

struct BalancePoint {
  Timestamp at = {};
  Sum balance = 0;  // after it
};
struct BalanceLine {
  std::string whose = {};  // "ana", "all funds"
  CurrencyCode code = {};
  int scale = 0;
  Period period = {};
  Sum opening = 0;
  std::vector<BalancePoint> points = {};  // by time, within the period
};
BalanceLine balance_line(const Statement& statement, int scale);
BalanceLine funds_balance_line(const CurrencyBook& book, const Period& period);
std::string balance_svg(const BalanceLine& line);

// What came to the funds and went from them: a pair of bars a month (more months together where there are many), and
// below them the balance at its end.
std::string flows_svg(const CashFlow& flow, const CurrencyCode& code, int scale);

// The Lorenz curve: what part of all the poorest 10 %, 20 %, … have.
std::string lorenz_svg(const Concentration& concentration, const CurrencyCode& code);

}  // namespace tos::economy
