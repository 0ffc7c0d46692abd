#include "economy/reports/currency_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "economy/ledger_rules.h"

namespace tos::economy {

std::string what_of(const BookEntry& entry) {
  return entry.kind.empty() ? std::string(name_of(entry.cause)) : entry.kind;
}

std::optional<std::size_t> CurrencyBook::find(const AccountName& account) const {
  const auto found = std::ranges::find(accounts, account, &BookAccount::name);
  if (found == accounts.end()) return std::nullopt;
  return static_cast<std::size_t>(found - accounts.begin());
}

Period period_of(std::optional<Timestamp> from, std::optional<Timestamp> to, std::optional<Timestamp> begins,
                 Timestamp now) {
  const Timestamp end = to.value_or(now + Duration{1});
  const Timestamp last = end - Duration{1};
  const Timestamp first = std::min(begins.value_or(last), last);
  return {.from = from.value_or(Timestamp{first.day() * days(1).ms}), .to = end};
}

std::string period_text(const Period& period) {
  const auto is_midnight = [](Timestamp at) { return at.ms % days(1).ms == 0; };
  const Timestamp last = period.to - Duration{1};
  return fmt::format("{} to {}", is_midnight(period.from) ? period.from.to_date() : period.from.to_minute(),
                     is_midnight(period.to) ? last.to_date() : last.to_minute());
}

Timestamp month_begin(Timestamp at) {
  using std::chrono::sys_days;
  const std::chrono::year_month_day day(sys_days{std::chrono::days{at.day()}});
  return {sys_days(day.year() / day.month() / 1).time_since_epoch().count() * days(1).ms};
}

std::vector<Timestamp> months_of(const Period& period) {
  using std::chrono::year_month_day;
  std::vector<Timestamp> starts{period.from};
  const std::chrono::sys_days first_day{std::chrono::days{period.from.day()}};
  const year_month_day first(first_day);
  for (auto month = first.year() / first.month() / 1;;) {
    month += std::chrono::months(1);
    const Timestamp start{std::chrono::sys_days(month).time_since_epoch().count() * days(1).ms};
    if (start >= period.to) return starts;
    starts.push_back(start);
  }
}

std::string party_name(const AccountName& account) {
  switch (account.purpose()) {
    case Purpose::member:
      return account.owner();
    case Purpose::fund:
      return "the fund " + account.owner();
    case Purpose::external:
      return account.owner() == group_owner ? "outside" : account.owner() + " outside";
    case Purpose::escrow:
    case Purpose::issuance:
    case Purpose::conversion:
      return std::string(name_of(account.purpose()));
  }
  std::unreachable();
}

Result<void> require_agreement(std::span<const Reconciliation> reconciliations, int scale) {
  for (const Reconciliation& one : reconciliations) {
    if (one.agrees()) continue;
    return refuse(rules::ECO_072, "the report comes to {} for {}, the register to {}, and the accounts to {}",
                  format_sum(one.reported, scale), one.what, format_sum(one.registered, scale),
                  format_sum(one.kept, scale))
        .hint("tos verify checks the log itself; removing .git/tos/index.db makes the read model anew");
  }
  return {};
}

}  // namespace tos::economy
