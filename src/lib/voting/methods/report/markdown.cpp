#include <algorithm>
#include <string_view>

#include "core/base/overloaded.h"
#include "voting/methods/report/document.h"
#include "voting/methods/report/report.h"

namespace tos::voting {
namespace {

// Text that shows as it is: no entities, no marks of CommonMark, tables, strike-through or formulas.
std::string escaped_markdown(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>|#&~$").contains(c)) result += '\\';
    result += c;
  }
  return result;
}

// The same at the beginning of a line, where "1." or "-" would begin a list within the list.
std::string escaped_item(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const bool begins_list =
      digits < text.size() && (digits == 0 ? std::string_view("-+") : std::string_view(".)")).contains(text[digits]);
  std::string result = escaped_markdown(text);
  if (begins_list) result.insert(digits, 1, '\\');
  return result;
}

void write_row(const std::vector<std::string>& row, std::string& text) {
  for (const std::string& cell : row) text += "| " + escaped_markdown(cell) + " ";
  text += "|\n";
}

}  // namespace

std::string to_markdown(const Profile& profile, const Outcome& outcome) {
  std::string text;
  for (const Block& block : describe(profile, outcome)) {
    const bool first = text.empty();
    if (!first) text += '\n';
    std::visit(overloaded{[&](const Heading& heading) {
                            text += (first ? "# " : "## ") + escaped_markdown(heading.text) + "\n";
                          },
                          [&](const Lines& lines) {
                            for (const std::string& line : lines.lines) text += "- " + escaped_item(line) + "\n";
                          },
                          [&](const Table& table) {
                            write_row(table.header, text);
                            for (std::size_t i = 0; i < table.header.size(); ++i) text += i == 0 ? "|---" : "|---:";
                            text += "|\n";
                            for (const auto& row : table.rows) write_row(row, text);
                          }},
               block);
  }
  return text;
}

}  // namespace tos::voting
