#include "economy/transfer.h"

#include <catch2/catch.hpp>

#include "support/test_ledger.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

namespace {

constexpr const char* mara = "mara/HOURS/member";
constexpr const char* ben = "ben/HOURS/member";
constexpr const char* noor = "noor/HOURS/member";

TestLedger with_hours(std::int64_t limit = 1000) {
  TestLedger ledger({"mara", "ben", "noor"});
  REQUIRE(ledger.add("HOURS", CurrencyKind::time, TestLedger::credit(limit)).has_value());
  return ledger;
}

CurrencyTerms let_in_by_stewards(std::optional<std::int64_t> most = {}) {
  CurrencyTerms terms;
  terms.issuance.emplace();
  terms.issuance->roles.items = {handle("steward")};
  if (most) terms.issuance->most_per_month = AmountField{*most};
  return terms;
}

}  // namespace

TEST_CASE("what one pays another gets", "[accepts ECO-002, ECO-006, ECO-010, ECO-011, ECO-012, ECO-020, ECO-043]") {
  TestLedger ledger = with_hours();
  auto three = TestLedger::transfer({{mara, -30}, {ben, 10}, {noor, 20}});
  three.date = hour(-48);
  REQUIRE(rule_of(ledger.submit("economy.transfer/v1", "mara", hour(1), three)) == "");
  CHECK(ledger.balance(mara) == -30);
  CHECK(ledger.balance(ben) == 10);
  CHECK(ledger.balance(noor) == 20);
  const auto entries = entries_of(ledger.db, ledger.position);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].date == hour(-48));
  CHECK(entries[0].clock == hour(1));
}

TEST_CASE("a movement that does not hold together is refused") {
  TestLedger ledger = with_hours();
  const auto refused = [&](const Transfer& body) {
    const std::string before = ledger.db.fingerprint();
    const std::string rule = rule_of(ledger.submit("economy.transfer/v1", "mara", hour(1), body));
    CHECK(ledger.db.fingerprint() == before);
    return rule;
  };
  SECTION("refuses ECO-002") {
    CHECK(refused(TestLedger::transfer({{"mara/EUR/member", -1}, {"ben/EUR/member", 1}})) == "ECO-002");
  }
  SECTION("refuses ECO-006: nobody's account, one that the kind has not") {
    CHECK(refused(TestLedger::transfer({{mara, -1}, {"zoe/HOURS/member", 1}})) == "ECO-006");
    CHECK(refused(TestLedger::transfer({{mara, -1}, {"roof/HOURS/fund", 1}})) == "ECO-006");
    CHECK(refused(TestLedger::transfer({{mara, -1}, {"bank/HOURS/external", 1}})) == "ECO-006");
    CHECK(refused(TestLedger::transfer({{mara, -1}, {"group/HOURS/issuance", 1}})) == "ECO-006");
  }
  SECTION("refuses ECO-010: nothing, and oneself") {
    CHECK(refused(TestLedger::transfer({{mara, 0}, {ben, 0}})) == "ECO-010");
    CHECK(refused(TestLedger::transfer({{mara, -1}, {mara, 1}})) == "ECO-010");
  }
  SECTION("refuses ECO-011: a unit from nowhere, and sums that overflow") {
    CHECK(refused(TestLedger::transfer({{mara, -1}, {ben, 2}})) == "ECO-011");
    CHECK(refused(TestLedger::transfer({{mara, -max_amount}, {ben, -max_amount}, {noor, max_amount}})) == "ECO-011");
    CHECK(refused(TestLedger::transfer({{"mara/EUR/member", -1}, {"ben/EUR/member", 2}})) == "ECO-011");
  }
  SECTION("refuses ECO-012: beyond the limit") {
    CHECK(refused(TestLedger::transfer({{mara, -1001}, {ben, 1001}})) == "ECO-012");
    CHECK(rule_of(ledger.pay("mara", mara, ben, 1000)) == "");
  }
  SECTION("refuses ECO-020") { CHECK(refused(TestLedger::transfer({{ben, -1}, {mara, 1}})) == "ECO-020"); }
  SECTION("refuses ECO-043") {
    auto later = TestLedger::transfer({{mara, -1}, {ben, 1}});
    later.date = hour(2);
    CHECK(refused(later) == "ECO-043");
  }
}

TEST_CASE("a decision permits what its author may not", "[accepts ECO-020]") {
  TestLedger ledger = with_hours();
  REQUIRE(ledger.pay("mara", mara, ben, 50).has_value());
  auto back = TestLedger::transfer({{ben, -50}, {mara, 50}});
  back.decision = ledger.decide("economy.transfer/v1", transfer_target(back.legs));
  auto more = TestLedger::transfer({{ben, -51}, {mara, 51}});
  more.decision = back.decision;
  CHECK(rule_of(ledger.submit("economy.transfer/v1", "noor", hour(1), more)) == "CHA-012");
  CHECK(rule_of(ledger.submit("economy.transfer/v1", "noor", hour(1), back)) == "");
  CHECK(rule_of(ledger.submit("economy.transfer/v1", "noor", hour(1), back)) == "CHA-013");
  CHECK(ledger.balance(ben) == 0);
}

