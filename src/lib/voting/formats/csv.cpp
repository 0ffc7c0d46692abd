#include "voting/formats/csv.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "voting/formats/rules.h"
#include "voting/formats/text.h"

namespace tos::voting {

Result<bool> CsvReader::next(std::vector<std::string_view>& cells) {
  std::string_view line;
  for (blank_lines_ = 0;; ++blank_lines_) {
    TOS_TRY(const bool more, lines_.next(line));
    if (!more) return false;
    if (!(separator_ == '\t' ? line.empty() : is_blank(line))) break;
  }
  if (separator_ == '\0') separator_ = csv_separator(line);
  first_line_ = lines_.line_number();
  cells.clear();
  if (std::memchr(line.data(), '"', line.size()) == nullptr) {
    split_plain(line, cells);
  } else {
    TOS_CHECK(split_quoted(line, cells));
  }
  return true;
}

void CsvReader::split_plain(std::string_view line, std::vector<std::string_view>& cells) const {
  const char* begin = line.data();
  const char* const end = begin + line.size();
  const char separator = separator_;
  for (const char* at = begin;; ++at) {  // cells are short: a loop beats a search for each
    if (at != end && *at != separator) continue;
    cells.emplace_back(begin, static_cast<std::size_t>(at - begin));
    if (at == end) return;
    begin = at + 1;
  }
}

// Unescapes into record_ and remembers where cells begin, because record_ may move while it grows.
Result<void> CsvReader::split_quoted(std::string_view line, std::vector<std::string_view>& cells) {
  record_.clear();
  std::vector<std::size_t> ends;
  std::size_t at = 0;
  const auto end_cell = [&] { ends.push_back(record_.size()); };
  for (;;) {  // one cell a turn
    std::size_t start = line.find_first_not_of(' ', at);
    if (start == std::string_view::npos) start = line.size();
    if (start >= line.size() || line[start] != '"') {
      const std::size_t end = std::min(line.find(separator_, at), line.size());
      record_ += line.substr(at, end - at);
      at = end;
    } else {
      at = start + 1;
      for (;;) {
        const std::size_t quote = line.find('"', at);
        if (quote == std::string_view::npos) {
          record_ += line.substr(at);
          record_ += '\n';
          if (record_.size() > lines_.limits().max_line_bytes)
            return refuse(FMT_010, "a quoted cell is longer than {} MiB", lines_.limits().max_line_bytes >> 20)
                .at_line(first_line_);
          TOS_TRY(const bool more, lines_.next(line));
          if (!more)
            return refuse(FMT_004, "a quoted cell is not closed before the end of the file").at_line(first_line_);
          at = 0;
          continue;
        }
        record_ += line.substr(at, quote - at);
        at = quote + 1;
        if (at < line.size() && line[at] == '"') {
          record_ += '"';
          ++at;
          continue;
        }
        break;
      }
      const std::size_t end = std::min(line.find(separator_, at), line.size());
      const std::string_view rest = line.substr(at, end - at);
      if (!is_blank(rest)) {
        if (after_quotes_ == AfterQuotes::refused)
          return refuse(FMT_008, "text follows a closing quote: {}", shown(rest));
        record_ += rest;
      }
      at = end;
    }
    end_cell();
    if (at >= line.size()) break;
    ++at;  // the separator
  }
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    cells.push_back(std::string_view(record_).substr(begin, end - begin));
    begin = end;
  }
  return {};
}

Refusal blank_line_in_one_column(int line_before) {
  return refuse(FMT_008, "a blank line in a table of one column: a blank ballot, or nothing?")
      .at_line(line_before)
      .hint("write \"\" for a blank ballot, or take the line out");
}

char csv_separator(std::string_view lines) {
  constexpr std::array<char, 3> separators{',', ';', '\t'};
  std::array<std::size_t, 3> counts{};
  bool quoted = false;
  for (const char c : lines) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    for (std::size_t i = 0; i < separators.size(); ++i)
      if (c == separators[i]) ++counts[i];
  }
  const auto most = std::ranges::max_element(counts) - counts.begin();
  return separators[static_cast<std::size_t>(most)];
}

std::string csv_cell(std::string_view text, char separator) {
  const bool plain = text.find_first_of("\"\n\r") == std::string_view::npos &&
                     text.find(separator) == std::string_view::npos && trim(text) == text;
  if (plain) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

namespace {

bool is_formula_behind_quotes(std::string_view text) {
  const std::size_t first = text.find_first_not_of('\'');
  return first != std::string_view::npos && std::string_view("=+-@\t\r").contains(text[first]);
}

}  // namespace

std::string csv_text_cell(std::string_view text, char separator) {
  return is_formula_behind_quotes(text) ? csv_cell("'" + std::string(text), separator) : csv_cell(text, separator);
}

std::string_view without_formula_quote(std::string_view cell) {
  return cell.starts_with('\'') && is_formula_behind_quotes(cell) ? cell.substr(1) : cell;
}

}  // namespace tos::voting
