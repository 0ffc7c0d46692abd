#include "economy/books/imported.h"

#include "core/base/utf8.h"
#include "core/record/form.h"

namespace tos::economy::books {

std::string memo_from(std::string_view text) {
  constexpr std::size_t most_characters = 200;
  std::string out;
  std::size_t count = 0;
  bool space = true;  // none at the front
  while (!text.empty()) {
    const Utf8Character next = decode_utf8(text);
    const std::size_t size = next.size == 0 ? 1 : next.size;
    const std::string_view character = text.substr(0, size);
    text.remove_prefix(size);
    const bool kept = next.size != 0 && is_allowed_text(character);
    if (!kept || next.character <= U' ') {
      space = true;
      continue;
    }
    if (count + 1 + (space ? 1 : 0) > most_characters) break;
    if (space && !out.empty()) {
      out += ' ';
      ++count;
    }
    space = false;
    out += character;
    ++count;
  }
  return out;
}

}  // namespace tos::economy::books