TEST_CASE("amounts come in by the issuance rule") {
  TestLedger ledger({"mara", "ben"});
  REQUIRE(ledger.add("EUR", CurrencyKind::backed, let_in_by_stewards(100)).has_value());
  const auto let_in = [&](std::string_view author, std::int64_t amount, Timestamp at) {
    return rule_of(ledger.pay(author, "bank/EUR/external", "ben/EUR/member", amount, at));
  };
  SECTION("refuses ECO-022: who is no steward") { CHECK(let_in("ben", 1, hour(1)) == "ECO-022"); }
  SECTION("accepts ECO-022, refuses ECO-022: up to a sum a month, and a decision beyond it") {
    ledger.enter_role("mara", "steward");
    CHECK(let_in("mara", 60, hour(1)) == "");
    CHECK(let_in("mara", 41, hour(2)) == "ECO-022");
    CHECK(let_in("mara", 40, hour(3)) == "");
    CHECK(let_in("mara", 100, hour(24 * 15)) == "");  // another month
    auto decided = TestLedger::transfer({{"bank/EUR/external", -500}, {"ben/EUR/member", 500}});
    decided.decision = ledger.decide("economy.transfer/v1", transfer_target(decided.legs));
    CHECK(rule_of(ledger.submit("economy.transfer/v1", "ben", hour(24 * 15), decided)) == "");
  }
  SECTION("refuses ECO-022: several accounts outside are one movement") {
    ledger.enter_role("mara", "steward");
    const auto from_two = [&](std::int64_t each) {
      return rule_of(ledger.submit(
          "economy.transfer/v1", "mara", hour(1),
          TestLedger::transfer(
              {{"bank/EUR/external", -each}, {"till/EUR/external", -each}, {"ben/EUR/member", 2 * each}})));
    };
    CHECK(from_two(51) == "ECO-022");
    CHECK(from_two(50) == "");
  }
  SECTION("what is set aside counts when it is posted, once") {
    ledger.enter_role("mara", "steward");
    const auto held = ledger.hold("mara", "bank/EUR/external", "ben/EUR/member", 90);
    const auto other = ledger.hold("mara", "bank/EUR/external", "ben/EUR/member", 90);
    const auto back = ledger.hold("ben", "ben/EUR/member", "bank/EUR/external", 60);
    REQUIRE((held.has_value() && other.has_value()));
    const auto post = [&](const Result<RecordId>& hold, std::int64_t amount) {
      return rule_of(ledger.submit("economy.post/v1", "mara", hour(1),
                                   Posting{.hold = *hold, .amount = AmountField{amount}, .decision = {}}));
    };
    CHECK(rule_of(back) == "ECO-012");
    CHECK(post(held, 60) == "");
    CHECK(post(other, 41) == "ECO-022");
    CHECK(let_in("mara", 41, hour(2)) == "ECO-022");
    const auto out = ledger.hold("ben", "ben/EUR/member", "bank/EUR/external", 60);
    REQUIRE(out.has_value());
    CHECK(post(other, 40) == "");
    CHECK(rule_of(ledger.submit("economy.void/v1", "ben", hour(3), Voiding{.hold = *out, .decision = {}})) ==
          "ECO-022");
    CHECK(rule_of(ledger.submit("economy.void/v1", "mara", hour(3), Voiding{.hold = *out, .decision = {}})) == "");
  }
  SECTION("refuses ECO-012: what is backed does not go below zero") {
    CHECK(rule_of(ledger.pay("ben", "ben/EUR/member", "mara/EUR/member", 1)) == "ECO-012");
  }
}

TEST_CASE("accounts of the group pay by decision and never below zero, funds by payments alone") {
  TestLedger ledger({"mara", "ben"});
  REQUIRE(ledger.add("EUR", CurrencyKind::backed, let_in_by_stewards()).has_value());
  ledger.enter_role("mara", "steward");
  open_account(ledger.db, account("roof/EUR/fund"));
  REQUIRE(rule_of(ledger.pay("mara", "bank/EUR/external", "roof/EUR/fund", 100)) == "");
  REQUIRE(rule_of(ledger.pay("mara", "bank/EUR/external", "group/EUR/conversion", 100)) == "");
  const auto decided = [&](const std::string& from, std::int64_t amount) {
    auto body = TestLedger::transfer({{from, -amount}, {"ben/EUR/member", amount}});
    body.decision = ledger.decide("economy.transfer/v1", transfer_target(body.legs));
    return rule_of(ledger.submit("economy.transfer/v1", "ben", hour(1), body));
  };
  SECTION("refuses ECO-021, accepts ECO-021") {
    CHECK(rule_of(ledger.pay("mara", "group/EUR/conversion", "ben/EUR/member", 1)) == "ECO-021");
    CHECK(decided("group/EUR/conversion", 100) == "");  // accepts ECO-013
  }
  SECTION("refuses ECO-013") { CHECK(decided("group/EUR/conversion", 101) == "ECO-013"); }
  SECTION("refuses ECO-021: no decision goes round a fund's limits and approvers") {
    CHECK(rule_of(ledger.pay("mara", "roof/EUR/fund", "ben/EUR/member", 1)) == "ECO-021");
    CHECK(decided("roof/EUR/fund", 1) == "ECO-021");
  }
}

