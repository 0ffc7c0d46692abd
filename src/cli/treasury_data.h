#pragma once
#include <string>
#include <vector>

#include "economy/reports/cash_flow.h"
#include "economy/reports/circulation.h"
#include "economy/reports/concentration.h"
#include "economy/reports/fairness.h"
#include "history/group.h"

namespace tos::cli {

// What a treasury report says about one currency.
struct CurrencyReport {
  economy::CurrencyBook book = {};
  economy::Period period = {};
  std::string breaker = {};  // "closed", "open since …"; empty: it has none
  economy::CashFlow cash_flow = {};
  economy::Circulation circulation = {};
  economy::MemberConcentration concentration = {};
  economy::Fairness fairness = {};

  std::vector<economy::Reconciliation> reconciliations() const;
};

struct TreasuryReport {
  std::string group = {};
  Timestamp as_of = {};         // the log's clock
  economy::Period period = {};  // all currencies' together
  std::vector<CurrencyReport> currencies = {};
};

// Where `from` is left open, the period begins with the month in which the currency was added, by the log's clock:
// nobody moves it by dating a movement back. What is dated before stands in the opening balances.
CurrencyReport load_currency_report(history::Group& group, const economy::CurrencyRow& currency,
                                    std::optional<Timestamp> from, std::optional<Timestamp> to);

}  // namespace tos::cli
