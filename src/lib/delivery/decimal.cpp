#include "delivery/decimal.h"

#include <algorithm>

namespace tos::delivery {
namespace {

constexpr std::size_t most_whole_digits = 15;
constexpr std::size_t most_decimals = 9;

bool are_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_spelled_once(std::string_view whole, std::string_view decimals, bool has_point) {
  if (whole.empty() || whole.size() > most_whole_digits || (whole.size() > 1 && whole.front() == '0')) return false;
  if (!has_point) return true;
  return !decimals.empty() && decimals.size() <= most_decimals && decimals.back() != '0';
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const bool has_point = point != std::string_view::npos;
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = has_point ? text.substr(point + 1) : std::string_view{};
  if (!are_digits(whole) || !are_digits(decimals) || !is_spelled_once(whole, decimals, has_point)) return std::nullopt;
  Decimal number;
  for (const char digit : whole) number.billionths = number.billionths * 10 + (digit - '0');
  for (std::size_t i = 0; i < most_decimals; ++i) {
    number.billionths = number.billionths * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
  }
  if (is_negative && number.billionths == 0) return std::nullopt;
  if (is_negative) number.billionths = -number.billionths;
  return number;
}

}  // namespace tos::delivery
