#include "cli/treasury_data.h"

#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "economy/reports/load_book.h"

namespace tos::cli {
namespace {

std::string breaker_text(history::Group& group, const economy::CurrencyRow& currency) {
  if (currency.breaker_since) {
    const auto opened = index::entry_at(group.db(), *currency.breaker_since);
    return fmt::format("open since {} (record {}): payments are held", opened->clock.to_minute(), opened->id.hex16());
  }
  return currency.terms.breaker ? "closed" : "";
}

}  // namespace

std::vector<economy::Reconciliation> CurrencyReport::reconciliations() const {
  return {cash_flow.reconciliation, circulation.reconciliation, concentration.reconciliation, fairness.reconciliation};
}

CurrencyReport load_currency_report(history::Group& group, const economy::CurrencyRow& currency,
                                    std::optional<Timestamp> from, std::optional<Timestamp> to) {
  const auto added = index::entry_at(group.db(), currency.position);
  TOS_SOUND(added.has_value());
  const economy::Period period = economy::period_of(from, to, economy::month_begin(added->clock), group.clock());
  CurrencyReport report{
      .book = economy::load_book(group.db(), currency), .period = period, .breaker = breaker_text(group, currency)};
  report.cash_flow = economy::cash_flow_of(report.book, period);
  report.circulation = economy::circulation_of(report.book, period);
  report.concentration = economy::concentration_among_members(report.book, period.to);
  report.fairness = economy::fairness_of(report.book, economy::load_exchanges(group.db(), currency.code, group.clock()),
                                         group.clock());
  return report;
}

}  // namespace tos::cli
