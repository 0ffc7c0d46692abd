#include "cli/document_text.h"

#include <algorithm>
#include <utility>

#include "cli/world.h"

namespace tos::cli {
namespace {

using delivery::Fact;
using delivery::Prose;
using delivery::Section;
using delivery::Table;

// Up to where the figure goes at the beginning of "15.00, as reported".
std::size_t figure_size(const Fact& fact) {
  const std::size_t size = fact.value.text.find_first_not_of("-0123456789.");
  return fact.is_amount ? std::min(size, fact.value.text.size()) : 0;
}

std::string facts_text(const std::vector<const Fact*>& facts, std::optional<std::size_t> columns) {
  std::size_t width = 0;
  std::size_t figure = 0;
  for (const Fact* fact : facts) {
    width = std::max(width, fact->label.size());
    figure = std::max(figure, figure_size(*fact));
  }
  std::string out;
  for (const Fact* fact : facts) {
    const std::size_t missing = fact->is_amount ? figure - figure_size(*fact) : 0;
    out +=
        wrapped(fmt::format("{:<{}}  {:{}}{}", fact->label, width, "", missing, fact->value.text), columns, width + 2) +
        "\n";
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
  bool is_after_table = false;
  const auto end_facts = [&] {
    out += facts_text(facts, columns);
    facts.clear();
  };
  for (const auto& block : section.blocks) {
    if (std::holds_alternative<delivery::Figure>(block)) continue;  // text has none
    if (const auto* fact = std::get_if<Fact>(&block)) {
      if (std::exchange(is_after_table, false)) out += "\n";
      facts.push_back(fact);
      continue;
    }
    end_facts();
    if (std::exchange(is_after_table, false)) out += "\n";
    if (const auto* prose = std::get_if<Prose>(&block)) out += wrapped(prose->text, columns) + "\n";
    if (const auto* data = std::get_if<Table>(&block)) {
      out += table_text(*data, columns);
      is_after_table = true;
    }
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
