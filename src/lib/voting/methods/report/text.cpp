#include <algorithm>

#include "core/base/overloaded.h"
#include "voting/methods/report/document.h"
#include "voting/methods/report/report.h"

namespace tos::voting {
namespace {

// Code points, which is near enough to columns for aligning numbers.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void write_row(const std::vector<std::string>& row, const std::vector<std::size_t>& widths, std::string& text) {
  text += "  ";
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string padding(widths[i] - width(row[i]), ' ');
    text += i == 0 ? row[i] + padding : "  " + padding + row[i];
  }
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
}

void write_table(const Table& table, std::string& text) {
  std::vector<std::size_t> widths;
  widths.reserve(table.header.size());
  for (const std::string& cell : table.header) widths.push_back(width(cell));
  for (const std::vector<std::string>& row : table.rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  write_row(table.header, widths, text);
  for (const std::vector<std::string>& row : table.rows) write_row(row, widths, text);
}

}  // namespace

std::string to_text(const Profile& profile, const Outcome& outcome) {
  std::string text;
  for (const Block& block : describe(profile, outcome))
    std::visit(overloaded{[&](const Heading& heading) { text += (text.empty() ? "" : "\n") + heading.text + "\n"; },
                          [&](const Lines& lines) {
                            for (const std::string& line : lines.lines) text += "  " + line + "\n";
                          },
                          [&](const Table& table) { write_table(table, text); }},
               block);
  return text;
}

}  // namespace tos::voting
