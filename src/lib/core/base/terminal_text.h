#pragma once
#include <string>
#include <string_view>

// Text that others wrote, on its way to a terminal: control characters there are commands, and characters that turn the
// direction of writing around make what follows, such as votes, read differently.
namespace tos {

// Bytes of the UTF-8 character at the front: 1 to 4; 0 if it is none (or `text` is empty).
std::size_t character_bytes(std::string_view text);
bool is_valid_utf8(std::string_view text);

// Whether the character at the front is U+0000 to U+001F, U+007F to U+009F, U+202A to U+202E, U+2066 to U+2069, U+FFFE
// or U+FFFF.
bool begins_with_control(std::string_view text);

// The text with those characters, and bytes that are no UTF-8, made visible: \x1b, \u202e. Tab and line feed are kept.
std::string for_terminal(std::string_view text);

}  // namespace tos
