#include "core/base/terminal_text.h"

#include <fmt/format.h>

namespace tos {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

}  // namespace

std::size_t character_bytes(std::string_view text) {
  if (text.empty()) return 0;
  const unsigned first = byte_at(text, 0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  for (std::size_t at = 1; at < length; ++at)
    if ((byte_at(text, at) & 0xc0) != 0x80) return 0;
  const unsigned second = byte_at(text, 1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool no_character = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
  return overlong || no_character ? 0 : length;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

bool begins_with_control(std::string_view text) {
  const unsigned first = byte_at(text, 0), second = byte_at(text, 1), third = byte_at(text, 2);
  if (text.empty()) return false;
  if (first < 0x20 || first == 0x7f || (first == 0xc2 && second >= 0x80 && second < 0xa0)) return true;
  if (first == 0xef && second == 0xbf && third >= 0xbe) return true;  // no characters: XML, such as SVG, forbids them
  return first == 0xe2 &&
         ((second == 0x80 && third >= 0xaa && third <= 0xae) || (second == 0x81 && third >= 0xa6 && third <= 0xa9));
}

std::string for_terminal(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    const unsigned first = byte_at(text, 0);
    if (bytes > 0 && (first == '\t' || first == '\n' || !begins_with_control(text))) {
      shown += text.substr(0, bytes);
    } else if (bytes < 2) {
      shown += fmt::format("\\x{:02x}", first);
    } else {  // the controls beyond ASCII have two or three bytes
      const unsigned lead = bytes == 2 ? first & 0x1f : (first & 0x0f) << 6 | (byte_at(text, 1) & 0x3f);
      shown += fmt::format("\\u{:04x}", lead << 6 | (byte_at(text, bytes - 1) & 0x3f));
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return shown;
}

}  // namespace tos
