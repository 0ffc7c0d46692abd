#include "economy/decay.h"

#include <algorithm>
#include <array>

#include "core/index/sound.h"
#include "core/index/timers.h"
#include "economy/book.h"
#include "identity/roll.h"

namespace tos::economy {
namespace {

// These stand at the position of the currency's record, an index a member, far from those that the record itself may
// cause (points_timers()).
constexpr int first_decay_timer_index = 1'000'000'000;

void set_decay_timer(Database& db, const CurrencyRow& currency, const AccountRow& account, Timestamp due) {
  const auto owner = identity::find_member(db, account.name.owner());
  TOS_SOUND(owner.has_value());
  index::set_timer(db, {.due = due,
                        .position = currency.position,
                        .index = first_decay_timer_index + static_cast<int>(owner->number),
                        .name = std::string(decay_timer),
                        .subject = account.name.text()});
  db.run("INSERT INTO decay(account, due) VALUES(?,?)", account.number, due);
}

void watch(Database& db, const CurrencyRow& currency, const AccountRow& account, Timestamp now) {
  if (!currency.terms.decay || account.name.purpose() != Purpose::member) return;
  if (db.exists("SELECT 1 FROM decay WHERE account = ?", account.number)) return;
  const DecayTerms& terms = *currency.terms.decay;
  set_decay_timer(db, currency, account, now + days(std::max<std::int64_t>(terms.idle_days, terms.every_days)));
}

// What is lost of what is available, as far as the issuance account can take it back (ECO-016).
std::int64_t decayed(Database& db, const CurrencyRow& currency, const AccountRow& account,
                     const AccountName& issuance) {
  const std::int64_t available = account.available();
  if (available <= 0) return 0;
  const auto kept = scaled_down(available, currency.terms.decay->keep);
  TOS_SOUND(kept.has_value());  // ECO-004: less than all
  return std::min(available - *kept, greatest_total - account_or_new(db, issuance).posted);
}

}  // namespace

void watch_balance(Database& db, const AccountRow& account, Timestamp now) {
  if (account.name.purpose() != Purpose::member) return;
  const auto currency = find_currency(db, account.name.currency().text());
  TOS_SOUND(currency.has_value());
  watch(db, *currency, account, now);
}

void watch_all_balances(Database& db, const CurrencyRow& currency, Timestamp now) {
  if (!currency.terms.decay) return;
  for (const AccountRow& account : all_accounts(db)) {
    if (account.name.currency() == currency.code && account.posted > 0) watch(db, currency, account, now);
  }
}

void shrink_balance(Database& db, Timestamp due, std::string_view subject) {
  const auto name = AccountName::parse(subject);
  TOS_SOUND(name.has_value());
  const auto account = find_account(db, *name);
  const auto currency = find_currency(db, name->currency().text());
  const auto owner = identity::find_member(db, name->owner());
  TOS_SOUND(account.has_value() && currency.has_value() && owner.has_value());
  db.run("DELETE FROM decay WHERE account = ?", account->number);
  if (!currency->terms.decay) return;
  const DecayTerms& terms = *currency->terms.decay;
  const Timestamp idle_from = owner->last_clock + days(terms.idle_days);
  if (idle_from > due) return set_decay_timer(db, *currency, *account, idle_from);

  const AccountName issuance = AccountName::of(group_owner, currency->code, Purpose::issuance);
  const std::int64_t lost = decayed(db, *currency, *account, issuance);
  if (lost > 0) {
    const std::array legs{Leg{.account = *name, .amount = -lost}, Leg{.account = issuance, .amount = lost}};
    post_movement(db, currency->position, due, legs, Cause::idle);
  }
  if (account->posted > lost) set_decay_timer(db, *currency, *account, due + days(terms.every_days));
}

}  // namespace tos::economy
