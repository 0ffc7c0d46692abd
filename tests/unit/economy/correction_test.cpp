#include "economy/correction.h"

#include <catch2/catch.hpp>

#include "support/test_ledger.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

namespace {

constexpr const char* mara = "mara/HOURS/member";
constexpr const char* ben = "ben/HOURS/member";
constexpr const char* noor = "noor/HOURS/member";

TestLedger with_hours() {
  TestLedger ledger({"mara", "ben", "noor"});
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, TestLedger::credit(1000)).has_value());
  return ledger;
}

Correction correction(const RecordId& corrects, std::vector<std::pair<std::string, std::int64_t>> legs = {}) {
  Correction body{.corrects = corrects, .legs = {}, .reason = {"it was another amount"}, .decision = {}};
  for (const auto& [name, amount] : legs) body.legs.items.push_back({.account = account(name), .amount = {amount}});
  return body;
}

}  // namespace

TEST_CASE("who got too much gives it back", "[accepts ECO-050, ECO-051, ECO-052]") {
  TestLedger ledger = with_hours();
  const RecordId paid = *ledger.pay("mara", mara, ben, 100);
  const auto correct = [&](std::string_view author, const Correction& body) {
    return ledger.submit("economy.correction/v1", author, hour(1), body);
  };
  CHECK(rule_of(correct("mara", correction(paid, {{mara, -10}, {ben, 10}}))) == "ECO-020");  // it takes from ben
  const auto first = correct("ben", correction(paid, {{mara, -10}, {ben, 10}}));
  REQUIRE(first.has_value());
  CHECK(ledger.balance(mara) == -10);
  CHECK(ledger.balance(ben) == 10);
  CHECK(rule_of(correct("ben", correction(paid))) == "ECO-051");  // refuses ECO-051
  SECTION("a correction is corrected in turn: the amounts are those that it says") {
    CHECK(rule_of(correct("mara", correction(*first, {{mara, -25}, {noor, 15}, {ben, 10}}))) == "");
    CHECK(ledger.balance(mara) == -25);
    CHECK(ledger.balance(ben) == 10);
    CHECK(ledger.balance(noor) == 15);
  }
  SECTION("by a decision somebody else does it") {
    Correction body = correction(*first);
    body.decision = ledger.decide("economy.correction/v1", correction_target(body));
    CHECK(rule_of(correct("noor", body)) == "");
    CHECK(ledger.balance(mara) == 0);
    CHECK(ledger.balance(ben) == 0);
  }
}

TEST_CASE("what was corrected earns nobody credit") {
  CurrencyTerms terms = TestLedger::credit(1000);
  terms.credit->limit = {10};
  terms.credit->earned_step = {100};
  TestLedger ledger({"mara", "ben", "noor"});
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, terms).has_value());
  const auto limit = [&](const char* member) {
    return credit_limit(ledger.db, *find_currency(ledger.db, "HOURS"), member, hour(2));
  };
  const RecordId paid = *ledger.pay("mara", mara, ben, 1);
  REQUIRE(rule_of(ledger.pay("noor", noor, ben, 1)) == "");
  CHECK(limit("ben") == 210);
  REQUIRE(rule_of(ledger.submit("economy.correction/v1", "ben", hour(1), correction(paid))) == "");
  CHECK(limit("ben") == 110);
  CHECK(limit("mara") == 10);  // what came back is no income
}

TEST_CASE("a correction that corrects nothing is refused") {
  TestLedger ledger = with_hours();
  const RecordId paid = *ledger.pay("mara", mara, ben, 100);
  const RecordId held = *ledger.hold("mara", mara, ben, 100);
  const auto correct = [&](const Correction& body) {
    return rule_of(ledger.submit("economy.correction/v1", "ben", hour(1), body));
  };
  SECTION("refuses ECO-050: no record, and a hold") {
    CHECK(correct(correction(RecordId(sha256("none")))) == "ECO-050");
    CHECK(correct(correction(held)) == "ECO-050");
  }
  SECTION("refuses ECO-052") { CHECK(correct(correction(paid, {{mara, -100}, {ben, 100}})) == "ECO-052"); }
  SECTION("refuses ECO-011: it must balance too") { CHECK(correct(correction(paid, {{mara, -100}})) == "ECO-011"); }
  SECTION("refuses ECO-010") { CHECK(correct(correction(paid, {{mara, -1}, {mara, 1}})) == "ECO-010"); }
  SECTION("refuses ECO-012: what is spent cannot be given back") {
    REQUIRE(ledger.pay("ben", ben, noor, 1000).has_value());
    CHECK(correct(correction(paid)) == "");  // ben has credit of 1000: −900 − 100
    REQUIRE(ledger.balance(ben) == -1000);
  }
}
