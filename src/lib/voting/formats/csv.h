#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "voting/formats/lines.h"

namespace tos::voting {

// Records of comma-separated values (RFC 4180): cells may be quoted, a quote inside is doubled, a quoted cell may hold
// separators and line breaks.
class CsvReader {
 public:
  enum class AfterQuotes { refused, taken };
  // Without a separator, the first line's decides. `after`: what becomes of text behind a closing quote; names like
  // "Bo" Lee, taken, read: Bo Lee.
  explicit CsvReader(LineReader& lines, char separator = '\0', AfterQuotes after = AfterQuotes::refused)
      : lines_(lines), separator_(separator), after_quotes_(after) {}

  // True and the cells, valid until the next call; false at the end. Blank lines are passed over and counted. FMT-004:
  // a quoted cell is never closed. FMT-008: text after a closing quote.
  Result<bool> next(std::vector<std::string_view>& cells);
  int line_number() const { return first_line_; }  // where the record begins
  // The lines passed over before the record. In a table of one column nobody can tell them from blank cells.
  std::size_t blank_lines_before() const { return blank_lines_; }

 private:
  Result<void> split_quoted(std::string_view line, std::vector<std::string_view>& cells);
  void split_plain(std::string_view line, std::vector<std::string_view>& cells) const;

  LineReader& lines_;
  char separator_;
  AfterQuotes after_quotes_;
  int first_line_ = 0;
  std::size_t blank_lines_ = 0;
  std::string record_;  // unescaped text of a record with quotes
};

// The separator that lines use: the most frequent of comma, semicolon and tab outside quotes.
char csv_separator(std::string_view lines);

// A blank line among the records of one column: FMT-008.
Refusal blank_line_in_one_column(int line_before);

// A cell as it is written: quoted when it must be.
std::string csv_cell(std::string_view text, char separator = ',');

// Text that people wrote, as a cell: a spreadsheet takes what begins with = + - @ or a tab for a formula, so such text
// has a ' in front of it (CWE-1236), and so has what begins with ' and then one of these, that all can be taken off
// again.
std::string csv_text_cell(std::string_view text, char separator = ',');
// Of a cell that csv_text_cell() wrote; any other cell as it is.
std::string_view without_formula_quote(std::string_view cell);

}  // namespace tos::voting
