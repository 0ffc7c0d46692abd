#include "unit/economy/fund_group.h"

using namespace tos;
using namespace tos::test;
using namespace tos::economy;

TEST_CASE("a fund is opened with its terms, and holds nothing yet", "[accepts ECO-200, ECO-201, ECO-202, ECO-203]") {
  FundGroup group;
  Fund body = FundGroup::with_dues("relief", 1000, Every::quarter);
  body.approvers = {2};
  body.per_payment = {10'000};
  body.per_month = {10'000};
  body.per_person_month = {10'000};
  REQUIRE(rule_of(group.open(body)) == "");
  const FundRow row = group.fund("relief");
  CHECK(row.approvers == 2);
  CHECK(row.per_payment == 10'000);
  CHECK(row.dues->amount == 1000);
  CHECK(row.dues->every == Every::quarter);
  CHECK(find_account(group.db, account("relief/EUR/fund")).has_value());
  CHECK(group.balance("relief/EUR/fund") == 0);
  CHECK(require_fund(group.db, "relief").has_value());
  CHECK(all_funds(group.db).size() == 1);
}

TEST_CASE("a fund's terms make sense") {
  FundGroup group;
  REQUIRE(group.open(FundGroup::terms("relief")).has_value());
  Fund body = FundGroup::terms("roof");
  SECTION("refuses ECO-200: a handle of a fund or a member") {
    CHECK(rule_of(group.open(FundGroup::terms("relief", "HOURS"))) == "ECO-200");
    CHECK(rule_of(group.open(FundGroup::terms("noor"))) == "ECO-200");
  }
  SECTION("refuses ECO-201: more at once, or to one, than in all") {
    body.per_month = {100};
    body.per_payment = {101};
    CHECK(rule_of(group.open(body)) == "ECO-201");
    body.per_payment = {};
    body.per_person_month = {101};
    CHECK(rule_of(group.open(body)) == "ECO-201");
    body.per_month = {};
    CHECK(rule_of(group.open(body)) == "");
  }
  SECTION("refuses ECO-202: support points") {
    CHECK(rule_of(group.open(FundGroup::terms("roof", "POINTS"))) == "ECO-202");
  }
  SECTION("refuses ECO-002: no such currency") {
    CHECK(rule_of(group.open(FundGroup::terms("roof", "GOLD"))) == "ECO-002");
  }
  SECTION("refuses ECO-203: no such fund") {
    CHECK(rule_of(group.contribute("noor", group.contribution("roof", 1))) == "ECO-203");
    CHECK(rule_of(group.write("noor", group.payment("roof", "mara/EUR/member", 1))) == "ECO-203");
  }
}
