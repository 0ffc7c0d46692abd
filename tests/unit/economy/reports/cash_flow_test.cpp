#include "economy/reports/cash_flow.h"

#include <catch2/catch.hpp>

#include "book_maker.h"

using namespace tos;
using namespace tos::economy;
using namespace tos::test;

namespace {

BookMaker two_funds() {
  BookMaker maker;
  maker.pay(day(1), "ana/member", "roof/fund", 1000, Cause::contribution);
  maker.pay(day(10), "ben/member", "roof/fund", 500, Cause::contribution);
  maker.pay(day(32), "ana/member", "help/fund", 300, Cause::contribution);  // 2 December
  maker.pay(day(35), "roof/fund", "shop/external", 400, Cause::payment);
  maker.pay(day(36), "roof/fund", "help/fund", 100, Cause::payment);
  return maker;
}

}  // namespace

TEST_CASE("cash flow adds up by fund, by cause and by month") {
  const BookMaker maker = two_funds();
  const CashFlow flow = cash_flow_of(maker.book, {.from = day(5), .to = day(63)});
  CHECK(flow.totals.opening == 1000);
  CHECK(flow.totals.in == 900);
  CHECK(flow.totals.out == 500);
  CHECK(flow.totals.closing == 1400);
  REQUIRE(flow.funds.size() == 2);
  CHECK(flow.funds[0].fund.name.owner() == "roof");
  CHECK(flow.funds[0].totals.closing == 1000);
  CHECK(flow.funds[1].totals.in == 400);
  REQUIRE(flow.causes.size() == 2);
  CHECK(flow.causes[0].cause == Cause::contribution);
  CHECK(flow.causes[0].in == 800);
  CHECK(flow.causes[1].in == 100);  // between the two funds: in and out
  CHECK(flow.causes[1].out == 500);
  REQUIRE(flow.months.size() == 3);
  CHECK(flow.months[0].totals.opening == 1000);
  CHECK(flow.months[0].totals.closing == 1500);
  CHECK(flow.months[1].totals.opening == 1500);
  CHECK(flow.months[1].totals.in == 400);
  CHECK(flow.months[1].totals.closing == 1400);
  CHECK(flow.months[2].totals.in == 0);
  CHECK(flow.months[2].totals.closing == 1400);
  CHECK(flow.reconciliation.agrees());
  CHECK(flow.reconciliation.registered == 1400);
}

TEST_CASE("cash flow before anything happened is nothing, and agrees") {
  const BookMaker maker = two_funds();
  const CashFlow flow = cash_flow_of(maker.book, {.from = day(-60), .to = day(-30)});
  CHECK(flow.totals.closing == 0);
  CHECK(flow.causes.empty());
  CHECK(flow.reconciliation.agrees());
}

TEST_CASE("refuses ECO-072: cash flow that the funds' accounts do not bear out is refused") {
  BookMaker maker = two_funds();
  maker.book.legs[1].amount += 1;
  const CashFlow flow = cash_flow_of(maker.book, november());
  CHECK(!flow.reconciliation.agrees());
  CHECK(!require_agreement({&flow.reconciliation, 1}, 2).has_value());
}
