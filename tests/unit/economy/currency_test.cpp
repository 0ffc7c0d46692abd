#include "economy/currency.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "economy/limits.h"
#include "support/test_ledger.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

namespace {

constexpr const char* mara = "mara/HOURS/member";
constexpr const char* ben = "ben/HOURS/member";

CurrencyTerms of_points() {
  CurrencyTerms terms;
  terms.transferable = false;
  return terms;
}

}  // namespace

TEST_CASE("a currency's code, kind and scale are for ever", "[accepts ECO-001, ECO-003, ECO-004, ECO-005]") {
  TestLedger ledger({"mara", "ben"});
  CHECK(rule_of(ledger.add("HOURS", CurrencyKind::time, TestLedger::credit(10))) == "");
  CHECK(rule_of(ledger.add("HOURS", CurrencyKind::time, TestLedger::credit(10), 0)) == "ECO-001");  // refuses ECO-001
  CHECK(rule_of(ledger.add("POINTS", CurrencyKind::points, of_points(), 0)) == "");
  CHECK(rule_of(ledger.add("MORE", CurrencyKind::points, of_points(), 0)) == "ECO-005");  // refuses ECO-005
}

TEST_CASE("terms fit the kind and each other: refuses ECO-003, ECO-004") {
  CHECK(rule_of(check_terms(CurrencyKind::backed, TestLedger::credit(1))) == "ECO-003");
  CurrencyTerms issued;
  issued.issuance.emplace();
  CHECK(rule_of(check_terms(CurrencyKind::issued, issued)) == "");
  CHECK(rule_of(check_terms(CurrencyKind::time, issued)) == "ECO-003");
  CHECK(rule_of(check_terms(CurrencyKind::points, CurrencyTerms{})) == "ECO-003");
  CurrencyTerms deep = TestLedger::credit(10);
  deep.credit->soft = {11};
  CHECK(rule_of(check_terms(CurrencyKind::time, deep)) == "ECO-004");
  deep = TestLedger::credit(10);
  deep.credit->limit = {11};
  CHECK(rule_of(check_terms(CurrencyKind::time, deep)) == "ECO-004");
  CurrencyTerms breaker;
  breaker.breaker = BreakerTerms{.window_hours = {24}, .share = {3, 2}};
  CHECK(rule_of(check_terms(CurrencyKind::backed, breaker)) == "ECO-004");
}

TEST_CASE("terms change by decision on exactly these terms") {
  TestLedger ledger({"mara", "ben"});
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, TestLedger::credit(10)).has_value());
  const CurrencyTerms wider = TestLedger::credit(100);
  const RecordId decision = ledger.decide("economy.currency-change/v1", currency_change_target(code("HOURS"), wider));
  const auto change = [&](const CurrencyTerms& terms) {
    return rule_of(ledger.submit("economy.currency-change/v1", "ben", hour(1),
                                 CurrencyChange{.decision = decision, .code = code("HOURS"), .terms = terms}));
  };
  CHECK(rule_of(ledger.pay("mara", mara, ben, 50)) == "ECO-012");
  CHECK(change(TestLedger::credit(101)) == "CHA-012");
  CHECK(change(wider) == "");
  CHECK(change(wider) == "CHA-013");
  CHECK(rule_of(ledger.pay("mara", mara, ben, 50)) == "");
}

TEST_CASE("a new member's credit grows, earned credit adds, the hard limit holds") {
  CreditTerms terms{
      .limit = {90}, .growth_days = {90}, .soft = {50}, .hard = {120}, .earned_step = {10}, .earned_window_days = {90}};
  CHECK(grown_limit(terms, 0, 0) == 0);
  CHECK(grown_limit(terms, 45, 0) == 45);
  CHECK(grown_limit(terms, 90, 0) == 90);
  CHECK(grown_limit(terms, 400, 2) == 110);
  CHECK(grown_limit(terms, 400, 50) == 120);
  rc::check("never beyond the hard limit", [] {
    CreditTerms any;
    any.limit = {*rc::gen::inRange<std::int64_t>(0, max_amount)};
    any.hard = {*rc::gen::inRange<std::int64_t>(0, max_amount)};
    any.growth_days = {*rc::gen::inRange<std::int64_t>(0, 3650)};
    any.earned_step = {*rc::gen::inRange<std::int64_t>(0, max_amount)};
    const std::int64_t limit =
        grown_limit(any, *rc::gen::inRange<std::int64_t>(-5, 10'000), *rc::gen::inRange<std::int64_t>(0, 1'000'000));
    RC_ASSERT(limit >= 0);
    RC_ASSERT(limit <= any.hard);
  });
}

TEST_CASE("each counterparty earns credit once a window") {
  TestLedger ledger({"mara", "ben", "noor"});
  CurrencyTerms terms = TestLedger::credit(10);
  terms.credit->hard = {100};
  terms.credit->earned_step = {5};
  terms.credit->earned_window_days = {30};
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, terms).has_value());
  const auto currency = *find_currency(ledger.db, "HOURS");
  CHECK(credit_limit(ledger.db, currency, "mara", hour(1)) == 10);
  CHECK(credit_growth(ledger.db, currency, "mara", hour(1)).empty());
  REQUIRE(ledger.pay("ben", ben, mara, 1).has_value());
  REQUIRE(ledger.pay("ben", ben, mara, 1).has_value());
  CHECK(credit_limit(ledger.db, currency, "mara", hour(1)) == 15);
  REQUIRE(ledger.pay("noor", "noor/HOURS/member", mara, 1).has_value());
  CHECK(credit_limit(ledger.db, currency, "mara", hour(1)) == 20);
  CHECK(credit_limit(ledger.db, currency, "mara", hour(24 * 31)) == 10);
}

