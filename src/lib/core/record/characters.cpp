#include <cstring>

#include "core/base/utf8.h"
#include "core/record/form.h"
#include "core/record/rules.h"

namespace tos {
namespace {

constexpr bool is_refused(char32_t c) {
  return (c < 0x20 && c != '\n') || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200b || c == 0x200e ||
         c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
         (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

// Length of the leading run of printable ASCII and LF, eight bytes at a time: nearly all of a record.
std::size_t plain_run(std::string_view text) {
  std::size_t i = 0;
  while (i + 8 <= text.size()) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    const std::uint64_t high = word & 0x8080808080808080u;
    const std::uint64_t low = (word - 0x2020202020202020u) & ~word & 0x8080808080808080u;
    const std::uint64_t del =
        ((word ^ 0x7f7f7f7f7f7f7f7fu) - 0x0101010101010101u) & ~(word ^ 0x7f7f7f7f7f7f7f7fu) & 0x8080808080808080u;
    if (high | low | del) break;
    i += 8;
  }
  return i;
}

// Offset of the first byte that may not stand here, or npos; `is_utf8` tells which of the two reasons.
std::size_t find_refused(std::string_view text, bool tab_allowed, Utf8Character& found) {
  std::size_t i = 0;
  while (i < text.size()) {
    i += plain_run(text.substr(i));
    for (std::size_t step = 0; step < 16 && i < text.size(); ++step) {
      found = decode_utf8(text.substr(i));
      if (found.size == 0 || (is_refused(found.character) && !(tab_allowed && found.character == '\t'))) return i;
      i += found.size;
    }
  }
  return std::string_view::npos;
}

}  // namespace

bool is_allowed_text(std::string_view text) {
  Utf8Character found;
  return find_refused(text, true, found) == std::string_view::npos;
}

Result<void> check_characters(std::string_view bytes, int first_line) {
  Utf8Character found;
  const std::size_t at = find_refused(bytes, false, found);
  if (at == std::string_view::npos) return {};
  int line = first_line;
  for (const char c : bytes.substr(0, at)) line += c == '\n';
  if (found.size == 0) {
    return refuse(rules::REC_003, "byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(bytes[at]))
        .at_line(line)
        .hint("save the file as UTF-8");
  }
  return refuse(rules::REC_003, "character U+{:04X} may not stand in a record", static_cast<unsigned>(found.character))
      .at_line(line)
      .hint("records use LF line ends and spaces; `tos` writes them so");
}

}  // namespace tos
