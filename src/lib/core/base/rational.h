#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/int128.h"

namespace tos {

// An exact fraction. As a field it is written as a decimal string ("0.66" is 33/50, not 2/3) or "n/d".
// Denominator > 0, lowest terms. Comparison is exact in 128 bits.
struct Rational {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;

  static constexpr Rational of(std::int64_t numerator, std::int64_t denominator);
  // "0", "0.5", "1", "12.25" (at most 9 decimals), or "2/3" in lowest terms; the one spelling of each value is
  // to_string()'s. Nothing otherwise.
  static std::optional<Rational> parse(std::string_view text);
  std::string to_string() const;  // decimal where it ends within 9 places, else "n/d"

  constexpr std::strong_ordering operator<=>(const Rational& other) const {
    return Int128{numerator} * other.denominator <=> Int128{other.numerator} * denominator;
  }
  constexpr bool operator==(const Rational& other) const { return (*this <=> other) == 0; }
};

constexpr Rational Rational::of(std::int64_t numerator, std::int64_t denominator) {
  std::int64_t a = numerator < 0 ? -numerator : numerator;
  std::int64_t b = denominator;
  while (b != 0) {
    const std::int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a == 0 ? Rational{0, 1} : Rational{numerator / a, denominator / a};
}

// part ÷ whole ≥ share, and > share; a share of nothing is reached only by zero.
constexpr bool reaches(std::int64_t part, std::int64_t whole, Rational share) {
  return Int128{part} * share.denominator >= Int128{whole} * share.numerator;
}
constexpr bool exceeds(std::int64_t part, std::int64_t whole, Rational share) {
  return Int128{part} * share.denominator > Int128{whole} * share.numerator;
}
static_assert(reaches(20, 40, {1, 2}) && !exceeds(20, 40, {1, 2}));

}  // namespace tos
