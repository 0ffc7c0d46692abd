#pragma once
#include <boost/multiprecision/cpp_int.hpp>
#include <compare>
#include <optional>
#include <string>

#include "core/base/int128.h"

namespace tos::economy {

// A sum of any number of amounts of one currency, in its smallest unit.
using Sum = Int128;

std::string format_sum(Sum minor, int scale);  // as format_amount: "12.50", "-0.05"

// An exact fraction of whole numbers of any size; denominator > 0. Not in lowest terms: its two numbers are figures
// that a reader finds in the report.
struct Fraction {
  boost::multiprecision::cpp_int numerator = 0;
  boost::multiprecision::cpp_int denominator = 1;

  // Nothing where the denominator would be zero: a share of nothing.
  static std::optional<Fraction> of(boost::multiprecision::cpp_int numerator,
                                    boost::multiprecision::cpp_int denominator);
  std::weak_ordering operator<=>(const Fraction& other) const;
  bool operator==(const Fraction& other) const { return (*this <=> other) == 0; }
};

// With so many decimals, rounded half up; of a fraction that is not negative: "0.67".
std::string to_decimal(const Fraction& fraction, int places);
std::string to_percent(const Fraction& fraction, int places);  // "66.7 %"

}  // namespace tos::economy
