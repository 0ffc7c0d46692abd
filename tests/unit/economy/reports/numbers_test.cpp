#include "economy/reports/numbers.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "economy/amount.h"

using namespace tos;
using namespace tos::economy;

TEST_CASE("a sum is printed with all its decimals") {
  CHECK(format_sum(0, 2) == "0.00");
  CHECK(format_sum(1250, 2) == "12.50");
  CHECK(format_sum(-5, 2) == "-0.05");
  CHECK(format_sum(7, 0) == "7");
  CHECK(format_sum(Sum{1} << 100, 0) == "1267650600228229401496703205376");
}

TEST_CASE("a sum is printed as the amount that it is") {
  rc::check([](std::int64_t minor) {
    const int scale = *rc::gen::inRange(0, max_scale + 1);
    const std::int64_t amount = minor % max_amount;
    RC_ASSERT(format_sum(amount, scale) == format_amount(amount, scale));
  });
}

TEST_CASE("a fraction is rounded half up") {
  CHECK(to_decimal({.numerator = 1, .denominator = 2}, 0) == "1");
  CHECK(to_decimal({.numerator = 1, .denominator = 3}, 4) == "0.3333");
  CHECK(to_decimal({.numerator = 2, .denominator = 3}, 4) == "0.6667");
  CHECK(to_decimal({.numerator = 5, .denominator = 1000}, 2) == "0.01");
  CHECK(to_decimal({.numerator = 49, .denominator = 10'000}, 2) == "0.00");
  CHECK(to_decimal({.numerator = 7, .denominator = 1}, 2) == "7.00");
  CHECK(to_percent({.numerator = 999, .denominator = 1000}, 1) == "99.9 %");
  CHECK(to_percent({.numerator = 9999, .denominator = 10'000}, 1) == "100.0 %");
}

TEST_CASE("a share of nothing is none, and fractions compare by value") {
  CHECK(!Fraction::of(0, 0).has_value());
  CHECK(*Fraction::of(1, 2) == *Fraction::of(2, 4));
  CHECK(*Fraction::of(1, 3) < *Fraction::of(34, 100));
}
