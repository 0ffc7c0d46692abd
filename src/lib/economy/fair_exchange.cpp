#include "economy/fair_exchange.h"

#include "economy/amount.h"

namespace tos::economy {
namespace {

// Source: DOMAIN, time bank.
Band band_of(Rational index) {
  if (index >= Rational{2, 1}) return Band::excellent;
  if (index >= Rational{1, 1}) return Band::good;
  if (index >= Rational{3, 4}) return Band::balanced;
  if (index >= Rational{1, 2}) return Band::warning;
  return Band::critical;
}

void add_up(std::int64_t& sum, std::int64_t amount) { sum = add_within(sum, amount).value_or(greatest_total); }

}  // namespace

FairExchange fair_exchange(const Exchange& exchange) {
  if (exchange.received == 0 && exchange.given > 0) return {.index = std::nullopt, .band = Band::excellent};
  const Rational index = exchange.received == 0 ? Rational{1, 1} : Rational::of(exchange.given, exchange.received);
  return {.index = index, .band = band_of(index)};
}

Exchange exchange_of(Database& db, const CurrencyCode& currency, std::string_view member, Timestamp now) {
  Exchange exchange;
  const Timestamp since = now - days(fair_exchange_days);
  for (Rows rows = db.query("SELECT paid FROM aid_deal WHERE giver = ? AND settled_at > ? AND settled_at <= ? AND "
                            "state = 'completed' AND currency = ?",
                            member, since, now, currency.text());
       rows.next();) {
    add_up(exchange.given, rows.integer(0));
  }
  for (Rows rows = db.query("SELECT paid, care FROM aid_deal WHERE receiver = ? AND settled_at > ? AND settled_at <= ? "
                            "AND state = 'completed' AND currency = ?",
                            member, since, now, currency.text());
       rows.next();) {
    add_up(rows.integer(1) != 0 ? exchange.care_received : exchange.received, rows.integer(0));
  }
  return exchange;
}

}  // namespace tos::economy
