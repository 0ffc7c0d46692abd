#include "economy/amount.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

namespace tos::economy {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Int128 floor_divided(Int128 dividend, Int128 divisor) {  // divisor > 0
  const Int128 quotient = dividend / divisor;
  return dividend % divisor < 0 ? quotient - 1 : quotient;
}

std::optional<std::int64_t> within_amounts(Int128 value) {
  if (value > max_amount || value < -max_amount) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::optional<std::int64_t> parse_amount(std::string_view text, int scale) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point < text.size() ? text.substr(point + 1) : std::string_view{};
  const bool sound = !whole.empty() && std::ranges::all_of(whole, is_digit) &&
                     std::ranges::all_of(decimals, is_digit) && (point == text.size() || !decimals.empty()) &&
                     decimals.size() <= static_cast<std::size_t>(scale);
  if (!sound) return std::nullopt;
  std::int64_t minor = 0;
  const auto take = [&](char c) {
    minor = minor * 10 + (c - '0');
    return minor <= max_amount;  // so that the next digit cannot overflow
  };
  if (!std::ranges::all_of(whole, take) || !std::ranges::all_of(decimals, take)) return std::nullopt;
  for (auto missing = static_cast<std::size_t>(scale) - decimals.size(); missing > 0; --missing) {
    if (!take('0')) return std::nullopt;
  }
  return negative ? -minor : minor;
}

void append_amount(std::string& text, std::int64_t minor, int scale) {
  const bool negative = minor < 0;
  const std::uint64_t size = negative ? -static_cast<std::uint64_t>(minor) : static_cast<std::uint64_t>(minor);
  std::array<char, 20> digits{};  // of 2^64
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), size).ptr;
  const auto count = static_cast<std::size_t>(end - digits.data());
  const auto decimals = static_cast<std::size_t>(scale);
  const std::size_t whole = count - std::min(count, decimals);
  if (negative) text += '-';
  if (whole == 0) text += '0';
  text.append(digits.data(), whole);
  if (decimals == 0) return;
  text += '.';
  text.append(decimals - (count - whole), '0');
  text.append(digits.data() + whole, count - whole);
}

std::string format_amount(std::int64_t minor, int scale) {
  std::string text;
  append_amount(text, minor, scale);
  return text;
}

std::optional<std::int64_t> add_within(std::int64_t a, std::int64_t b) {
  const Int128 sum = Int128{a} + b;
  if (sum > greatest_total || sum < -greatest_total) return std::nullopt;
  return static_cast<std::int64_t>(sum);
}

std::optional<std::int64_t> scaled_down(std::int64_t amount, Rational rate) {
  return within_amounts(floor_divided(Int128{amount} * rate.numerator, rate.denominator));
}

std::optional<std::vector<std::int64_t>> split_amount(std::int64_t amount, std::span<const std::int64_t> weights,
                                                      std::size_t offset) {
  const Int128 total = std::accumulate(weights.begin(), weights.end(), Int128{0});
  if (total <= 0 || std::ranges::any_of(weights, [](std::int64_t weight) { return weight < 0; })) return std::nullopt;
  std::vector<std::int64_t> shares;
  std::vector<Int128> remainders;
  Int128 left = amount;
  for (const std::int64_t weight : weights) {
    const Int128 exact = Int128{amount} * weight;  // over `total`
    const Int128 share = floor_divided(exact, total);
    shares.push_back(static_cast<std::int64_t>(share));
    remainders.push_back(exact - share * total);
    left -= share;
  }
  // Fewer units are left than there are shares with a remainder, so that nobody gets two and nobody without weight any.
  std::vector<std::size_t> order(weights.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = (offset % order.size() + i) % order.size();
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return remainders[i]; });
  for (std::size_t i = 0; left > 0; ++i, --left) ++shares[order[i]];
  return shares;
}

}  // namespace tos::economy
