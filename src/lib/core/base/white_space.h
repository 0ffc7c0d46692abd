#pragma once
#include <cstddef>
#include <string_view>

namespace tos {

// The length of the white space at the front of a text that is not empty, 0 for none: what \S leaves out, in UTF-8.
// Source: the property White_Space of Unicode, U+001C to U+001F and U+FEFF, as Python and JavaScript have it.
std::size_t white_space_at(std::string_view text);

}  // namespace tos
