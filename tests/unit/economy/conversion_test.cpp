#include <rapidcheck.h>

#include "unit/economy/fund_group.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

TEST_CASE("an amount changes currency through the group's accounts, rounded down",
          "[accepts ECO-250, ECO-252, ECO-253, ECO-254, ECO-255]") {
  FundGroup group;
  group.give("group/EUR/conversion", 10'000);
  REQUIRE(group.pay("mara", "mara/HOURS/member", "noor/HOURS/member", 300).has_value());
  const auto rate = group.set_rate("HOURS", "EUR", "12.345");
  REQUIRE(rule_of(rate) == "");
  CHECK(rule_of(group.convert("noor", *rate, 199)) == "");
  CHECK(group.balance("noor/HOURS/member") == 101);
  CHECK(group.balance("group/HOURS/conversion") == 199);
  CHECK(group.balance("noor/EUR/member") == 2456);  // 1.99 × 12.345 = 24.56655
  CHECK(group.balance("group/EUR/conversion") == 7544);
  CHECK(group.total("HOURS") == 0);
  CHECK(group.total("EUR") == 0);
}

TEST_CASE("a rate is of two currencies, and can be computed") {
  FundGroup group;
  SECTION("refuses ECO-250: one currency, or support points") {
    CHECK(rule_of(group.set_rate("EUR", "EUR", "1")) == "ECO-250");
    CHECK(rule_of(group.set_rate("POINTS", "EUR", "1")) == "ECO-250");
    CHECK(rule_of(group.set_rate("EUR", "POINTS", "1")) == "ECO-250");
    CHECK(rule_of(group.set_rate("EUR", "GOLD", "1")) == "ECO-002");
  }
  SECTION("the finest of them") {
    REQUIRE(group.add("GRAIN", CurrencyKind::time, {}, 9).has_value());
    REQUIRE(group.add("SACK", CurrencyKind::time, {}, 0).has_value());
    for (const char* rate : {"999999999.999999999", "0.000000001", "999999999/7", "1/999999999"}) {
      INFO(rate);
      CHECK(rule_of(group.set_rate("SACK", "GRAIN", rate)) == "");
      CHECK(rule_of(group.set_rate("GRAIN", "SACK", rate)) == "");
    }
    CHECK(minor_rate(*Rational::parse("999999999.999999999"), 0, 9) == Rational{999'999'999'999'999'999, 1});
    CHECK(minor_rate(*Rational::parse("1/999999999"), 9, 0) == Rational{1, 999'999'999'000'000'000});
  }
  SECTION("only what was decided") {
    const auto rate = group.set_rate("HOURS", "EUR", "12.5");
    REQUIRE(rate.has_value());
    Rate body{
        .from = code("HOURS"), .to = code("EUR"), .rate = {25, 2}, .decision = find_rate(group.db, *rate)->decision};
    CHECK(rule_of(group.submit(rate_kind, "mara", group.clock, body)) == "CHA-013");
    body.rate = {13, 1};
    CHECK(rule_of(group.submit(rate_kind, "mara", group.clock, body)) == "CHA-012");
  }
}

TEST_CASE("a conversion is at the rate in force, of what the member has") {
  FundGroup group;
  group.give("group/EUR/conversion", 10'000);
  REQUIRE(group.pay("mara", "mara/HOURS/member", "noor/HOURS/member", 300).has_value());
  const RecordId rate = *group.set_rate("HOURS", "EUR", "0.5");
  SECTION("refuses ECO-252: no rate") {
    CHECK(rule_of(group.convert("noor", RecordId(sha256("none")), 100)) == "ECO-252");
  }
  SECTION("refuses ECO-253: an older rate; each direction has its own") {
    REQUIRE(group.set_rate("EUR", "HOURS", "3").has_value());
    CHECK(rule_of(group.convert("noor", rate, 100)) == "");
    REQUIRE(group.set_rate("HOURS", "EUR", "0.4").has_value());
    CHECK(rule_of(group.convert("noor", rate, 100)) == "ECO-253");
    CHECK(rates_in_force(group.db).size() == 2);
  }
  SECTION("refuses ECO-254: what comes to nothing, or is not converted any more") {
    CHECK(rule_of(group.convert("noor", rate, 1)) == "ECO-254");
    CHECK(rule_of(group.convert("noor", rate, 2)) == "");
    const RecordId end = *group.set_rate("HOURS", "EUR", "0");
    CHECK(rule_of(group.convert("noor", end, 100)) == "ECO-254");
    const RecordId much = *group.set_rate("HOURS", "EUR", "999999999");
    CHECK(rule_of(group.convert("noor", much, max_amount)) == "ECO-254");
  }
  SECTION("refuses ECO-255: credit, and what is held") {
    CHECK(rule_of(group.convert("noor", rate, 301)) == "ECO-255");
    CHECK(rule_of(group.convert("mara", rate, 100)) == "ECO-255");
    CHECK(rule_of(group.convert("ole", rate, 100)) == "ECO-255");
    REQUIRE(group.hold("noor", "noor/HOURS/member", "ole/HOURS/member", 250).has_value());
    CHECK(rule_of(group.convert("noor", rate, 51)) == "ECO-255");
    CHECK(rule_of(group.convert("noor", rate, 50)) == "");
  }
  SECTION("the group gives what it has") {
    const RecordId dear = *group.set_rate("HOURS", "EUR", "40");
    CHECK(rule_of(group.convert("noor", dear, 300)) == "ECO-013");
    CHECK(rule_of(group.convert("noor", dear, 250)) == "");
    CHECK(group.balance("group/EUR/conversion") == 0);
  }
}

TEST_CASE("scales are part of a rate") {
  CHECK(minor_rate({25, 2}, 2, 2) == Rational{25, 2});
  CHECK(minor_rate({25, 2}, 2, 0) == Rational{1, 8});
  CHECK(minor_rate({25, 2}, 0, 2) == Rational{1250, 1});
  CHECK(minor_rate({2, 3}, 0, 9) == Rational{2'000'000'000, 3});
  CHECK(minor_rate({0, 1}, 9, 0) == Rational{0, 1});
}

TEST_CASE("a rate's target says all of it, and reads back") {
  CHECK(rate_target(code("HOURS"), code("EUR"), {25, 2}) == "HOURS/EUR/12.5");
  CHECK(read_rate_target("HOURS/EUR/2/3")->rate == Rational{2, 3});
  for (const char* text : {"", "HOURS", "HOURS/EUR", "HOURS/EUR/", "HOURS/EUR/1.50", "hours/EUR/1", "HOURS/EUR/-1"}) {
    INFO(text);
    CHECK_FALSE(read_rate_target(text).has_value());
  }
}

TEST_CASE("no conversion gives more than its rate says, or a whole unit less") {
  CHECK(rc::check("exactly", [] {
    const int from = *rc::gen::inRange(0, 10);
    const int to = *rc::gen::inRange(0, 10);
    const Rational rate = Rational::of(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000),
                                       *rc::gen::inRange<std::int64_t>(1, 1'000'000'000));
    const std::int64_t amount = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000);
    const Rational minor = minor_rate(rate, from, to);
    const auto received = scaled_down(amount, minor);
    RC_PRE(received.has_value());
    RC_ASSERT(Int128{*received} * minor.denominator <= Int128{amount} * minor.numerator);
    RC_ASSERT((Int128{*received} + 1) * minor.denominator > Int128{amount} * minor.numerator);
  }));
}
