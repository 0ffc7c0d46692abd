#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "voting/formats/lines.h"
#include "voting/formats/text.h"

namespace tos::voting {

// The words of a BLT file: moves over line ends and comments, "#…" and "/* … */".
class BltText {
 public:
  explicit BltText(LineReader& lines) : lines_(lines) {}

  // Moves to the next thing that is neither blank nor comment, over line ends; false at the end of the file.
  Result<bool> advance();
  Result<bool> next_line();  // whatever is left of this one; false at the end of the file
  void skip_spaces() {
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
  }
  std::string_view take_word();
  Result<std::int64_t> take_number(std::string_view what);
  int line_number() const { return lines_.line_number(); }
  bool at_first_word() const { return trim(line).data() == rest.data(); }
  Refusal cut_off(std::string_view where) const;

  std::string_view line;
  std::string_view rest;  // of the line, not read yet

 private:
  LineReader& lines_;
};

// The names of the candidates and the title, at the end of the file, quoted or a line each.
struct BltNames {
  std::vector<std::string> candidates;
  std::string title;
};
Result<BltNames> read_blt_names(BltText& text, std::size_t candidates, Warnings& warnings);

}  // namespace tos::voting
