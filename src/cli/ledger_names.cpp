#include "cli/ledger_names.h"

#include <algorithm>

#include "cli/rules.h"
#include "core/index/short_name.h"
#include "core/index/sound.h"
#include "economy/ledger_rules.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

using economy::AccountName;
using economy::CurrencyRow;
using economy::Purpose;

constexpr std::int64_t example_amount = 1250;  // 12.50, as a hint writes it

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

// What is the matter with an amount, where people often write it so: "a point and no comma: ".
std::string what_is_odd(std::string_view typed, int scale) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::size_t point = typed.find('.');
  if (typed.find(',') != std::string_view::npos && point == std::string_view::npos)
    return "the decimals come after a point, not a comma: ";
  if (std::ranges::any_of(typed, [](char c) { return c >= 'A' && c <= 'Z'; }))
    return "the currency stands by itself, after a blank: ";
  if (point == std::string_view::npos || point == 0 || point + 1 == typed.size()) return "";
  const std::string_view decimals = typed.substr(point + 1);
  if (!std::ranges::all_of(decimals, is_digit) || decimals.size() <= static_cast<std::size_t>(scale)) return "";
  return scale == 0 ? "it has no decimals: "
                    : fmt::format("it has at most {} decimal{}: ", scale, scale == 1 ? "" : "s");
}

std::string codes_of(const std::vector<CurrencyRow>& currencies) {
  std::string codes;
  for (const CurrencyRow& one : currencies) codes += (codes.empty() ? "" : ", ") + one.code.text();
  return codes;
}

// The account of this owner where nobody says what for: a member's is their own, a fund's the fund's.
Result<AccountName> plain_account(history::Group& group, std::string_view owner, const CurrencyRow& currency) {
  const AccountName fund = AccountName::of(owner, currency.code, Purpose::fund);
  const bool is_fund = economy::find_account(group.db(), fund).has_value();
  if (identity::find_member(group.db(), owner)) {
    const AccountName own = AccountName::of(owner, currency.code, Purpose::member);
    if (!is_fund) return own;
    return refuse(rules::ECO_070, "'{}' is a member and a fund", owner).hint("write {} or {}", own, fund);
  }
  if (is_fund) return fund;
  return refuse(rules::ECO_006, "'{}' is no member, and no fund in {}", owner, currency.code)
      .hint("tos member list; accounts of the group or outside have whole names: group/{}/issuance, bank/{}/external",
            currency.code, currency.code);
}

struct AccountWords {
  std::string_view owner;
  std::string_view second;
  std::string_view third;
};

AccountWords split_account(std::string_view name) {
  const std::size_t first = name.find('/');
  if (first == std::string_view::npos) return {.owner = name, .second = {}, .third = {}};
  const std::string_view rest = name.substr(first + 1);
  const std::size_t next = rest.find('/');
  return {.owner = name.substr(0, first),
          .second = rest.substr(0, next),
          .third = next == std::string_view::npos ? std::string_view{} : rest.substr(next + 1)};
}

// A record of one of these kinds by the first digits of its id.
Result<std::int64_t> position_by_digits(history::Group& group, std::string_view name, std::string_view noun,
                                        const char* by_id) {
  if (const auto range = index::parse_id_prefix(name)) {
    std::vector<std::int64_t> found;
    for (Rows rows = group.db().query(by_id, Blob{range->first_bytes()}, Blob{range->last_bytes()}); rows.next();) {
      found.push_back(rows.integer(0));
    }
    if (found.size() == 1) return found.front();
    if (found.size() > 1) return refuse(rules::ECO_070, "several ids begin with {}", name).hint("give more digits");
  }
  return refuse(rules::ECO_070, "'{}' names no {} here", name, noun)
      .hint("write the first digits of its record's id, or latest: tos account show ACCOUNT lists them");
}

Refusal none_yet(std::string_view noun) {
  return refuse(rules::ECO_070, "there is no {} yet", noun).hint("tos ledger --help");
}

// The newest open hold between these owners' own accounts, else the newest open one, else the newest.
std::optional<std::int64_t> latest_hold(Database& db, std::string_view payer, std::string_view payee) {
  const std::vector<economy::HoldRow> open = economy::open_holds(db);
  const auto is_own = [&](const economy::HoldRow& hold) {
    return (!payer.empty() && hold.from.purpose() == Purpose::member && hold.from.owner() == payer) ||
           (!payee.empty() && hold.to.purpose() == Purpose::member && hold.to.owner() == payee);
  };
  const auto own = std::find_if(open.rbegin(), open.rend(), is_own);
  if (own != open.rend()) return own->position;
  if (!open.empty()) return open.back().position;
  return db.number("SELECT max(position) FROM hold");
}

