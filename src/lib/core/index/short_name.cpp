#include "core/index/short_name.h"

#include <charconv>

namespace tos::index {

std::optional<std::int64_t> parse_short_name(std::string_view name, char letter) {
  if (name.size() < 2 || (name.front() | 0x20) != (letter | 0x20)) return std::nullopt;
  const std::string_view digits = name.substr(1);
  if (digits.front() < '1' || digits.front() > '9') return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<IdRange> parse_id_prefix(std::string_view prefix) {
  if (prefix.size() < least_id_prefix || prefix.size() > 64) return std::nullopt;
  std::string first(prefix);
  std::string last(prefix);
  first.resize(64, '0');
  last.resize(64, 'f');
  IdRange range;
  if (!from_hex(first, range.first) || !from_hex(last, range.last)) return std::nullopt;
  return range;
}

}  // namespace tos::index
