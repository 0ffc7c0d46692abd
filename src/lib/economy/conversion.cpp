#include "economy/conversion.h"

#include <algorithm>
#include <limits>

#include "charter/mandate.h"
#include "core/base/assert.h"
#include "core/index/sound.h"
#include "economy/book.h"
#include "economy/currency.h"
#include "economy/fund_rules.h"

namespace tos::economy {
namespace {

constexpr Int128 power_of_ten(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

constexpr Int128 greatest_common_divisor(Int128 a, Int128 b) {
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

// What the member gives comes first: of that the member is asked, of the rest only the rate.
std::vector<Leg> conversion_legs(const Context& context, const RateRow& rate, std::int64_t given,
                                 std::int64_t received) {
  const std::string& member = context.envelope.author.text();
  return {{.account = AccountName::of(member, rate.from, Purpose::member), .amount = -given},
          {.account = AccountName::of(group_owner, rate.from, Purpose::conversion), .amount = given},
          {.account = AccountName::of(group_owner, rate.to, Purpose::conversion), .amount = -received},
          {.account = AccountName::of(member, rate.to, Purpose::member), .amount = received}};
}
constexpr std::size_t given_legs = 2;

// ECO-255.
Result<void> check_owned(const Context& context, const RateRow& rate, std::int64_t amount) {
  const auto account =
      find_account(context.db, AccountName::of(context.envelope.author.text(), rate.from, Purpose::member));
  const std::int64_t available = account ? account->available() : 0;
  if (amount <= available) return {};
  return refuse(rules::ECO_255, "'{}' has {} to convert", context.envelope.author,
                spelled(context.db, rate.from, std::max<std::int64_t>(available, 0)))
      .hint("tos account show {}/{}/member", context.envelope.author, rate.from);
}

}  // namespace

Result<void> check_convertible(Database& db, const CurrencyCode& code) {
  TOS_TRY(const CurrencyRow currency, require_currency(db, code));
  if (currency.kind == CurrencyKind::points) return refuse(rules::ECO_250, "{} are support points", code);
  return {};
}

std::string rate_target(const CurrencyCode& from, const CurrencyCode& to, Rational rate) {
  return fmt::format("{}/{}/{}", from, to, rate.to_string());
}

std::optional<Rate> read_rate_target(std::string_view target) {
  const std::size_t first = target.find('/');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = target.find('/', first + 1);  // a rate may hold one, too
  if (second == std::string_view::npos) return std::nullopt;
  auto from = CurrencyCode::parse(target.substr(0, first));
  auto to = CurrencyCode::parse(target.substr(first + 1, second - first - 1));
  const auto rate = Rational::parse(target.substr(second + 1));
  if (!from || !to || !rate) return std::nullopt;
  return Rate{.from = *std::move(from), .to = *std::move(to), .rate = *rate, .decision = {}};
}

Rational minor_rate(Rational rate, int from_scale, int to_scale) {
  Int128 numerator = rate.numerator * power_of_ten(std::max(to_scale - from_scale, 0));
  Int128 denominator = rate.denominator * power_of_ten(std::max(from_scale - to_scale, 0));
  const Int128 common = greatest_common_divisor(numerator, denominator);
  numerator /= common;
  denominator /= common;
  constexpr Int128 most = std::numeric_limits<std::int64_t>::max();
  TOS_ASSERT(numerator <= most && denominator <= most);
  return Rational{static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator)};
}

std::optional<std::int64_t> convert_amount(Database& db, const RateRow& rate, std::int64_t amount) {
  const auto from = find_currency(db, rate.from.text());
  const auto to = find_currency(db, rate.to.text());
  TOS_SOUND(from.has_value() && to.has_value());
  const auto received = scaled_down(amount, minor_rate(rate.rate, from->scale, to->scale));
  if (!received || *received < 1) return std::nullopt;
  return received;
}

Result<void> check_rate(const Context& context, const Rate& rate) {
  TOS_CHECK(check_convertible(context.db, rate.from));
  TOS_CHECK(check_convertible(context.db, rate.to));
  if (rate.from == rate.to) return refuse(rules::ECO_250, "{} to {} is no conversion", rate.from, rate.to);
  return charter::check_mandate(context, rate.decision, rate_target(rate.from, rate.to, rate.rate));
}

void apply_rate(const Context& context, const Rate& rate) {
  charter::use_mandate(context, rate.decision);
  add_rate(context.db, {.position = context.position,
                        .id = context.id,
                        .from = rate.from,
                        .to = rate.to,
                        .rate = rate.rate,
                        .decision = rate.decision});
}

std::string folder_of_rate(const Context& context, const Rate&) { return ledger_folder(context); }

Result<void> check_conversion(const Context& context, const Conversion& conversion) {
  const auto rate = find_rate(context.db, conversion.rate);
  if (!rate) return refuse(rules::ECO_252, "there is no rate {} here", conversion.rate.hex16()).hint("tos rate list");
  if (rate_in_force(context.db, rate->from, rate->to)->position != rate->position) {
    return refuse(rules::ECO_253, "there is a newer rate from {} to {}", rate->from, rate->to).hint("tos rate list");
  }
  const auto received = convert_amount(context.db, *rate, conversion.amount);
  if (!received) {
    if (rate->rate.numerator == 0) {
      return refuse(rules::ECO_254, "{} is not converted to {} any more", rate->from, rate->to).hint("tos rate list");
    }
    return refuse(rules::ECO_254, "{} at {} {} each does not come to an amount",
                  spelled(context.db, rate->from, conversion.amount), rate->rate.to_string(), rate->to)
        .hint("tos rate list");
  }
  TOS_CHECK(check_owned(context, *rate, conversion.amount));
  const std::vector<Leg> legs = conversion_legs(context, *rate, conversion.amount, *received);
  TOS_CHECK(check_taking(context, Legs(legs).first(given_legs)));
  return check_movement(context, legs);
}

void apply_conversion(const Context& context, const Conversion& conversion) {
  const auto rate = find_rate(context.db, conversion.rate);
  TOS_SOUND(rate.has_value());
  const auto received = convert_amount(context.db, *rate, conversion.amount);
  TOS_SOUND(received.has_value());
  apply_movement(context, conversion_legs(context, *rate, conversion.amount, *received), Cause::conversion);
}

std::string folder_of_conversion(const Context& context, const Conversion&) { return ledger_folder(context); }

}  // namespace tos::economy
