#include "economy/contribution.h"

#include <algorithm>

#include "core/index/sound.h"
#include "economy/book.h"
#include "economy/currency.h"
#include "economy/fund_rules.h"

namespace tos::economy {
namespace {

constexpr std::int64_t periods_in_year(Every every) {
  switch (every) {
    case Every::month:
      return 12;
    case Every::quarter:
      return 4;
    case Every::year:
      return 1;
  }
  std::unreachable();
}

// Periods since year 0.
std::int64_t period_number(Every every, Timestamp at) {
  const std::string date = at.to_date();  // "2026-11-20"
  const std::int64_t year = std::stoll(date.substr(0, 4));
  const std::int64_t month = std::stoll(date.substr(5, 2)) - 1;
  return year * periods_in_year(every) + month * periods_in_year(every) / 12;
}

std::string period_text(Every every, std::int64_t number) {
  const std::int64_t year = number / periods_in_year(every);
  const std::int64_t part = number % periods_in_year(every) + 1;
  switch (every) {
    case Every::month:
      return fmt::format("{:04}-{:02}", year, part);
    case Every::quarter:
      return fmt::format("{:04}-q{}", year, part);
    case Every::year:
      return fmt::format("{:04}", year);
  }
  std::unreachable();
}

std::optional<std::int64_t> period_digits(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, [](char digit) { return digit >= '0' && digit <= '9'; }))
    return std::nullopt;
  return std::stoll(std::string(text));
}

std::vector<Leg> contribution_legs(const Context& context, const FundRow& fund, const Contribution& contribution) {
  return {{.account = AccountName::of(context.envelope.author.text(), fund.currency, Purpose::member),
           .amount = -contribution.amount},
          {.account = fund.account(), .amount = contribution.amount}};
}

// ECO-211 to ECO-213.
Result<void> check_dues(const Context& context, const FundRow& fund, const Contribution& contribution) {
  if (!fund.dues) {
    return refuse(rules::ECO_211, "the fund '{}' asks for no dues", fund.handle)
        .hint("contribute instead: tos fund contribute {} AMOUNT", fund.handle);
  }
  const std::string& period = contribution.period->text;
  if (!is_period(fund.dues->every, period)) {
    return refuse(rules::ECO_212, "'{}' is no {}", period, name_of(fund.dues->every))
        .hint("now it is {}", period_at(fund.dues->every, context.now));
  }
  const std::int64_t paid = dues_paid(context.db, fund.position, period, context.envelope.author);
  if (contribution.amount <= fund.dues->amount - paid) return {};
  const auto amount = [&](std::int64_t units) { return spelled(context.db, fund.currency, units); };
  return refuse(rules::ECO_213, "for {} {} are due and {} paid: {} are too many", period, amount(fund.dues->amount),
                amount(paid), amount(contribution.amount))
      .hint("who has paid what: tos fund dues {} {}", fund.handle, period);
}

}  // namespace

std::string period_at(Every every, Timestamp at) { return period_text(every, period_number(every, at)); }

bool is_period(Every every, std::string_view text) {
  const auto year = period_digits(text.substr(0, 4));
  if (text.size() < 4 || !year) return false;
  const std::string_view part = text.substr(4);
  switch (every) {
    case Every::month: {
      const auto month = part.size() == 3 && part[0] == '-' ? period_digits(part.substr(1)) : std::nullopt;
      return month && *month >= 1 && *month <= 12;
    }
    case Every::quarter:
      return part.size() == 3 && part.starts_with("-q") && part[2] >= '1' && part[2] <= '4';
    case Every::year:
      return part.empty();
  }
  std::unreachable();
}

std::vector<std::string> periods_between(Every every, Timestamp first, Timestamp last, std::size_t most) {
  std::vector<std::string> periods;
  const std::int64_t end = period_number(every, last);
  const std::int64_t begin = std::max(period_number(every, first), end - static_cast<std::int64_t>(most) + 1);
  for (std::int64_t number = begin; number <= end; ++number) periods.push_back(period_text(every, number));
  return periods;
}

Result<void> check_contribution(const Context& context, const Contribution& contribution) {
  TOS_TRY(const FundRow fund, require_fund(context.db, contribution.fund.text()));
  const bool is_dues = contribution.kind == ContributionKind::dues;
  if (is_dues != contribution.period.has_value()) {
    return refuse(rules::ECO_210, "a {} {}", is_dues ? "payment of dues" : name_of(contribution.kind),
                  is_dues ? "names no period" : "names a period")
        .hint("tos fund contribute {} --dues", fund.handle);
  }
  if (is_dues) TOS_CHECK(check_dues(context, fund, contribution));
  const std::vector<Leg> legs = contribution_legs(context, fund, contribution);
  TOS_CHECK(check_taking(context, legs));
  return check_movement(context, legs);
}

void apply_contribution(const Context& context, const Contribution& contribution) {
  const auto fund = find_fund(context.db, contribution.fund.text());
  TOS_SOUND(fund.has_value());
  apply_movement(context, contribution_legs(context, *fund, contribution), Cause::contribution, {},
                 contribution.memo ? std::optional(contribution.memo->text) : std::nullopt);
  add_contribution(context.db, {.position = context.position,
                                .fund = fund->position,
                                .member = context.envelope.author,
                                .amount = contribution.amount,
                                .kind = contribution.kind,
                                .period = contribution.period ? contribution.period->text : "",
                                .paid_at = context.now});
}

std::string folder_of_contribution(const Context& context, const Contribution&) { return ledger_folder(context); }

}  // namespace tos::economy
