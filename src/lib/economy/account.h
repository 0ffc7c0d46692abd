#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "core/record/codec.h"

namespace tos::economy {

// A currency's code: [A-Z][A-Z0-9]{1,11}, as ledgers and journals elsewhere write commodities.
class CurrencyCode {
 public:
  CurrencyCode() = default;                                  // names none
  static Result<CurrencyCode> parse(std::string_view text);  // REC-007
  const std::string& text() const { return text_; }
  auto operator<=>(const CurrencyCode&) const = default;

 private:
  explicit CurrencyCode(std::string_view text) : text_(text) {}
  std::string text_;
};

// What an account is for, and so who may take from it.
enum class Purpose {
  member,      // a member's own; the owner is a handle that was admitted
  fund,        // a fund's; the owner is the fund's handle
  escrow,      // the group's: what is bound to an idea until it closes
  issuance,    // the group's: where issued amounts come from and decayed ones return to
  conversion,  // the group's: what changes hands between currencies
  external,    // the world outside: the owner is any handle, or the group
};

// owner/currency/purpose: "mara/HOURS/member", "roof/EUR/fund", "group/POINTS/issuance", "bank/EUR/external". The owner
// is a handle; for escrow, issuance and conversion it is always `group`, for external it may be.
class AccountName {
 public:
  AccountName() = default;                                                                       // names none
  static Result<AccountName> parse(std::string_view text);                                       // REC-007
  static AccountName of(std::string_view owner, const CurrencyCode& currency, Purpose purpose);  // known to be sound
  const std::string& owner() const { return owner_; }
  const CurrencyCode& currency() const { return currency_; }
  Purpose purpose() const { return purpose_; }
  std::string text() const;
  auto operator<=>(const AccountName&) const = default;

 private:
  std::string owner_;
  CurrencyCode currency_;
  Purpose purpose_ = Purpose::member;
};

inline constexpr std::string_view group_owner = "group";

}  // namespace tos::economy

template <>
struct tos::NamesOf<tos::economy::Purpose> {
  using enum tos::economy::Purpose;
  static constexpr std::array names{tos::Name{member, "member"},         tos::Name{fund, "fund"},
                                    tos::Name{escrow, "escrow"},         tos::Name{issuance, "issuance"},
                                    tos::Name{conversion, "conversion"}, tos::Name{external, "external"}};
};

template <>
struct tos::Codec<tos::economy::CurrencyCode> {
  static Result<economy::CurrencyCode> decode(NodeView node);
  static void print(FormPrinter& printer, const economy::CurrencyCode& code) { printer.string(code.text()); }
  static TypeInfo describe();
};
template <>
struct tos::Codec<tos::economy::AccountName> {
  static Result<economy::AccountName> decode(NodeView node);
  static void print(FormPrinter& printer, const economy::AccountName& account) { printer.string(account.text()); }
  static TypeInfo describe();
};

template <>
struct fmt::formatter<tos::economy::CurrencyCode> : fmt::formatter<std::string_view> {
  auto format(const tos::economy::CurrencyCode& code, format_context& context) const {
    return formatter<std::string_view>::format(code.text(), context);
  }
};
template <>
struct fmt::formatter<tos::economy::AccountName> : fmt::formatter<std::string_view> {
  auto format(const tos::economy::AccountName& account, format_context& context) const {
    return formatter<std::string_view>::format(account.text(), context);
  }
};
