#include "cli/document_text.h"

#include <algorithm>

#include "cli/world.h"

namespace tos::cli {
namespace {

using delivery::Fact;
using delivery::Prose;
using delivery::Section;
using delivery::Table;

std::string facts_text(const std::vector<const Fact*>& facts, std::optional<std::size_t> columns) {
  std::size_t width = 0;
  for (const Fact* fact : facts) width = std::max(width, fact->label.size());
  std::string out;
  for (const Fact* fact : facts) {
    out += wrapped(fmt::format("{:<{}}  {}", fact->label, width, fact->value.text), columns, width + 2) + "\n";
  }
  return out;
}

std::string table_text(const Table& data, std::optional<std::size_t> columns) {
  std::vector<std::string> header;
  for (const std::string& head : data.header) {
    header.push_back(head);
    std::ranges::transform(header.back(), header.back().begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : data.rows) {
    rows.emplace_back();
    for (const delivery::Cell& cell : row) rows.back().push_back(cell.text);
  }
  return table(header, rows, columns, data.numbers);
}

std::string section_text(const Section& section, std::optional<std::size_t> columns) {
  std::string out = section.heading.empty() ? "" : section.heading + "\n";
  std::vector<const Fact*> facts;
  const auto end_facts = [&] {
    out += facts_text(facts, columns);
    facts.clear();
  };
  for (const auto& block : section.blocks) {
    if (const auto* fact = std::get_if<Fact>(&block)) {
      facts.push_back(fact);
      continue;
    }
    end_facts();
    if (const auto* prose = std::get_if<Prose>(&block)) out += wrapped(prose->text, columns) + "\n";
    if (const auto* data = std::get_if<Table>(&block)) out += table_text(*data, columns);
  }
  end_facts();
  return out;
}

}  // namespace

std::string document_text(const delivery::Document& document, std::optional<std::size_t> columns) {
  std::string out = document.title + "\n";
  for (const Section& section : document.sections) out += "\n" + section_text(section, columns);
  return out;
}

}  // namespace tos::cli
