#include <catch2/catch.hpp>

#include "book_maker.h"
#include "economy/reports/circulation.h"
#include "economy/reports/concentration.h"
#include "economy/reports/statement.h"

using namespace tos;
using namespace tos::economy;
using namespace tos::test;

TEST_CASE("the example of docs/treasury.md") {
  BookMaker maker({"mara", "ben", "cleo"});
  maker.pay(day(1), "till/external", "mara/member", 10'000);
  maker.pay(day(2), "mara/member", "ben/member", 3000);
  maker.pay(day(3), "ben/member", "shop/external", 1000);
  maker.pay(day(4), "ben/member", "cleo/member", 500);

  const Statement ben = statement_of(maker.book, maker.find("ben/EUR/member"), november());
  CHECK(ben.in == 3000);
  CHECK(ben.out == 1500);
  CHECK(ben.closing == 1500);

  const Circulation circulation = circulation_of(maker.book, november());
  CHECK(to_percent(*circulation.local_share, 1) == "77.8 %");
  CHECK(to_decimal(*circulation.velocity, 2) == "1.50");
  CHECK(to_decimal(*circulation.lm3, 2) == "1.35");

  const Concentration spread = concentration_among_members(maker.book, day(31)).figures;
  CHECK(to_decimal(*spread.gini, 3) == "0.481");
  CHECK(to_percent(*spread.top_tenth.share, 1) == "77.8 %");
  CHECK(to_decimal(*spread.effective_holders, 2) == "1.57");
}
