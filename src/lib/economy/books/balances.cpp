#include "economy/books/balances.h"

#include <algorithm>
#include <map>

#include "economy/books/journal_names.h"

namespace tos::economy::books {
namespace {

// * stands for any text, ? for one character; linear in the text for each star.
bool fits_glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool fits_pattern(std::string_view pattern, std::string_view name) {
  if (pattern.find_first_of("*?") != std::string_view::npos) return fits_glob(pattern, name);
  const std::string parts = fmt::format("/{}/", name);
  return !pattern.empty() && parts.find(fmt::format("/{}/", pattern)) != std::string::npos;
}

}  // namespace

bool fits(const AccountFilter& filter, const AccountName& name) {
  if (filter.currency && *filter.currency != name.currency()) return false;
  if (filter.patterns.empty()) return true;
  const std::string text = name.text();
  return std::ranges::any_of(filter.patterns, [&](const std::string& one) { return fits_pattern(one, text); });
}

std::vector<bool> fitting_accounts(const AccountFilter& filter, const Chart& chart) {
  std::vector<bool> shown;
  shown.reserve(chart.accounts.size());
  for (const AccountRow& account : chart.accounts) shown.push_back(fits(filter, account.name));
  return shown;
}

std::vector<std::int64_t> balances_before(const Chart& chart, const EntrySource& next, Timestamp end) {
  std::vector<std::int64_t> balances(chart.accounts.size());
  for (BookEntry entry; next(entry);) {
    if (entry.date >= end) continue;
    // Entries dated later are left out, so that a partial sum may be where no balance ever was.
    for (const BookPosting& posting : entry.postings)
      balances[posting.account] = add_within(balances[posting.account], posting.amount).value_or(greatest_total);
  }
  return balances;
}

std::string period_of(Timestamp date, PeriodLength length) {
  const std::string day = date.to_date();
  switch (length) {
    case PeriodLength::month:
      return day.substr(0, 7);
    case PeriodLength::quarter: {
      const int month = (day[5] - '0') * 10 + (day[6] - '0');
      return fmt::format("{}-Q{}", day.substr(0, 4), (month + 2) / 3);
    }
    case PeriodLength::year:
      return day.substr(0, 4);
  }
  return day;
}

std::vector<PeriodLine> balances_by_period(const Chart& chart, const EntrySource& next, PeriodLength length,
                                           std::optional<Timestamp> end) {
  std::map<std::pair<std::string, std::size_t>, PeriodLine> found;
  std::int64_t day = -1;
  std::string period;
  for (BookEntry entry; next(entry);) {
    if (end && entry.date >= *end) continue;
    if (entry.date.day() != day) {
      day = entry.date.day();
      period = period_of(entry.date, length);
    }
    for (const BookPosting& posting : entry.postings) {
      PeriodLine& line = found[{period, posting.account}];
      std::int64_t& side = posting.amount > 0 ? line.in : line.out;
      side = add_within(side, posting.amount > 0 ? posting.amount : -posting.amount).value_or(greatest_total);
    }
  }
  std::vector<std::int64_t> balances(chart.accounts.size());
  std::vector<PeriodLine> lines;
  lines.reserve(found.size());
  for (auto& [place, line] : found) {
    line.period = place.first;
    line.account = place.second;
    balances[line.account] = add_within(balances[line.account], line.in - line.out).value_or(greatest_total);
    line.balance = balances[line.account];
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<TreeLine> balance_tree(const Chart& chart, std::span<const std::int64_t> balances,
                                   const std::vector<bool>& shown) {
  // '\1' sorts before everything in a name, so that what is below a node follows it at once.
  std::map<std::pair<std::string, std::size_t>, Int128> sums;
  for (std::size_t place = 0; place < chart.accounts.size(); ++place) {
    if (!shown[place]) continue;
    std::string path = journal_account(JournalFormat::hledger, chart.accounts[place].name);
    std::ranges::replace(path, ':', '\1');
    for (std::size_t end = path.find('\1');; end = path.find('\1', end + 1)) {
      sums[{path.substr(0, end), chart.currency_of[place]}] += balances[place];
      if (end == std::string::npos) break;
    }
  }
  std::vector<TreeLine> lines;
  for (const auto& [node, sum] : sums) {
    const CurrencyRow& currency = chart.currencies[node.second];
    TreeLine line{.depth = static_cast<int>(std::ranges::count(node.first, '\1')),
                  .name = node.first.substr(node.first.rfind('\1') + 1),
                  .path = node.first,
                  .currency = currency.code,
                  .scale = currency.scale,
                  .balance = sum};
    std::ranges::replace(line.path, '\1', ':');
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<CurrencyTotal> totals(const Chart& chart, std::span<const std::int64_t> balances,
                                  const std::vector<bool>& shown) {
  std::vector<Int128> sums(chart.currencies.size());
  std::vector<bool> has(chart.currencies.size());
  for (std::size_t place = 0; place < chart.accounts.size(); ++place) {
    if (!shown[place]) continue;
    sums[chart.currency_of[place]] += balances[place];
    has[chart.currency_of[place]] = true;
  }
  std::vector<CurrencyTotal> found;
  for (std::size_t place = 0; place < sums.size(); ++place) {
    if (has[place]) found.push_back({chart.currencies[place].code, chart.currencies[place].scale, sums[place]});
  }
  return found;
}

std::string format_total(Int128 minor, int scale) {
  const bool negative = minor < 0;
  if (negative) minor = -minor;
  std::string digits;
  for (int written = 0; minor > 0 || written <= scale; ++written) {
    if (scale > 0 && written == scale) digits += '.';
    digits += static_cast<char>('0' + static_cast<int>(minor % 10));
    minor /= 10;
  }
  if (negative) digits += '-';
  std::ranges::reverse(digits);
  return digits;
}

}  // namespace tos::economy::books
