#pragma once
#include <cstdint>
#include <optional>

#include "core/base/int128.h"
#include "core/base/rational.h"

// Decimal fixed point: a number of units of 10^-digits in 128 bits.
namespace tos::voting {

constexpr Int128 int128_max = static_cast<Int128>(~static_cast<unsigned __int128>(0) >> 1);

constexpr Int128 pow10(int digits) {
  Int128 power = 1;
  for (int i = 0; i < digits; ++i) power *= 10;
  return power;
}

// numerator ÷ denominator with `digits` decimals, the rest cut off. 0 ≤ numerator, 0 < denominator ≤ int128_max ÷ 10.
constexpr Int128 divide_down(Int128 numerator, Int128 denominator, int digits) {
  Int128 quotient = numerator / denominator;
  Int128 rest = numerator % denominator;
  for (int i = 0; i < digits; ++i) {
    rest *= 10;
    quotient = quotient * 10 + rest / denominator;
    rest %= denominator;
  }
  return quotient;
}
static_assert(divide_down(2, 3, 4) == 6666);

constexpr Int128 ceil_div(Int128 numerator, Int128 denominator) { return (numerator + denominator - 1) / denominator; }

// The fraction in units of 10^-digits if it ends there; nothing otherwise.
constexpr std::optional<Int128> exact_units(Rational value, int digits) {
  const Int128 scaled = Int128{value.numerator} * pow10(digits);
  if (scaled % value.denominator != 0) return std::nullopt;
  return scaled / value.denominator;
}

}  // namespace tos::voting
