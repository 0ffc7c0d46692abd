#pragma once
#include <array>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/record/fields.h"

namespace tos::economy::books {

// How the bytes of a file are letters.
enum class Encoding { utf_8, iso_8859_1, windows_1252 };

// The text in UTF-8. FMT-011 where it is not in this encoding; ISO 8859-1 has no letters from 0x80 to 0x9f, and what a
// file means by these bytes nobody knows.
Result<std::string> decode_text(std::string_view bytes, Encoding encoding);

}  // namespace tos::economy::books

template <>
struct tos::NamesOf<tos::economy::books::Encoding> {
  using enum tos::economy::books::Encoding;
  static constexpr std::array names{tos::Name{utf_8, "utf-8"}, tos::Name{iso_8859_1, "iso-8859-1"},
                                    tos::Name{windows_1252, "windows-1252"}};
};
