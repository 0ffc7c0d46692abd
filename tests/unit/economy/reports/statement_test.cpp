#include "economy/reports/statement.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "book_maker.h"
#include "economy/reports/fund_statement.h"

using namespace tos;
using namespace tos::economy;
using namespace tos::test;

TEST_CASE("a period is open at its end, and a month begins with its first day") {
  const Period period{.from = day(3), .to = day(70)};
  CHECK(period.has(day(3)));
  CHECK(!period.has(day(70)));
  const auto months = months_of(period);
  REQUIRE(months.size() == 3);
  CHECK(months[0] == day(3));
  CHECK(months[1].to_date() == "2026-12-01");
  CHECK(months[2].to_date() == "2027-01-01");
  CHECK(months_of({.from = day(1), .to = day(31)}).size() == 1);  // ends with the month
  CHECK(period_text({.from = day(1), .to = day(31)}) == "2026-11-01 to 2026-11-30");
  CHECK(period_text({.from = day(1) + hours(2), .to = day(2) + hours(3)}) ==
        "2026-11-01 02:00 UTC to 2026-11-02 02:59 UTC");
}

TEST_CASE("a period whose ends are left open holds all there is") {
  const Timestamp now = day(9) + hours(5);
  const Period all = period_of({}, {}, day(2) + hours(7), now);
  CHECK(all.from == day(2));
  CHECK(all.has(now));
  CHECK(period_of({}, day(1), day(2), now).from < day(1));  // never empty: the last day before the end
  CHECK(month_begin(day(9) + hours(5)) == day(1));
  CHECK(month_begin(day(1)) == day(1));
  CHECK(period_of({}, {}, {}, now).from == day(9));
}

TEST_CASE("a statement says what was there before, what came, what went, and what is there after") {
  BookMaker maker;
  maker.pay(day(1), "ben/member", "ana/member", 1000);
  maker.pay(day(5), "ana/member", "cem/member", 250);
  maker.move(day(6), {{"ana/member", 60}, {"ben/member", -40}, {"cem/member", -20}}, Cause::aid);
  maker.pay(day(20), "ana/member", "ben/member", 5);
  const std::size_t ana = maker.find("ana/EUR/member");

  const Statement statement = statement_of(maker.book, ana, {.from = day(2), .to = day(10)});
  CHECK(statement.opening == 1000);
  CHECK(statement.in == 60);
  CHECK(statement.out == 250);
  CHECK(statement.closing == 810);
  REQUIRE(statement.lines.size() == 2);
  CHECK(statement.lines[0].with == "cem");
  CHECK(statement.lines[0].amount == -250);
  CHECK(statement.lines[0].balance == 750);
  CHECK(statement.lines[1].with == "ben and cem");
  CHECK(statement.lines[1].cause == Cause::aid);
  CHECK(statement.reconciliation.agrees());
  CHECK(statement.reconciliation.registered == 810);  // what came later is taken off again
}

TEST_CASE("a statement of an account with nothing is zero all along") {
  BookMaker maker;
  const std::size_t ana = maker.find("ana/EUR/member");
  const Statement statement = statement_of(maker.book, ana, november());
  CHECK(statement.closing == 0);
  CHECK(statement.lines.empty());
  CHECK(statement.reconciliation.agrees());
}

TEST_CASE("refuses ECO-072: a statement that the register or the account does not bear out", "[accepts ECO-072]") {
  BookMaker maker;
  maker.pay(day(1), "ben/member", "ana/member", 1000);
  const std::size_t ana = maker.find("ana/EUR/member");
  const auto verdict = [&] {
    const Statement statement = statement_of(maker.book, ana, november());
    const auto result = require_agreement({&statement.reconciliation, 1}, 2);
    return result ? std::string() : std::string(result.error().rule->id);
  };
  CHECK(verdict().empty());
  maker.book.accounts[ana].registered += 1;
  CHECK(verdict() == "ECO-072");
  maker.book.accounts[ana].registered -= 1;
  maker.book.accounts[ana].posted -= 1;
  CHECK(verdict() == "ECO-072");
  maker.book.accounts[ana].posted += 1;
  maker.book.legs[1].amount = 999;
  CHECK(verdict() == "ECO-072");
}

