#include "core/base/rational.h"

#include <charconv>

namespace tos {
namespace {

std::optional<std::int64_t> digits(std::string_view text, std::size_t most) {
  if (text.empty() || text.size() > most) return std::nullopt;
  std::int64_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + (digit - '0');
  }
  return value;
}

std::optional<Rational> parse_any(std::string_view text) {
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const auto numerator = digits(text.substr(0, slash), 9);
    const auto denominator = digits(text.substr(slash + 1), 9);
    if (!numerator || !denominator || *denominator == 0) return std::nullopt;
    return Rational::of(*numerator, *denominator);
  }
  const auto dot = text.find('.');
  const auto whole = digits(text.substr(0, dot), 9);
  if (!whole) return std::nullopt;
  if (dot == std::string_view::npos) return Rational{*whole, 1};
  const std::string_view decimals = text.substr(dot + 1);
  const auto part = digits(decimals, 9);
  if (!part) return std::nullopt;
  std::int64_t scale = 1;
  for (std::size_t i = 0; i < decimals.size(); ++i) scale *= 10;
  return Rational::of(*whole * scale + *part, scale);
}

}  // namespace

std::optional<Rational> Rational::parse(std::string_view text) {
  const auto value = parse_any(text);
  if (!value || value->to_string() != text) return std::nullopt;  // one way to write a value
  return value;
}

std::string Rational::to_string() const {
  std::int64_t scale = 1;
  for (int places = 0; places <= 9; ++places, scale *= 10) {
    if (scale % denominator != 0) continue;
    const Int128 scaled = Int128{numerator} * (scale / denominator);
    const std::int64_t whole = static_cast<std::int64_t>(scaled / scale);
    std::string out = std::to_string(whole);
    if (places == 0) return out;
    std::string decimals = std::to_string(static_cast<std::int64_t>(scaled % scale));
    decimals.insert(0, static_cast<std::size_t>(places) - decimals.size(), '0');
    return out + "." + decimals;
  }
  return std::to_string(numerator) + "/" + std::to_string(denominator);
}

}  // namespace tos