TEST_CASE("what is not transferable goes to no other member") {
  TestLedger ledger({"mara", "ben"});
  CurrencyTerms terms = let_in_by_stewards();
  terms.transferable = false;
  REQUIRE(ledger.add("MEAL", CurrencyKind::backed, terms).has_value());
  ledger.enter_role("mara", "steward");
  REQUIRE(rule_of(ledger.pay("mara", "kitchen/MEAL/external", "ben/MEAL/member", 10)) == "");
  CHECK(rule_of(ledger.pay("ben", "ben/MEAL/member", "mara/MEAL/member", 1)) == "ECO-023");  // refuses ECO-023
  CHECK(rule_of(ledger.pay("ben", "ben/MEAL/member", "kitchen/MEAL/external", 1)) == "");    // accepts ECO-023
}

TEST_CASE("support points are moved by no transfer: refuses ECO-023") {
  TestLedger ledger({"mara", "ben"});
  CurrencyTerms terms;
  terms.transferable = false;
  REQUIRE(ledger.add("POINTS", CurrencyKind::points, terms, 0).has_value());
  auto gift = TestLedger::transfer({{"group/POINTS/issuance", -5}, {"ben/POINTS/member", 5}});
  gift.decision = ledger.decide("economy.transfer/v1", transfer_target(gift.legs));
  CHECK(rule_of(ledger.submit("economy.transfer/v1", "mara", hour(1), gift)) == "ECO-023");
}

TEST_CASE("no total leaves its range", "[refuses ECO-016]") {
  TestLedger ledger({"mara"});
  REQUIRE(ledger.add("EUR", CurrencyKind::backed, let_in_by_stewards(), 0).has_value());
  ledger.enter_role("mara", "steward");
  std::string rule;
  int count = 0;
  for (; rule.empty() && count < 600; ++count)
    rule = rule_of(ledger.pay("mara", "aa/EUR/external", "bb/EUR/external", max_amount));  // accepts ECO-016
  CHECK(rule == "ECO-016");
  CHECK(count == 513);  // 2^62 ÷ (2^53 − 1), and one more
}

TEST_CASE("a batch takes effect whole or not at all") {
  TestLedger ledger = with_hours();
  const auto part = [&](std::int64_t number, std::int64_t of, std::vector<std::pair<std::string, std::int64_t>> legs,
                        Timestamp at = hour(1), std::string key = "december") {
    Transfer body = TestLedger::transfer(std::move(legs));
    body.batch = BatchPart{.key = {std::move(key)}, .part = {number}, .of = {of}};
    return rule_of(ledger.submit("economy.transfer/v1", "mara", at, body));
  };
  SECTION("accepts ECO-040, ECO-041, ECO-042, ECO-044: its parts come in any order") {
    CHECK(part(3, 3, {{noor, 5}}) == "");
    CHECK(part(1, 3, {{mara, -15}}) == "");
    CHECK(ledger.balance(mara) == 0);
    CHECK(part(2, 3, {{ben, 10}}) == "");
    CHECK(ledger.balance(mara) == -15);
    CHECK(ledger.balance(ben) == 10);
    CHECK(part(1, 2, {{mara, -15}}) == "ECO-041");  // refuses ECO-041
  }
  SECTION("refuses ECO-040: twice, or of another number") {
    CHECK(part(1, 3, {{mara, -15}}) == "");
    CHECK(part(1, 3, {{mara, -15}}) == "ECO-040");
    CHECK(part(2, 4, {{ben, 15}}) == "ECO-040");
  }
  SECTION("refuses ECO-042") { CHECK(part(3, 2, {{mara, -15}}) == "ECO-042"); }
  SECTION("refuses ECO-044") {
    Transfer body = TestLedger::transfer({{mara, -1}});
    body.batch = BatchPart{.key = {"k"}, .part = {1}, .of = {2}};
    body.decision = ledger.decide("economy.transfer/v1", transfer_target(body.legs));
    CHECK(rule_of(ledger.submit("economy.transfer/v1", "mara", hour(1), body)) == "ECO-044");
  }
  SECTION("its last part is refused where the whole does not hold: refuses ECO-011") {
    CHECK(part(1, 2, {{mara, -15}}) == "");
    CHECK(part(2, 2, {{ben, 14}}) == "ECO-011");
    CHECK(part(2, 2, {{ben, 15}}) == "");
  }
  SECTION("after a day it is forgotten: refuses ECO-041") {
    CHECK(part(1, 2, {{mara, -15}}) == "");
    CHECK(part(2, 2, {{ben, 15}}, hour(25)) == "ECO-041");
    CHECK(ledger.balance(ben) == 0);
    CHECK(part(1, 2, {{mara, -15}}, hour(25), "january") == "");
  }
}
