#include "economy/reports/cash_flow.h"

#include <algorithm>
#include <tuple>

namespace tos::economy {
namespace {

bool is_fund(const BookAccount& account) { return account.name.purpose() == Purpose::fund; }

void add_flow(FlowTotals& totals, std::int64_t amount) {
  (amount < 0 ? totals.out : totals.in) += amount < 0 ? -amount : amount;
  totals.closing += amount;
}
void add_opening(FlowTotals& totals, std::int64_t amount) {
  totals.opening += amount;
  totals.closing += amount;
}

CauseFlow& flow_of(std::vector<CauseFlow>& causes, const BookEntry& entry) {
  const std::string what = what_of(entry);
  const auto key = [](const CauseFlow& one) { return std::tie(one.cause, one.what); };
  const auto place = std::ranges::lower_bound(causes, std::tie(entry.cause, what), {}, key);
  if (place != causes.end() && place->cause == entry.cause && place->what == what) return *place;
  return *causes.insert(place, {.cause = entry.cause, .what = what});
}

}  // namespace

CashFlow cash_flow_of(const CurrencyBook& book, const Period& period) {
  CashFlow flow{.period = period};
  for (const Timestamp begins : months_of(period)) flow.months.push_back({.begins = begins});
  std::vector<FlowTotals> funds(book.accounts.size());
  std::size_t month = 0;
  for (const BookEntry& entry : book.entries) {
    if (entry.date >= period.to) break;
    while (month + 1 < flow.months.size() && entry.date >= flow.months[month + 1].begins) ++month;
    for (const BookLeg& leg : book.legs_of(entry)) {
      if (!is_fund(book.accounts[leg.account])) continue;
      if (entry.date < period.from) {
        for (FlowTotals* totals : {&flow.totals, &funds[leg.account], &flow.months.front().totals}) {
          add_opening(*totals, leg.amount);
        }
        continue;
      }
      for (FlowTotals* totals : {&flow.totals, &funds[leg.account], &flow.months[month].totals}) {
        add_flow(*totals, leg.amount);
      }
      CauseFlow& cause = flow_of(flow.causes, entry);
      (leg.amount < 0 ? cause.out : cause.in) += leg.amount < 0 ? -leg.amount : leg.amount;
    }
  }
  for (std::size_t i = 1; i < flow.months.size(); ++i) {
    FlowTotals& totals = flow.months[i].totals;
    totals.opening = flow.months[i - 1].totals.closing;
    totals.closing += totals.opening;
  }
  for (std::size_t i = 0; i < book.accounts.size(); ++i) {
    if (is_fund(book.accounts[i])) flow.funds.push_back({.fund = book.accounts[i], .totals = funds[i]});
  }
  flow.reconciliation = reconcile(book, fmt::format("all funds in {}", book.code),
                                  flow.totals.opening + flow.totals.in - flow.totals.out, period.to, is_fund);
  return flow;
}

}  // namespace tos::economy
