#pragma once
#include "economy/fair_exchange.h"
#include "economy/reports/currency_book.h"

namespace tos::economy {

struct MemberExchange {
  std::string member = {};
  Exchange exchange = {};
};

// How even giving and receiving is between members, over fair_exchange_days up to now.
struct Fairness {
  Period period = {};
  std::vector<MemberExchange> members = {};  // who gave or received something, by handle
  Sum given = 0;
  Sum received = 0;                    // care included: what somebody gave somebody received
  Reconciliation reconciliation = {};  // with what the register says that deals paid to members
};
Fairness fairness_of(const CurrencyBook& book, std::vector<MemberExchange> members, Timestamp now);

}  // namespace tos::economy
