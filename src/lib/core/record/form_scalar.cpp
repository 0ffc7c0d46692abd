#include "core/record/form_scalar.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/record/form.h"

namespace tos {
namespace {

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// 32 or 64 hex digits with one of a, b, c, d, f: never a number to any YAML reader. `e` alone would read as an
// exponent, and 0b followed by zeros and ones is a binary integer in YAML 1.1.
bool is_plain_hex(std::string_view text) {
  if (text.size() != 32 && text.size() != 64) return false;
  bool letter = false;
  for (const char c : text) {
    if (!is_digit(c) && !(c >= 'a' && c <= 'f')) return false;
    letter |= c >= 'a' && c != 'e';
  }
  const bool binary = text.starts_with("0b") && text.find_first_not_of("01", 2) == std::string_view::npos;
  return letter && !binary;
}

bool is_block(std::string_view text) {
  if (text.size() < 2 || text.back() != '\n' || text[text.size() - 2] == '\n' || text[0] == ' ' || text[0] == '\n') {
    return false;
  }
  return text.find(" \n") == std::string_view::npos && text.find('\t') == std::string_view::npos;
}

}  // namespace

bool is_plain_integer(std::string_view text) {
  if (text == "0") return true;
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || digits.size() > 16 || digits[0] == '0') return false;
  std::int64_t value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return false;
    value = value * 10 + (c - '0');
  }
  return value <= max_plain_integer;
}

bool is_reserved_word(std::string_view text) {
  static constexpr std::array<std::string_view, 9> words{"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
  return text.size() <= 5 && std::ranges::find(words, text) != words.end();
}

bool is_plain_string(std::string_view text) {
  if (text.empty()) return false;
  if (!is_lower(text[0])) return is_plain_hex(text);
  for (const char c : text) {
    if (!is_lower(c) && !is_digit(c) && c != '_' && c != '.' && c != '/' && c != '-') return false;
  }
  return !is_reserved_word(text);
}

bool is_key(std::string_view text) {
  if (text.empty() || !is_lower(text[0])) return false;
  for (const char c : text) {
    if (!is_lower(c) && !is_digit(c) && c != '_') return false;
  }
  return !is_reserved_word(text);
}

ScalarStyle style_of(std::string_view text) {
  if (is_plain_string(text)) return ScalarStyle::plain;
  return is_block(text) ? ScalarStyle::block : ScalarStyle::quoted;
}

}  // namespace tos
