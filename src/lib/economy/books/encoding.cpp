#include "economy/books/encoding.h"

#include <algorithm>

#include "core/base/terminal_text.h"
#include "voting/formats/rules.h"
#include "voting/formats/text.h"

namespace tos::economy::books {
namespace {

constexpr unsigned char first_upper_byte = 0x80;
constexpr unsigned char first_latin1_letter = 0xa0;

// What windows-1252 has from 0x80 to 0x9f; 0: nothing. Source: the WHATWG Encoding Standard, index windows-1252, with
// the five bytes left out that it reads as control characters.
constexpr std::array<char16_t, 32> windows_letters{0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                                   0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                                   0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                   0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

// Of one that is not ASCII and below U+10000.
void append_character(std::string& text, char16_t character) {
  if (character >= 0x800) {
    text += static_cast<char>(0xe0 | (character >> 12));
    text += static_cast<char>(0x80 | ((character >> 6) & 0x3f));
  } else {
    text += static_cast<char>(0xc0 | (character >> 6));
  }
  text += static_cast<char>(0x80 | (character & 0x3f));
}

char16_t character_of(unsigned char byte, Encoding encoding) {
  if (byte < first_upper_byte || byte >= first_latin1_letter) return byte;
  return encoding == Encoding::windows_1252 ? windows_letters[byte - first_upper_byte] : char16_t{0};
}

Refusal not_text_in(std::string_view bytes, Encoding encoding) {
  Refusal refusal = refuse(voting::FMT_011, "{} is no text in {}", voting::shown(bytes), name_of(encoding));
  if (encoding == Encoding::utf_8)
    return refusal.hint(
        "save the file as UTF-8: iconv -f latin1 -t utf8 FILE; or say in the rules file what it is: encoding "
        "iso-8859-1, or windows-1252");
  return refusal.hint("the file has another encoding: utf-8, iso-8859-1 and windows-1252 are read");
}

}  // namespace

Result<std::string> decode_text(std::string_view bytes, Encoding encoding) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < first_upper_byte; };
  if (std::ranges::all_of(bytes, is_ascii)) return std::string(bytes);
  if (encoding == Encoding::utf_8) {
    if (is_valid_utf8(bytes)) return std::string(bytes);
    return not_text_in(bytes, encoding);
  }
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const char16_t character = character_of(byte, encoding);
    if (byte < first_upper_byte) {
      text += c;
    } else if (character != 0) {
      append_character(text, character);
    } else {
      return not_text_in(bytes, encoding);
    }
  }
  return text;
}

}  // namespace tos::economy::books
