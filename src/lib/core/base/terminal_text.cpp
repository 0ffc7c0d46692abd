#include "core/base/terminal_text.h"

#include <fmt/format.h>

#include "core/base/utf8.h"

namespace tos {
namespace {

constexpr bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0xfffe || c == 0xffff;  // the last two are no characters: XML, such as SVG, forbids them
}

}  // namespace

std::size_t character_bytes(std::string_view text) { return text.empty() ? 0 : decode_utf8(text).size; }

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

bool begins_with_control(std::string_view text) {
  if (text.empty()) return false;
  const Utf8Character first = decode_utf8(text);
  return first.size > 0 && is_control(first.character);
}

std::string for_terminal(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character next = decode_utf8(text);
    const char32_t c = next.character;
    if (next.size == 0 || (c < 0x80 && is_control(c) && c != '\t' && c != '\n')) {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else if (c >= 0x80 && is_control(c)) {
      shown += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      shown += text.substr(0, next.size);
    }
    text.remove_prefix(next.size == 0 ? 1 : next.size);
  }
  return shown;
}

}  // namespace tos
