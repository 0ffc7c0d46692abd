#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/int128.h"
#include "economy/books/rows.h"

namespace tos::economy::books {

// Which accounts a report is about. A pattern without * and ? is one or several whole parts of an account's name side
// by side ("mara", "mara/EUR", "member"); with them it fits the whole name ("*/EUR/external"). No pattern: all.
struct AccountFilter {
  std::vector<std::string> patterns;
  std::optional<CurrencyCode> currency;
};
bool fits(const AccountFilter& filter, const AccountName& name);
std::vector<bool> fitting_accounts(const AccountFilter& filter, const Chart& chart);  // by place

// What each account had, by the books' dates, before `end`.
std::vector<std::int64_t> balances_before(const Chart& chart, const EntrySource& next, Timestamp end);

enum class PeriodLength { month, quarter, year };
std::string period_of(Timestamp date, PeriodLength length);  // "2026-11", "2026-Q4", "2026"

// What came in and went out of an account within a period, and what it had at its end. Periods in which nothing moved
// are left out.
struct PeriodLine {
  std::string period;
  std::size_t account = 0;
  std::int64_t in = 0;
  std::int64_t out = 0;  // not negative
  std::int64_t balance = 0;
};
std::vector<PeriodLine> balances_by_period(const Chart& chart, const EntrySource& next, PeriodLength length,
                                           std::optional<Timestamp> end);  // by period, then account

// A node of the tree of journal accounts ("assets:members:mara"), with what it and those below have, one line a
// currency.
struct TreeLine {
  int depth = 0;
  std::string name;  // its last part
  std::string path;  // all of it
  CurrencyCode currency;
  int scale = 0;
  Int128 balance = 0;
};
std::vector<TreeLine> balance_tree(const Chart& chart, std::span<const std::int64_t> balances,
                                   const std::vector<bool>& shown);

// Sums by currency, in the order of `chart.currencies`; nothing for a currency of which no account is shown.
struct CurrencyTotal {
  CurrencyCode currency;
  int scale = 0;
  Int128 balance = 0;
};
std::vector<CurrencyTotal> totals(const Chart& chart, std::span<const std::int64_t> balances,
                                  const std::vector<bool>& shown);

std::string format_total(Int128 minor, int scale);  // as format_amount, of any size

}  // namespace tos::economy::books

template <>
struct tos::NamesOf<tos::economy::books::PeriodLength> {
  using enum tos::economy::books::PeriodLength;
  static constexpr std::array names{tos::Name{month, "month"}, tos::Name{quarter, "quarter"}, tos::Name{year, "year"}};
};
