#include "economy/reports/fairness.h"

#include <fmt/format.h>

#include <algorithm>

namespace tos::economy {

Fairness fairness_of(const CurrencyBook& book, std::vector<MemberExchange> members, Timestamp now) {
  const Duration one{1};
  Fairness fairness{.period = {.from = now - days(fair_exchange_days) + one, .to = now + one}};
  for (MemberExchange& member : members) {
    const Exchange& exchange = member.exchange;
    const Sum received = Sum{exchange.received} + exchange.care_received;
    fairness.given += exchange.given;
    fairness.received += received;
    if (exchange.given != 0 || received != 0) fairness.members.push_back(std::move(member));
  }
  std::ranges::sort(fairness.members, {}, &MemberExchange::member);
  fairness.reconciliation = {.what = fmt::format("deals between members in {}", book.code),
                             .reported = fairness.given,
                             .registered = 0,
                             .kept = fairness.received};
  for (const BookEntry& entry : book.entries) {
    if (entry.cause != Cause::aid || !fairness.period.has(entry.date)) continue;
    for (const BookLeg& leg : book.legs_of(entry)) {
      if (leg.amount > 0) fairness.reconciliation.registered += leg.amount;
    }
  }
  return fairness;
}

}  // namespace tos::economy
