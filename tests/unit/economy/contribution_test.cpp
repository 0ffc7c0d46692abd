#include <rapidcheck.h>

#include "unit/economy/fund_group.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

TEST_CASE("members pay into a fund, and dues in parts", "[accepts ECO-203, ECO-210, ECO-211, ECO-212, ECO-213]") {
  FundGroup group;
  group.give("noor/EUR/member", 5000);
  REQUIRE(group.open(FundGroup::with_dues("relief", 1000, Every::month)).has_value());
  CHECK(rule_of(group.contribute("noor", group.contribution("relief", 250))) == "");
  CHECK(rule_of(group.contribute("noor", group.dues("relief", 400, "2026-11"))) == "");
  CHECK(rule_of(group.contribute("noor", group.dues("relief", 600, "2026-11"))) == "");
  CHECK(rule_of(group.contribute("noor", group.dues("relief", 1000, "2026-12"))) == "");
  CHECK(group.balance("relief/EUR/fund") == 2250);
  CHECK(group.balance("noor/EUR/member") == 2750);
  const std::int64_t fund = group.fund("relief").position;
  CHECK(dues_paid(group.db, fund, "2026-11", handle("noor")) == 1000);
  CHECK(dues_paid(group.db, fund, "2026-11", handle("mara")) == 0);
  CHECK(dues_paid(group.db, fund, "2027-01", handle("noor")) == 0);
  CHECK(contributions_to(group.db, fund).size() == 4);
}

TEST_CASE("what is paid into a fund is what it is said to be") {
  FundGroup group;
  group.give("noor/EUR/member", 1500);
  REQUIRE(group.open(FundGroup::with_dues("relief", 1000, Every::month)).has_value());
  REQUIRE(group.open(FundGroup::terms("roof")).has_value());
  SECTION("refuses ECO-210: dues for no period, and a gift for one") {
    Contribution body = group.dues("relief", 1000, "2026-11");
    body.period = {};
    CHECK(rule_of(group.contribute("noor", body)) == "ECO-210");
    body = group.dues("relief", 1000, "2026-11");
    body.kind = ContributionKind::donation;
    CHECK(rule_of(group.contribute("noor", body)) == "ECO-210");
  }
  SECTION("refuses ECO-211: where none are asked for") {
    CHECK(rule_of(group.contribute("noor", group.dues("roof", 1000, "2026-11"))) == "ECO-211");
  }
  SECTION("refuses ECO-212: periods of another length or spelling") {
    for (const char* period : {"2026", "2026-q4", "2026-1", "2026-00", "2026-13", "26-11", "2026-+1", "2026 11"}) {
      INFO(period);
      CHECK(rule_of(group.contribute("noor", group.dues("relief", 1, period))) == "ECO-212");
    }
  }
  SECTION("refuses ECO-213: more than is due, at once or in the end") {
    CHECK(rule_of(group.contribute("noor", group.dues("relief", 1001, "2026-11"))) == "ECO-213");
    CHECK(rule_of(group.contribute("noor", group.dues("relief", 1000, "2026-11"))) == "");
    CHECK(rule_of(group.contribute("noor", group.dues("relief", 1, "2026-11"))) == "ECO-213");
    CHECK(rule_of(group.contribute("noor", group.dues("relief", max_amount, "2026-10"))) == "ECO-213");
  }
  SECTION("nobody gives what they have not") {
    CHECK(rule_of(group.contribute("noor", group.contribution("roof", 1501))) == "ECO-012");
    CHECK(group.balance("roof/EUR/fund") == 0);
  }
}

TEST_CASE("a period of dues is written in one way") {
  const Timestamp autumn = *Timestamp::parse("2026-09-30T23:59:59.999Z");
  const Timestamp winter = *Timestamp::parse("2026-10-01T00:00:00.000Z");
  CHECK(period_at(Every::month, autumn) == "2026-09");
  CHECK(period_at(Every::quarter, autumn) == "2026-q3");
  CHECK(period_at(Every::quarter, winter) == "2026-q4");
  CHECK(period_at(Every::year, winter) == "2026");
  for (const char* text : {"2026-q0", "2026-q5", "2026-Q1", "2026-q11", "2026-q", "2026"}) {
    CHECK_FALSE(is_period(Every::quarter, text));
  }
  for (const char* text : {"", "202", "20266", "202x", "2026-11"}) CHECK_FALSE(is_period(Every::year, text));
  CHECK(periods_between(Every::month, *Timestamp::parse("2025-11-30T00:00:00.000Z"), winter, 3) ==
        std::vector<std::string>{"2026-08", "2026-09", "2026-10"});
  CHECK(periods_between(Every::quarter, autumn, winter, 9) == std::vector<std::string>{"2026-q3", "2026-q4"});
  CHECK(periods_between(Every::year, winter, winter, 9) == std::vector<std::string>{"2026"});
}

TEST_CASE("every time falls in a period, and the next period follows it") {
  CHECK(rc::check("of each length", [] {
    const Timestamp at{*rc::gen::inRange<std::int64_t>(0, 253'402'000'000'000)};
    for (const Every every : {Every::month, Every::quarter, Every::year}) {
      const std::string period = period_at(every, at);
      RC_ASSERT(is_period(every, period));
      RC_ASSERT(period_at(every, at + days(1)) >= period);
      RC_ASSERT(periods_between(every, at, at, 5) == std::vector<std::string>{period});
    }
  }));
}
