#include "economy/book.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/index/sound.h"
#include "economy/decay.h"
#include "economy/ledger_rules.h"
#include "economy/limits.h"
#include "identity/roll.h"

namespace tos::economy {
namespace {

// ECO-010, ECO-011.
Result<void> check_balanced(Database& db, Legs legs) {
  std::set<AccountName> seen;
  std::map<CurrencyCode, Int128> sums;
  for (const Leg& leg : legs) {
    if (leg.amount == 0) return refuse(rules::ECO_010, "nothing moves on {}", leg.account);
    if (!seen.insert(leg.account).second) return refuse(rules::ECO_010, "{} stands twice", leg.account);
    sums[leg.account.currency()] += leg.amount;
  }
  for (const auto& [code, sum] : sums) {
    if (sum == 0) continue;
    const auto currency = find_currency(db, code.text());  // whether there is one is asked later
    const bool short_enough = sum >= -greatest_total && sum <= greatest_total;
    return refuse(
        rules::ECO_011, "the legs in {} add up to {}, not to nothing", code,
        short_enough ? format_amount(static_cast<std::int64_t>(sum), currency ? currency->scale : 0) : "far more");
  }
  return {};
}

bool fits_kind(Purpose purpose, CurrencyKind kind) {
  switch (purpose) {
    case Purpose::member:
      return true;
    case Purpose::fund:
    case Purpose::conversion:
      return kind != CurrencyKind::points;
    case Purpose::escrow:
      return true;
    case Purpose::issuance:
      return kind == CurrencyKind::points || kind == CurrencyKind::issued;
    case Purpose::external:
      return kind == CurrencyKind::backed || kind == CurrencyKind::issued;
  }
  std::unreachable();
}

// ECO-006.
Result<void> check_account(Database& db, const AccountName& account, const CurrencyRow& currency) {
  if (!fits_kind(account.purpose(), currency.kind)) {
    return refuse(rules::ECO_006, "{} is of kind {}, which has no {} accounts", currency.code, name_of(currency.kind),
                  name_of(account.purpose()));
  }
  if (account.purpose() == Purpose::member && !identity::find_member(db, account.owner())) {
    return refuse(rules::ECO_006, "'{}' is no member of this group", account.owner()).hint("tos member list");
  }
  if (account.purpose() == Purpose::fund && !find_account(db, account)) {
    return refuse(rules::ECO_006, "there is no fund '{}' in {}", account.owner(), currency.code).hint("tos fund list");
  }
  return {};
}

// What stands on an account beside its row when a hold is posted: the hold itself is no longer in the way.
struct Held {
  std::int64_t out = 0;
  std::int64_t in = 0;
};
Held held_without(const AccountRow& row, const HoldRow* freed) {
  Held held{.out = row.held_out, .in = row.held_in};
  if (freed != nullptr && freed->from == row.name) held.out -= freed->amount;
  if (freed != nullptr && freed->to == row.name) held.in -= freed->amount;
  return held;
}

Result<void> check_taken(const Context& context, const AccountRow& row, const CurrencyRow& currency,
                         std::int64_t amount, const Held& held) {
  const Purpose purpose = row.name.purpose();
  if (purpose == Purpose::issuance || purpose == Purpose::external) return {};
  const Int128 after = Int128{row.posted} - held.out + amount;
  if (after >= 0) return {};
  const auto in_words = [&](std::int64_t minor) { return format_amount(minor, currency.scale); };
  if (purpose != Purpose::member) {
    return refuse(rules::ECO_013, "{} has {} {} available, and {} is to go", row.name, in_words(row.posted - held.out),
                  currency.code, in_words(-amount))
        .hint("tos account show {}", row.name);
  }
  const std::int64_t limit = credit_limit(context.db, currency, row.name.owner(), context.now);
  if (after >= -Int128{limit}) return {};
  const std::string has =
      fmt::format("'{}' has {} {} available", row.name.owner(), in_words(row.posted - held.out), currency.code);
  if (!currency.terms.credit)
    return refuse(rules::ECO_012, "{}, and {} is to go", has, in_words(-amount)).hint("tos account show {}", row.name);
  const std::string later = credit_growth(context.db, currency, row.name.owner(), context.now);
  return refuse(rules::ECO_012, "{} and may go {} below zero{}, and {} is to go", has, in_words(limit),
                later.empty() ? "" : " now (" + later + ")", in_words(-amount))
      .hint("tos account show {}", row.name);
}

Result<void> check_given(const AccountRow& row, const CurrencyRow& currency, std::int64_t amount, const Held& held) {
  if (row.name.purpose() != Purpose::member || !currency.terms.max_balance) return {};
  const Int128 after = Int128{row.posted} + held.in + amount;
  if (after <= *currency.terms.max_balance) return {};
  return refuse(rules::ECO_012, "'{}' may have at most {} {}, and would have {}", row.name.owner(),
                format_amount(*currency.terms.max_balance, currency.scale), currency.code,
                format_amount(static_cast<std::int64_t>(std::min<Int128>(after, greatest_total)), currency.scale));
}

// ECO-016.
Result<void> check_total(const AccountRow& row, std::int64_t amount) {
  if (add_within(row.posted, amount)) return {};
  return refuse(rules::ECO_016, "{} would leave the range of ±2^62", row.name);
}

std::int64_t write_movement(Database& db, EntryRow entry, Legs legs) {
  entry.number = add_entry(db, entry);
  note_spending(db, entry, legs);
  std::int64_t order = 0;
  for (const Leg& leg : legs) {
    AccountRow row = account_or_new(db, leg.account);
    if (row.number == 0) row.number = open_account(db, leg.account);
    const auto balance = add_within(row.posted, leg.amount);
    TOS_SOUND(balance.has_value());  // ECO-016
    add_posting(db, entry.number, ++order, row.number, leg.amount, *balance);
    if (leg.amount > 0) watch_balance(db, row, entry.clock);
  }
  return entry.number;
}

}  // namespace

Result<void> check_movement(const Context& context, Legs legs, const HoldRow* freed) {
  TOS_CHECK(check_balanced(context.db, legs));
  for (const Leg& leg : legs) {
    TOS_TRY(const CurrencyRow currency, require_currency(context.db, leg.account.currency()));
    TOS_CHECK(check_account(context.db, leg.account, currency));
    const AccountRow row = account_or_new(context.db, leg.account);
    TOS_CHECK(check_total(row, leg.amount));
    const Held held = held_without(row, freed);
    if (leg.amount > 0) {
      TOS_CHECK(check_given(row, currency, leg.amount, held));
      continue;
    }
    TOS_CHECK(check_taken(context, row, currency, leg.amount, held));
    TOS_CHECK(check_velocity(context, row, currency, -leg.amount));
  }
  return check_breakers(context, legs);
}

std::int64_t apply_movement(const Context& context, Legs legs, Cause cause, std::optional<Timestamp> date,
                            std::optional<std::string> memo) {
  return write_movement(context.db,
                        {.position = context.position,
                         .cause = cause,
                         .clock = context.now,
                         .date = date.value_or(context.now),
                         .memo = std::move(memo)},
                        legs);
}

void post_movement(Database& db, std::int64_t position, Timestamp due, Legs legs, Cause cause) {
  write_movement(db, {.position = position, .cause = cause, .clock = due, .date = due, .memo = {}}, legs);
}

Result<void> check_new_hold(const Context& context, const HoldRow& hold) {
  const auto refuse_hold = [&](std::string_view why) { return refuse(rules::ECO_030, "{}", why); };
  if (hold.from == hold.to) return refuse_hold("a hold from an account to itself");
  if (hold.from.currency() != hold.to.currency()) return refuse_hold("a hold between two currencies");
  if (hold.expires_at && *hold.expires_at <= context.now) {
    return refuse(rules::ECO_030, "the hold expires {}, and it is {}", hold.expires_at->to_minute(),
                  context.now.to_minute());
  }
  const AccountRow from = account_or_new(context.db, hold.from);
  const AccountRow to = account_or_new(context.db, hold.to);
  TOS_TRY(const CurrencyRow currency, require_currency(context.db, hold.from.currency()));
  TOS_CHECK(check_account(context.db, hold.from, currency));
  TOS_CHECK(check_account(context.db, hold.to, currency));
  if (!add_within(from.held_out, hold.amount) || !add_within(to.held_in, hold.amount)) {
    return refuse(rules::ECO_016, "what {} and {} have in holds would leave the range of ±2^62", hold.from, hold.to);
  }
  TOS_CHECK(check_total(from, -hold.amount));
  TOS_CHECK(check_total(to, hold.amount));
  TOS_CHECK(check_given(to, currency, hold.amount, held_without(to, nullptr)));
  return check_taken(context, from, currency, -hold.amount, held_without(from, nullptr));
}

}  // namespace tos::economy
