#pragma once
#include <cstddef>
#include <string_view>

namespace tos {

struct Utf8Character {
  char32_t character;  // a Unicode scalar value
  std::size_t size;    // bytes, 1 to 4; 0: no UTF-8 stands here
};

// The character at the front of a text that is not empty.
// Source: the Unicode Standard, table 3-7 (well-formed UTF-8 byte sequences).
constexpr Utf8Character decode_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {0, 0};
  char32_t character = lead & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {0, 0};
    character = (character << 6) | (byte(i) & 0x3fu);
  }
  const bool overlong = (size == 3 && character < 0x800) || (size == 4 && character < 0x10000);
  const bool outside = character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff);
  if (overlong || outside) return {0, 0};
  return {character, size};
}

}  // namespace tos
