#pragma once
#include <string_view>

namespace tos {

// The lexical classes of record form; independent of what type a field wants.
enum class ScalarStyle { plain, block, quoted };

bool is_plain_integer(std::string_view text);  // 0|-?[1-9][0-9]*, within ±(2^53−1)
bool is_plain_string(std::string_view text);   // a word or a hex digest that no YAML reader takes for something else
bool is_reserved_word(std::string_view text);  // null true false yes no on off y n
bool is_key(std::string_view text);            // [a-z][a-z0-9_]*, no reserved word
ScalarStyle style_of(std::string_view text);   // how a string is written

}  // namespace tos
