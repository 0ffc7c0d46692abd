#include "voting/formats/blt_text.h"

#include "voting/formats/rules.h"

namespace tos::voting {

Result<bool> BltText::next_line() {
  TOS_TRY(const bool more, lines_.next(line));
  rest = more ? line : std::string_view{};
  return more;
}

Result<bool> BltText::advance() {
  for (;;) {
    skip_spaces();
    if (rest.empty() || rest.front() == '#') {
      TOS_TRY(const bool more, next_line());
      if (!more) return false;
    } else if (rest.starts_with("/*")) {
      const int begins = lines_.line_number();
      for (std::size_t end; (end = rest.find("*/")) == std::string_view::npos;) {
        TOS_TRY(const bool more, next_line());
        if (!more) return refuse(FMT_004, "a comment is not closed before the end of the file").at_line(begins);
      }
      rest.remove_prefix(rest.find("*/") + 2);
    } else {
      return true;
    }
  }
}

std::string_view BltText::take_word() {
  const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

Result<std::int64_t> BltText::take_number(std::string_view what) {
  TOS_TRY(const bool more, advance());
  if (!more) return cut_off(fmt::format("before {}", what));
  return whole_number(take_word(), what);
}

Refusal BltText::cut_off(std::string_view where) const {
  return refuse(FMT_004, "the file ends {}", where).hint("fetch the file again");
}

}  // namespace tos::voting
