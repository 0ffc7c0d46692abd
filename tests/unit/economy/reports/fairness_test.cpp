#include "economy/reports/fairness.h"

#include <catch2/catch.hpp>

#include "book_maker.h"

using namespace tos;
using namespace tos::economy;
using namespace tos::test;

namespace {

BookMaker two_deals() {
  BookMaker maker({"ana", "ben", "cem"});
  maker.pay(day(2), "ben/member", "ana/member", 300, Cause::aid);
  maker.pay(day(5), "cem/member", "ana/member", 100, Cause::aid);
  maker.pay(day(6), "ana/member", "ben/member", 900);  // no deal
  return maker;
}

std::vector<MemberExchange> exchanges() {
  return {{.member = "cem", .exchange = {.care_received = 100}},
          {.member = "ana", .exchange = {.given = 400}},
          {.member = "ben", .exchange = {.received = 300}},
          {.member = "dan", .exchange = {}}};
}

}  // namespace

TEST_CASE("fair exchange lists who gave or received, and agrees with the register's deals") {
  const Fairness one = fairness_of(two_deals().book, exchanges(), day(20));
  REQUIRE(one.members.size() == 3);
  CHECK(one.members[0].member == "ana");
  CHECK(one.given == 400);
  CHECK(one.received == 400);
  CHECK(one.reconciliation.registered == 400);
  CHECK(one.reconciliation.agrees());
}

TEST_CASE("deals of more than half a year ago are not asked about") {
  const Fairness one = fairness_of(two_deals().book, {}, day(2) + days(fair_exchange_days));
  CHECK(one.reconciliation.registered == 100);
}

TEST_CASE("ECO-072: fair exchange that the register does not bear out is refused") {
  const Fairness one = fairness_of(two_deals().book, {}, day(20));
  CHECK(!require_agreement({&one.reconciliation, 1}, 2).has_value());
}
