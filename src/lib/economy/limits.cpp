#include "economy/limits.h"

#include <algorithm>
#include <map>

#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "economy/ledger_rules.h"
#include "identity/roll.h"

namespace tos::economy {
namespace {

bool is_holder(const AccountName& account) {
  return account.purpose() == Purpose::member || account.purpose() == Purpose::fund;
}

// What the account spent in entries after a time. Stops once it is over `enough`.
Int128 spent_since(Database& db, std::int64_t account, Timestamp since, Int128 enough) {
  const auto first = first_entry_after(db, since);
  if (!first) return 0;
  Int128 spent = 0;
  for (Rows rows = db.query("SELECT p.amount FROM posting p JOIN entry e ON e.number = p.entry WHERE p.account = ? "
                            "AND p.entry >= ? AND p.amount < 0 AND e.cause <> 'idle'",
                            account, *first);
       spent <= enough && rows.next();) {
    spent -= rows.integer(0);
  }
  return spent;
}

// What members and funds of a currency spent up to an entry, and held after it.
struct Spending {
  std::int64_t spent = 0;
  std::int64_t held = 0;
};

Spending read_spending(Rows rows) {
  if (!rows.next()) return {};
  return {.spent = rows.integer(0), .held = rows.integer(1)};
}
Spending newest_spending(Database& db, const CurrencyCode& code) {
  return read_spending(
      db.query("SELECT spent, held FROM spending WHERE currency = ? ORDER BY entry DESC LIMIT 1", code.text()));
}
// At a time; where nothing was kept yet, as it was when the first was.
Spending spending_at(Database& db, const CurrencyCode& code, Timestamp at) {
  const auto first = first_entry_after(db, at);
  if (!first) return newest_spending(db, code);
  if (db.exists("SELECT 1 FROM spending WHERE currency = ? AND entry < ?", code.text(), *first)) {
    return read_spending(
        db.query("SELECT spent, held FROM spending WHERE currency = ? AND entry < ? ORDER BY entry DESC LIMIT 1",
                 code.text(), *first));
  }
  return read_spending(
      db.query("SELECT spent, held FROM spending WHERE currency = ? ORDER BY entry LIMIT 1", code.text()));
}

// What the legs change of both; nothing where a total would leave ±2^62.
std::optional<Spending> after_legs(Database& db, Spending before, const CurrencyCode& code, Legs legs,
                                   Cause cause = Cause::transfer) {
  Int128 spent = before.spent;
  Int128 held = before.held;
  for (const Leg& leg : legs) {
    if (leg.account.currency() != code || !is_holder(leg.account)) continue;
    const std::int64_t posted = account_or_new(db, leg.account).posted;
    if (leg.amount < 0 && cause != Cause::idle) spent -= leg.amount;
    held += std::max(Int128{0}, Int128{posted} + leg.amount) - std::max(posted, std::int64_t{0});
  }
  if (spent > greatest_total || held > greatest_total) return std::nullopt;
  return Spending{.spent = static_cast<std::int64_t>(spent), .held = static_cast<std::int64_t>(held)};
}

// The currencies of the legs that have a breaker, each once.
std::vector<CurrencyRow> with_breaker(Database& db, Legs legs) {
  std::map<CurrencyCode, CurrencyRow> found;
  for (const Leg& leg : legs) {
    const auto currency = find_currency(db, leg.account.currency().text());
    if (currency && currency->terms.breaker) found.emplace(currency->code, *currency);
  }
  std::vector<CurrencyRow> currencies;
  for (auto& [code, currency] : found) currencies.push_back(std::move(currency));
  return currencies;
}

bool takes_from_holder(const CurrencyRow& currency, Legs legs) {
  return std::ranges::any_of(legs, [&](const Leg& leg) {
    return leg.amount < 0 && leg.account.currency() == currency.code && is_holder(leg.account);
  });
}

bool would_open(const Context& context, const CurrencyRow& currency, Legs legs) {
  const BreakerTerms& terms = *currency.terms.breaker;
  const Spending start = spending_at(context.db, currency.code, context.now - hours(terms.window_hours));
  const auto after = after_legs(context.db, newest_spending(context.db, currency.code), currency.code, legs);
  return after && start.held > 0 && exceeds(after->spent - start.spent, start.held, terms.share);
}

}  // namespace

std::int64_t grown_limit(const CreditTerms& terms, std::int64_t days, std::int64_t partners) {
  Int128 limit = terms.limit;
  const std::int64_t grown_days = std::max<std::int64_t>(days, 0);
  if (grown_days < terms.growth_days) limit = limit * grown_days / terms.growth_days;
  limit += Int128{terms.earned_step} * partners;
  return static_cast<std::int64_t>(std::min<Int128>(limit, terms.hard));
}

std::int64_t credit_limit(Database& db, const CurrencyRow& currency, std::string_view member, Timestamp now) {
  if (!currency.terms.credit) return 0;
  const CreditTerms& terms = *currency.terms.credit;
  const auto who = identity::find_member(db, member);
  if (!who) return 0;
  const auto joined = index::clock_at(db, who->joined_position);
  const std::int64_t days = (now.ms - joined.value_or(now).ms) / tos::days(1).ms;
  std::int64_t partners = 0;
  const auto account =
      terms.earned_step > 0 ? find_account(db, AccountName::of(member, currency.code, Purpose::member)) : std::nullopt;
  const auto first = account ? first_entry_after(db, now - tos::days(terms.earned_window_days)) : std::nullopt;
  if (first) {
    partners =
        db.number(
              "SELECT count(DISTINCT other.account) FROM posting mine JOIN posting other ON other.entry = "
              "mine.entry AND other.amount < 0 JOIN account a ON a.number = other.account AND a.purpose = 'member' "
              "AND a.currency = ? JOIN entry e ON e.number = mine.entry WHERE mine.account = ? AND mine.entry >= ? AND "
              "mine.amount > 0 AND e.cause <> 'correction' AND NOT EXISTS (SELECT 1 FROM corrected c WHERE c.entry = "
              "mine.entry)",
              currency.code.text(), account->number, *first)
            .value_or(0);
  }
  return grown_limit(terms, days, partners);
}

std::string credit_growth(Database& db, const CurrencyRow& currency, std::string_view member, Timestamp now) {
  if (!currency.terms.credit) return "";
  const CreditTerms& terms = *currency.terms.credit;
  const auto who = identity::find_member(db, member);
  const auto joined = who ? index::clock_at(db, who->joined_position) : std::nullopt;
  if (!joined || terms.limit == 0) return "";
  const Timestamp grown = *joined + tos::days(terms.growth_days);
  if (grown <= now) return "";
  return fmt::format("{} from {}", format_amount(terms.limit, currency.scale), grown.to_date());
}

Result<void> check_velocity(const Context& context, const AccountRow& account, const CurrencyRow& currency,
                            std::int64_t amount) {
  if (!currency.terms.velocity || !is_holder(account.name)) return {};
  const VelocityTerms& terms = *currency.terms.velocity;
  const Int128 most = terms.most;
  const Int128 spent = amount + spent_since(context.db, account.number, context.now - hours(terms.window_hours), most);
  if (spent <= most) return {};
  return refuse(rules::ECO_014, "{} spends at most {} {} in {} hours", account.name,
                format_amount(terms.most, currency.scale), currency.code, terms.window_hours.value)
      .hint("wait, or agree on a hold: tos ledger hold");
}

Result<void> check_breakers(const Context& context, Legs legs) {
  for (const CurrencyRow& currency : with_breaker(context.db, legs)) {
    if (!after_legs(context.db, newest_spending(context.db, currency.code), currency.code, legs))
      return refuse(rules::ECO_016, "what was spent in {} would leave the range of ±2^62", currency.code);
    if (!takes_from_holder(currency, legs)) continue;
    const bool open = currency.breaker_since.has_value();
    if (!open && !would_open(context, currency, legs)) continue;
    return refuse(rules::ECO_015, "the breaker of {} {}", currency.code, open ? "is open" : "would open")
        .hint("ask the group to let payments go on: tos currency propose {} --reset-breaker", currency.code);
  }
  return {};
}

bool meets_breaker(const Context& context, Legs legs) {
  return std::ranges::any_of(with_breaker(context.db, legs), [&](const CurrencyRow& currency) {
    return takes_from_holder(currency, legs) &&
           (currency.breaker_since.has_value() || would_open(context, currency, legs));
  });
}

void open_breaker(const Context& context, const CurrencyCode& code) {
  const auto currency = find_currency(context.db, code.text());
  TOS_SOUND(currency.has_value());
  if (!currency->breaker_since) set_breaker(context.db, code, context.position);
}

void restart_spending(const Context& context, const CurrencyRow& currency) {
  context.db.run("DELETE FROM spending WHERE currency = ?", currency.code.text());
  if (!currency.terms.breaker) return;
  Int128 held = 0;
  for (const AccountRow& account : all_accounts(context.db)) {
    if (account.name.currency() == currency.code && is_holder(account.name))
      held += std::max(account.posted, std::int64_t{0});
  }
  const Int128 kept = std::min<Int128>(held, greatest_total);
  context.db.run("INSERT INTO spending(currency, entry, clock, spent, held) VALUES(?,?,?,0,?)", currency.code.text(),
                 context.db.number("SELECT max(number) FROM entry").value_or(0), context.now,
                 static_cast<std::int64_t>(kept));
}

void note_spending(Database& db, const EntryRow& entry, Legs legs) {
  for (const CurrencyRow& currency : with_breaker(db, legs)) {
    const auto after = after_legs(db, newest_spending(db, currency.code), currency.code, legs, entry.cause);
    TOS_SOUND(after.has_value());  // ECO-016
    db.run("INSERT INTO spending(currency, entry, clock, spent, held) VALUES(?,?,?,?,?)", currency.code.text(),
           entry.number, entry.clock, after->spent, after->held);
  }
}

}  // namespace tos::economy