TEST_CASE("opening, in and out make closing in every period, and periods follow on each other") {
  rc::check([] {
    BookMaker maker;
    const auto names = std::vector<std::string>{"ana/member", "ben/member", "roof/fund", "bank/external"};
    const int count = *rc::gen::inRange(0, 30);
    for (int i = 0; i < count; ++i) {
      const std::size_t from = *rc::gen::inRange<std::size_t>(0, names.size());
      const std::size_t to = (from + *rc::gen::inRange<std::size_t>(1, names.size())) % names.size();
      maker.pay(day(*rc::gen::inRange(1, 60)), names[from], names[to], *rc::gen::inRange<std::int64_t>(1, 100'000));
    }
    const Timestamp first = day(*rc::gen::inRange(1, 60));
    const Timestamp middle = first + days(*rc::gen::inRange(1, 30));
    const Timestamp last = middle + days(*rc::gen::inRange(1, 30));
    for (std::size_t account = 0; account < maker.book.accounts.size(); ++account) {
      const Statement one = statement_of(maker.book, account, {.from = first, .to = middle});
      const Statement two = statement_of(maker.book, account, {.from = middle, .to = last});
      RC_ASSERT(one.opening + one.in - one.out == one.closing);
      RC_ASSERT(one.closing == two.opening);
      RC_ASSERT(one.reconciliation.agrees() && two.reconciliation.agrees());
      const FundStatement fund = fund_statement_of(maker.book, account, {.from = first, .to = middle});
      RC_ASSERT(fund.in == one.in && fund.out == one.out && fund.closing == one.closing);
    }
  });
}

TEST_CASE("a fund's statement says who gave and who got") {
  BookMaker maker;
  maker.pay(day(1), "ana/member", "roof/fund", 1000, Cause::contribution);
  maker.pay(day(2), "ben/member", "roof/fund", 300, Cause::contribution);
  maker.pay(day(3), "ana/member", "roof/fund", 200, Cause::contribution);
  maker.pay(day(4), "roof/fund", "cem/member", 400, Cause::payment);
  maker.move(day(5), {{"roof/fund", -500}, {"cem/member", 100}, {"shop/external", 400}}, Cause::payment);
  const FundStatement statement = fund_statement_of(maker.book, maker.find("roof/EUR/fund"), november());
  CHECK(statement.in == 1500);
  CHECK(statement.out == 900);
  CHECK(statement.closing == 600);
  REQUIRE(statement.contributors.size() == 2);
  CHECK(statement.contributors[0].party.owner() == "ana");
  CHECK(statement.contributors[0].amount == 1200);
  CHECK(statement.contributors[0].times == 2);
  REQUIRE(statement.beneficiaries.size() == 2);
  CHECK(statement.beneficiaries[0].party.owner() == "cem");  // 400 and 100
  CHECK(statement.beneficiaries[0].amount == 500);
  CHECK(statement.beneficiaries[1].party.text() == "shop/EUR/external");
  CHECK(statement.beneficiaries[1].amount == 400);
}

TEST_CASE("what a fund pays together with others is shared out by what each got") {
  BookMaker maker;
  maker.pay(day(1), "ana/member", "roof/fund", 1000);
  maker.move(day(2), {{"roof/fund", -100}, {"ana/member", -50}, {"ben/member", 100}, {"cem/member", 50}});
  const FundStatement statement = fund_statement_of(maker.book, maker.find("roof/EUR/fund"), november());
  REQUIRE(statement.beneficiaries.size() == 2);
  CHECK(statement.beneficiaries[0].amount == 67);  // 66⅔: the largest remainder
  CHECK(statement.beneficiaries[1].amount == 33);
  CHECK(statement.reconciliation.agrees());
}
