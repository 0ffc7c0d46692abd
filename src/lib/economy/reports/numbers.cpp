#include "economy/reports/numbers.h"

#include <algorithm>

namespace tos::economy {
namespace {

using boost::multiprecision::cpp_int;

std::string with_point(std::string digits, int places) {
  const std::size_t decimals = static_cast<std::size_t>(places);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  if (decimals > 0) digits.insert(digits.size() - decimals, ".");
  return digits;
}

std::string rounded(const cpp_int& numerator, const cpp_int& denominator, int places) {
  const cpp_int scaled = numerator * boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(places));
  const cpp_int nearest = (2 * scaled + denominator) / (2 * denominator);
  return with_point(nearest.str(), places);
}

}  // namespace

std::string format_sum(Sum minor, int scale) {
  std::string digits;
  for (Sum rest = minor; rest != 0; rest /= 10) {
    const int digit = static_cast<int>(rest % 10);
    digits.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
  }
  std::ranges::reverse(digits);
  return (minor < 0 ? "-" : "") + with_point(digits.empty() ? "0" : std::move(digits), scale);
}

std::optional<Fraction> Fraction::of(cpp_int numerator, cpp_int denominator) {
  if (denominator == 0) return std::nullopt;
  return Fraction{.numerator = std::move(numerator), .denominator = std::move(denominator)};
}

std::weak_ordering Fraction::operator<=>(const Fraction& other) const {
  const cpp_int left = numerator * other.denominator;
  const cpp_int right = other.numerator * denominator;
  if (left == right) return std::weak_ordering::equivalent;
  return left < right ? std::weak_ordering::less : std::weak_ordering::greater;
}

std::string to_decimal(const Fraction& fraction, int places) {
  return rounded(fraction.numerator, fraction.denominator, places);
}

std::string to_percent(const Fraction& fraction, int places) {
  return rounded(fraction.numerator * 100, fraction.denominator, places) + " %";
}

}  // namespace tos::economy
