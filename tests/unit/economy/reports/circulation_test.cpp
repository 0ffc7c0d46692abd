#include "economy/reports/circulation.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "book_maker.h"

using namespace tos;
using namespace tos::economy;
using namespace tos::test;

TEST_CASE("local share is what stays with members and funds of all that is spent") {
  BookMaker maker;
  maker.pay(day(1), "bank/external", "ana/member", 10'000);
  maker.pay(day(2), "ana/member", "ben/member", 3000);
  maker.pay(day(3), "ben/member", "shop/external", 1000);
  const Circulation one = circulation_of(maker.book, november());
  CHECK(one.spent_inside == 3000);
  CHECK(one.spent_outside == 1000);
  CHECK(*one.local_share == *Fraction::of(3, 4));
}

TEST_CASE("what a movement spends went outside first, so that the share flatters nobody") {
  BookMaker maker;
  maker.move(day(1), {{"ana/member", -100}, {"ben/member", 40}, {"shop/external", 60}});
  maker.move(day(2), {{"ana/member", -50}, {"bank/external", -50}, {"ben/member", 100}});
  const Circulation one = circulation_of(maker.book, november());
  CHECK(one.spent_outside == 60);
  CHECK(one.spent_inside == 40 + 50);
  CHECK(one.rounds[0] == 50);
}

TEST_CASE("velocity is turnover over the mean of what circulated") {
  BookMaker maker;
  maker.pay(day(1), "bank/external", "ana/member", 1000);  // November ends with 1000
  maker.pay(day(32), "ana/member", "ben/member", 600);
  maker.pay(day(33), "ben/member", "cem/member", 500);  // December as well
  const Circulation one = circulation_of(maker.book, {.from = day(1), .to = day(62)});
  CHECK(one.circulating == std::vector<Sum>{0, 1000, 1000});
  CHECK(one.turnover == 2100);
  CHECK(*one.velocity == *Fraction::of(2100, 1000));
  CHECK(to_decimal(*one.velocity, 2) == "2.10");
}

TEST_CASE("the mean of what circulates begins where something does: one deposit has come in once") {
  BookMaker maker;
  maker.pay(day(40), "bank/external", "ana/member", 1000);
  for (const Timestamp from : {day(1), day(32), day(40)}) {
    CHECK(to_decimal(*circulation_of(maker.book, {.from = from, .to = day(62)}).velocity, 2) == "1.00");
  }
  // Where it circulated before and does no longer, that counts.
  maker.pay(day(63), "ana/member", "shop/external", 1000);
  const Circulation later = circulation_of(maker.book, {.from = day(62), .to = day(93)});
  CHECK(later.circulating == std::vector<Sum>{1000, 0});
  CHECK(to_decimal(*later.velocity, 2) == "0.00");
}

TEST_CASE("credit circulates as far as somebody has it") {
  BookMaker maker;
  maker.pay(day(1), "ana/member", "ben/member", 700);
  const Circulation one = circulation_of(maker.book, november());
  CHECK(one.circulating == std::vector<Sum>{0, 700});
  CHECK(one.opening == 0);
  CHECK(one.closing == 0);
  CHECK(!one.lm3.has_value());
}

TEST_CASE("LM3 follows income through two rounds of spending") {
  BookMaker maker;
  maker.pay(day(1), "city/external", "roof/fund", 1000);  // 1st round
  maker.pay(day(2), "roof/fund", "ana/member", 800);      // 2nd
  maker.pay(day(3), "roof/fund", "shop/external", 200);
  maker.pay(day(4), "ana/member", "ben/member", 300);  // 3rd
  maker.pay(day(5), "ana/member", "shop/external", 500);
  maker.pay(day(6), "ben/member", "cem/member", 300);  // a fourth, which is not counted
  const Circulation one = circulation_of(maker.book, november());
  CHECK(one.rounds == std::array<Sum, 3>{1000, 800, 300});
  CHECK(*one.lm3 == *Fraction::of(2100, 1000));
}

TEST_CASE("what was there before the period is no income of it") {
  BookMaker maker;
  maker.pay(day(1), "city/external", "ana/member", 1000);
  maker.pay(day(5), "ana/member", "ben/member", 1000);
  const Circulation one = circulation_of(maker.book, {.from = day(3), .to = day(9)});
  CHECK(one.rounds == std::array<Sum, 3>{0, 0, 0});
  CHECK(!one.lm3.has_value());
  CHECK(one.spent_inside == 1000);
}

TEST_CASE("from fund to fund nothing is spent, and income stays income") {
  BookMaker maker;
  maker.pay(day(1), "city/external", "roof/fund", 1000);
  maker.pay(day(2), "roof/fund", "help/fund", 1000);
  maker.pay(day(3), "help/fund", "ana/member", 400);
  const Circulation one = circulation_of(maker.book, november());
  CHECK(one.spent_inside == 400);
  CHECK(one.turnover == 1400);
  CHECK(one.rounds == std::array<Sum, 3>{1000, 400, 0});
}

TEST_CASE("nothing spent, nothing there: no figures") {
  const BookMaker maker;
  const Circulation one = circulation_of(maker.book, november());
  CHECK(!one.local_share.has_value());
  CHECK(!one.velocity.has_value());
  CHECK(!one.lm3.has_value());
  CHECK(one.reconciliation.agrees());
}

TEST_CASE("whatever moves, LM3 is from 1 to 3, the local share from 0 to 1, and balances agree") {
  rc::check([] {
    BookMaker maker;
    const auto names = std::vector<std::string>{"ana/member", "ben/member",    "cem/member",     "roof/fund",
                                                "help/fund",  "bank/external", "group/issuance", "group/conversion"};
    const int count = *rc::gen::inRange(0, 30);
    for (int i = 0; i < count; ++i) {
      const std::size_t place = *rc::gen::inRange<std::size_t>(0, names.size());
      const auto other = [&](std::size_t step) { return names[(place + step) % names.size()]; };
      const std::int64_t a = *rc::gen::inRange<std::int64_t>(1, 1000);
      const std::int64_t b = *rc::gen::inRange<std::int64_t>(1, 1000);
      const Timestamp at = day(*rc::gen::inRange(1, 40));
      if (*rc::gen::arbitrary<bool>()) {
        maker.move(at, {{other(0), -a}, {other(1), -b}, {other(2), a - 1}, {other(3), b + 1}});
      } else {
        maker.pay(at, other(0), other(*rc::gen::inRange<std::size_t>(1, names.size())), a);
      }
    }
    const Circulation one = circulation_of(maker.book, {.from = day(5), .to = day(35)});
    RC_ASSERT(one.rounds[1] <= one.rounds[0]);
    RC_ASSERT(one.rounds[2] <= one.rounds[1]);
    if (one.lm3) RC_ASSERT(*one.lm3 >= *Fraction::of(1, 1) && *one.lm3 <= *Fraction::of(3, 1));
    if (one.local_share) RC_ASSERT(*one.local_share <= *Fraction::of(1, 1));
    RC_ASSERT(one.reconciliation.agrees());
  });
}
