#include "economy/reports/plots.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "book_maker.h"
#include "economy/reports/axis.h"

using namespace tos;
using namespace tos::economy;
using namespace tos::test;

namespace {

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

BalanceLine line_of(std::vector<BalancePoint> points) {
  return {.whose = "ana", .code = *CurrencyCode::parse("EUR"), .scale = 2, .period = november(), .points = points};
}

}  // namespace

TEST_CASE("an axis has zero on it, even steps, and as many decimals as they need") {
  const ValueAxis axis(-120, 930, 2, 0, 100);  // −1.20 to 9.30: every 5.00 (four steps)
  CHECK(axis.tenths(0) == 667);
  CHECK(axis.draw(0, 10).find(">-5<") != std::string::npos);
  CHECK(axis.draw(0, 10).find(">10<") != std::string::npos);
  const ValueAxis fine(0, 7, 2, 0, 100);
  CHECK(fine.draw(0, 10).find(">0.02<") != std::string::npos);
  CHECK(ValueAxis(0, 123'456'789, 2, 0, 100).draw(0, 10).find(">1 000 000<") != std::string::npos);
  const ValueAxis none(0, 0, 2, 0, 100);  // nothing ever happened
  CHECK(none.tenths(0) == 1000);
}

TEST_CASE("an axis of any values ends, within its place, with few ticks") {
  rc::check([](std::int64_t low, std::int64_t high) {
    const ValueAxis axis(std::min(low, high), std::max(low, high), 2, 50, 300);
    RC_ASSERT(axis.tenths(low) <= 3000 && axis.tenths(low) >= 500);
    RC_ASSERT(axis.tenths(high) <= 3000 && axis.tenths(high) >= 500);
    RC_ASSERT(count_of(axis.draw(0, 1), "<line") <= 6);
  });
}

TEST_CASE("a time axis of any length has few ticks") {
  for (const std::int64_t hours_long : {1, 30, 24 * 7, 24 * 40, 24 * 400, 24 * 4000, 24 * 40'000}) {
    const TimeAxis axis({.from = day(1), .to = day(1) + hours(hours_long)}, 0, 700);
    CHECK(count_of(axis.draw(0, 1), "<text") >= 1);
    CHECK(count_of(axis.draw(0, 1), "<text") <= 7);
  }
}

TEST_CASE("a balance line goes in steps from the opening to the end") {
  const std::string svg = balance_svg(line_of({{.at = day(11), .balance = 500}, {.at = day(21), .balance = 200}}));
  CHECK(svg.find("Balance of ana in EUR") != std::string::npos);
  CHECK(svg.find("from 0.00 to 2.00 EUR, between 0.00 and 5.00") != std::string::npos);
  CHECK(count_of(svg, "<desc>") == 1);
}

TEST_CASE("a column of pixels with many points shows how far they reached") {
  std::vector<BalancePoint> points;
  for (int i = 0; i < 1000; ++i) points.push_back({.at = day(11) + Duration{i}, .balance = i == 500 ? 10'000 : 100});
  const std::string svg = balance_svg(line_of(points));
  CHECK(svg.size() < 4000);
  CHECK(svg.find("V88V") != std::string::npos);  // up to the top of the drawing, and down again
}

TEST_CASE("names are escaped in drawings") {
  BalanceLine line = line_of({});
  line.whose = "<script>&\"";
  CHECK(balance_svg(line).find("<script>") == std::string::npos);
}

TEST_CASE("flows are drawn by month, or several months together") {
  BookMaker maker;
  maker.pay(day(1), "ana/member", "roof/fund", 1000);
  maker.pay(day(40), "roof/fund", "ana/member", 400);
  const CurrencyCode code = maker.book.code;
  const std::string few = flows_svg(cash_flow_of(maker.book, {.from = day(1), .to = day(63)}), code, 2);
  CHECK(count_of(few, "<circle") == 3);  // November, December, and a day of January
  CHECK(few.find("2026-12: out 4.00 EUR") != std::string::npos);
  const std::string many = flows_svg(cash_flow_of(maker.book, {.from = day(1), .to = day(1 + 366 * 30)}), code, 2);
  CHECK(count_of(many, "<circle") <= 24);
  CHECK(many.find("2026-11 to ") != std::string::npos);
}

TEST_CASE("a Lorenz curve of many members stays small, and one of nobody says so") {
  std::vector<Sum> balances;
  for (int i = 0; i < 10'000; ++i) balances.push_back(Sum{i} * i);
  const CurrencyCode code = *CurrencyCode::parse("EUR");
  const std::string svg = lorenz_svg(concentration_of(balances), code);
  CHECK(svg.size() < 30'000);
  CHECK(svg.find("Gini 0.500") != std::string::npos);
  CHECK(lorenz_svg(concentration_of({0, 0}), code).find("none of them has any EUR") != std::string::npos);
  CHECK(lorenz_svg(concentration_of({}), code).find("</svg>") != std::string::npos);
}