TEST_CASE("nobody hoards beyond the most: refuses ECO-012") {
  TestLedger ledger({"mara", "ben"});
  CurrencyTerms terms = TestLedger::credit(100);
  terms.max_balance = Whole<1, max_amount>{20};
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, terms).has_value());
  CHECK(rule_of(ledger.pay("mara", mara, ben, 21)) == "ECO-012");
  REQUIRE(ledger.hold("mara", mara, ben, 15).has_value());
  CHECK(rule_of(ledger.pay("mara", mara, ben, 6)) == "ECO-012");  // what is held for ben counts
  CHECK(rule_of(ledger.pay("mara", mara, ben, 5)) == "");
}

TEST_CASE("an account spends so fast and no faster", "[accepts ECO-014]") {
  TestLedger ledger({"mara", "ben"});
  CurrencyTerms terms = TestLedger::credit(1000);
  terms.velocity = VelocityTerms{.window_hours = {24}, .most = {100}};
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, terms).has_value());
  CHECK(rule_of(ledger.pay("mara", mara, ben, 101)) == "ECO-014");  // refuses ECO-014
  CHECK(rule_of(ledger.pay("mara", mara, ben, 60, hour(0))) == "");
  CHECK(rule_of(ledger.pay("mara", mara, ben, 41, hour(23))) == "ECO-014");
  CHECK(rule_of(ledger.pay("mara", mara, ben, 40, hour(23))) == "");
  CHECK(rule_of(ledger.pay("mara", mara, ben, 60, hour(24))) == "");  // the window is (now − 24 h, now]
}

TEST_CASE("a breaker turns payments into holds until a decision", "[accepts ECO-015, ECO-060]") {
  TestLedger ledger({"mara", "ben", "noor"});
  CurrencyTerms terms;
  terms.issuance.emplace();
  terms.issuance->roles.items = {handle("steward")};
  terms.breaker = BreakerTerms{.window_hours = {24}, .share = {1, 2}};
  REQUIRE(ledger.add("EUR", CurrencyKind::backed, terms).has_value());
  ledger.enter_role("mara", "steward");
  REQUIRE(rule_of(ledger.pay("mara", "bank/EUR/external", "mara/EUR/member", 100, hour(0))) == "");
  const auto reset = [&](Timestamp at) {
    return rule_of(
        ledger.submit("economy.breaker-reset/v1", "ben", at,
                      BreakerReset{.decision = ledger.decide("economy.breaker-reset/v1", "EUR"), .code = code("EUR")}));
  };
  CHECK(reset(hour(48)) == "ECO-060");  // refuses ECO-060
  CHECK(rule_of(ledger.pay("mara", "mara/EUR/member", "ben/EUR/member", 50, hour(48))) == "");
  const auto held = ledger.pay("mara", "mara/EUR/member", "ben/EUR/member", 1, hour(49));
  REQUIRE(held.has_value());
  CHECK(find_currency(ledger.db, "EUR")->breaker_since.has_value());
  CHECK(ledger.balance("ben/EUR/member") == 50);
  CHECK(find_hold(ledger.db, *held)->state == HoldState::open);
  CHECK(rule_of(ledger.submit("economy.post/v1", "mara", hour(50),
                              Posting{.hold = *held, .amount = {}, .decision = {}})) == "ECO-015");  // refuses ECO-015
  auto three = TestLedger::transfer({{"mara/EUR/member", -2}, {"ben/EUR/member", 1}, {"noor/EUR/member", 1}});
  CHECK(rule_of(ledger.submit("economy.transfer/v1", "mara", hour(50), three)) == "ECO-015");
  CHECK(reset(hour(51)) == "");
  CHECK(rule_of(ledger.submit("economy.post/v1", "mara", hour(52),
                              Posting{.hold = *held, .amount = {}, .decision = {}})) == "");
  CHECK(ledger.balance("ben/EUR/member") == 51);
}