// The newest transfer or correction that concerns a member, else the newest.
std::optional<std::int64_t> latest_movement(Database& db, std::string_view member) {
  if (!member.empty()) {
    const auto own = db.number(
        "SELECT e.position FROM entry e WHERE e.cause IN ('transfer', 'correction') AND (EXISTS (SELECT 1 FROM log l "
        "WHERE l.position = e.position AND l.author = ?) OR EXISTS (SELECT 1 FROM posting p JOIN account a ON a.number "
        "= p.account WHERE p.entry = e.number AND a.owner = ? AND a.purpose = 'member')) ORDER BY e.number DESC LIMIT "
        "1",
        member, member);
    if (own) return own;
  }
  return db.number("SELECT position FROM entry WHERE cause IN ('transfer', 'correction') ORDER BY number DESC LIMIT 1");
}

}  // namespace

Result<CurrencyRow> find_currency_named(history::Group& group, std::string_view code) {
  if (!code.empty()) {
    if (auto currency = economy::find_currency(group.db(), upper_case(code))) return *std::move(currency);
    return refuse(rules::ECO_002, "there is no currency '{}'", code).hint("tos currency list");
  }
  std::vector<CurrencyRow> all = economy::all_currencies(group.db());
  if (all.empty()) return refuse(rules::ECO_002, "this group has no currency yet").hint("tos currency add --help");
  if (all.size() == 1) return std::move(all.front());
  return refuse(rules::ECO_070, "say in which currency: there are {}", codes_of(all))
      .hint("write the currency's code after the amount, or whole names of accounts: mara/{}/member", all.front().code);
}

Result<AccountName> find_account_named(history::Group& group, std::string_view name, std::string_view code) {
  const AccountWords words = split_account(name);
  if (!words.third.empty() || words.owner.empty())
    return AccountName::parse(fmt::format("{}/{}/{}", words.owner, upper_case(words.second), words.third));
  const auto purpose = value_of<Purpose>(words.second);
  const std::string_view stated = purpose || words.second.empty() ? code : words.second;
  TOS_TRY(const CurrencyRow currency, find_currency_named(group, stated));
  if (purpose) return AccountName::parse(fmt::format("{}/{}/{}", words.owner, currency.code, name_of(*purpose)));
  return plain_account(group, words.owner, currency);
}

Result<std::int64_t> read_amount_of(std::string_view typed, std::string_view code, int scale) {
  if (const auto amount = economy::parse_amount(typed, scale)) return *amount;
  return refuse(rules::ECO_071, "'{}' is no amount of {}", typed, code)
      .hint("{}as in {}", what_is_odd(typed, scale), economy::format_amount(example_amount, scale));
}

Result<std::int64_t> read_amount(std::string_view typed, const CurrencyRow& currency) {
  return read_amount_of(typed, currency.code.text(), currency.scale);
}

Result<std::int64_t> amount_option(const CurrencyRow& currency, std::string_view typed) {
  TOS_TRY(const std::int64_t amount, read_amount(typed, currency));
  if (amount > 0) return amount;
  return refuse(rules::CLI_001, "{} {} is nothing to pay", typed, currency.code).hint("an amount above 0");
}

Result<std::int64_t> amount_option(Database& db, const economy::CurrencyCode& code, std::string_view typed) {
  TOS_TRY(const CurrencyRow currency, economy::require_currency(db, code));
  return amount_option(currency, typed);
}

std::string amount_text(std::int64_t amount, const CurrencyRow& currency) {
  return fmt::format("{} {}", economy::format_amount(amount, currency.scale), currency.code);
}

Result<economy::HoldRow> find_hold_named(history::Group& group, std::string_view name, std::string_view payer,
                                         std::string_view payee) {
  std::int64_t position = 0;
  if (name == "latest") {
    const auto newest = latest_hold(group.db(), payer, payee);
    if (!newest) return none_yet("hold");
    position = *newest;
  } else {
    TOS_TRY(position,
            position_by_digits(group, name, "hold", "SELECT position FROM hold WHERE id BETWEEN ? AND ? LIMIT 2"));
  }
  auto hold = economy::find_hold(group.db(), index::entry_at(group.db(), position)->id);
  TOS_SOUND(hold.has_value());
  return *std::move(hold);
}

Result<index::LogEntry> find_movement_named(history::Group& group, std::string_view name, std::string_view member) {
  constexpr const char* by_id =
      "SELECT position FROM log WHERE id BETWEEN ? AND ? AND kind IN ('economy.transfer/v1', 'economy.correction/v1') "
      "LIMIT 2";
  std::int64_t position = 0;
  if (name == "latest") {
    const auto newest = latest_movement(group.db(), member);
    if (!newest) return none_yet("transfer");
    position = *newest;
  } else {
    TOS_TRY(position, position_by_digits(group, name, "transfer", by_id));
  }
  return *index::entry_at(group.db(), position);
}

}  // namespace tos::cli
