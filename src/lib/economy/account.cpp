#include "economy/account.h"

#include <algorithm>
#include <array>

#include "core/base/assert.h"
#include "core/record/rules.h"

namespace tos::economy {
namespace {

constexpr std::size_t least_code = 2;
constexpr std::size_t most_code = 12;

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

Refusal no_account(std::string_view text) {
  return refuse(rules::REC_007, "'{}' is no account", text.substr(0, 64))
      .hint("an account is owner/CURRENCY/purpose: mara/HOURS/member, roof/EUR/fund, bank/EUR/external");
}

// Who owns accounts of a purpose is a handle, or the group where there is one for all.
bool owner_fits(std::string_view owner, Purpose purpose) {
  switch (purpose) {
    case Purpose::member:
    case Purpose::fund:
      return Handle::parse(owner).has_value();
    case Purpose::escrow:
    case Purpose::issuance:
    case Purpose::conversion:
      return owner == group_owner;
    case Purpose::external:
      return owner == group_owner || Handle::parse(owner).has_value();
  }
  std::unreachable();
}

}  // namespace

Result<CurrencyCode> CurrencyCode::parse(std::string_view text) {
  const bool fits = text.size() >= least_code && text.size() <= most_code && is_capital(text.front()) &&
                    std::ranges::all_of(text, [](char c) { return is_capital(c) || (c >= '0' && c <= '9'); });
  if (!fits) {
    return refuse(rules::REC_007, "'{}' is no currency's code", text.substr(0, 32))
        .hint("a code is {} to {} capitals and digits, a capital first: HOURS, EUR", least_code, most_code);
  }
  return CurrencyCode(text);
}

Result<AccountName> AccountName::parse(std::string_view text) {
  const std::size_t first = text.find('/');
  const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
  if (second == std::string_view::npos) return no_account(text);
  const auto purpose = value_of<Purpose>(text.substr(second + 1));
  auto currency = CurrencyCode::parse(text.substr(first + 1, second - first - 1));
  if (!purpose || !currency || !owner_fits(text.substr(0, first), *purpose)) return no_account(text);
  return of(text.substr(0, first), *currency, *purpose);
}

AccountName AccountName::of(std::string_view owner, const CurrencyCode& currency, Purpose purpose) {
  AccountName name;
  name.owner_ = owner;
  name.currency_ = currency;
  name.purpose_ = purpose;
  return name;
}

std::string AccountName::text() const { return fmt::format("{}/{}/{}", owner_, currency_.text(), name_of(purpose_)); }

}  // namespace tos::economy

namespace tos {

Result<economy::CurrencyCode> Codec<economy::CurrencyCode>::decode(NodeView node) {
  TOS_TRY(const std::string_view text, codec::string_of(node));
  auto code = economy::CurrencyCode::parse(text);
  if (!code) code.error().at_line(static_cast<int>(node->line));
  return code;
}

TypeInfo Codec<economy::CurrencyCode>::describe() {
  return {.shape = Shape::line, .label = "currency code: HOURS", .least = 2, .most = 12};
}

Result<economy::AccountName> Codec<economy::AccountName>::decode(NodeView node) {
  TOS_TRY(const std::string_view text, codec::string_of(node));
  auto account = economy::AccountName::parse(text);
  if (!account) account.error().at_line(static_cast<int>(node->line));
  return account;
}

TypeInfo Codec<economy::AccountName>::describe() {
  return {.shape = Shape::line, .label = "account: owner/CURRENCY/purpose", .least = 9, .most = 56};
}

}  // namespace tos
