#include "delivery/document.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "delivery/markup.h"
#include "delivery/proof.h"

namespace tos::delivery {
namespace {

constexpr std::string_view page_style =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 "
    "1rem;color:#1a1a1a;background:#fff}"
    "h1,h2{line-height:1.2}h2{margin-top:2rem;border-bottom:1px solid #ccc}"
    "table{border-collapse:collapse;width:100%;font-size:.95em}"
    "th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ddd;"
    "overflow-wrap:anywhere}.number{text-align:right;white-space:nowrap}figure{margin:1rem 0}"
    "figure svg{max-width:100%;height:auto}dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem "
    "1rem}dt{font-weight:600}dd{margin:0}"
    "a{color:#0b4f8a}@media print{@page{margin:2cm}body{font-size:10.5pt;margin:0;max-width:none;padding:0}"
    "a{color:inherit}thead{display:table-header-group}tr,dl{break-inside:avoid}h2{break-after:avoid}}";

std::string target_of(std::string_view link, std::string_view base) {
  return escape_link(is_web_address(link) ? std::string(link) : std::string(base) + std::string(link));
}

// The paragraphs of a text, each with its lines as one.
std::vector<std::string> paragraphs_of(std::string_view text) {
  std::vector<std::string> paragraphs;
  std::string paragraph;
  const auto end_paragraph = [&] {
    if (!paragraph.empty()) paragraphs.push_back(std::exchange(paragraph, {}));
  };
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) {
      end_paragraph();
    } else {
      paragraph += (paragraph.empty() ? "" : "\n") + std::string(line);
    }
  }
  end_paragraph();
  return paragraphs;
}

bool is_number(const Table& table, std::size_t column) {
  return std::ranges::find(table.numbers, column) != table.numbers.end();
}
std::string_view number_class(const Table& table, std::size_t column) {
  return is_number(table, column) ? " class=\"number\"" : "";
}

class MarkdownPrinter {
 public:
  explicit MarkdownPrinter(std::string_view base) : base_(base) {}

  std::string cell(const Cell& cell) const {
    const std::string text = escape_markdown(cell.text);
    if (cell.link.empty() || text.empty()) return text;
    return fmt::format("[{}](<{}>)", text, target_of(cell.link, base_));
  }
  std::string operator()(const Fact& fact) const {
    return fmt::format("- **{}:** {}\n", escape_markdown(fact.label), cell(fact.value));
  }
  std::string operator()(const Prose& prose) const {
    std::vector<std::string> paragraphs = paragraphs_of(prose.text);
    for (std::string& paragraph : paragraphs) paragraph = escape_markdown(paragraph);
    if (!prose.link.empty()) paragraphs.push_back(fmt::format("([record](<{}>))", target_of(prose.link, base_)));
    return fmt::format("{}\n", fmt::join(paragraphs, "\n\n"));
  }
  std::string operator()(const Table& table) const {
    std::string out = "|";
    for (const std::string& head : table.header) out += " " + escape_markdown(head) + " |";
    out += "\n|";
    for (std::size_t i = 0; i < table.header.size(); ++i) out += is_number(table, i) ? "---:|" : "---|";
    for (const auto& row : table.rows) {
      out += "\n|";
      for (const Cell& one : row) out += " " + cell(one) + " |";
    }
    return out + "\n";
  }
  std::string operator()(const Figure& figure) const {
    if (figure.link.empty()) return "";
    return fmt::format("![{}](<{}>)\n", escape_markdown(figure.caption), target_of(figure.link, ""));
  }

 private:
  std::string_view base_;
};

class HtmlPrinter {
 public:
  explicit HtmlPrinter(std::string_view base) : base_(base) {}

  std::string cell(const Cell& cell) const {
    const std::string text = escape_xml(cell.text);
    if (cell.link.empty() || text.empty()) return text;
    return fmt::format("<a href=\"{}\">{}</a>", escape_xml(target_of(cell.link, base_)), text);
  }
  std::string operator()(const Fact& fact) const {
    return fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_xml(fact.label), cell(fact.value));
  }
  std::string operator()(const Prose& prose) const {
    std::string out;
    for (const std::string& paragraph : paragraphs_of(prose.text)) out += "<p>" + escape_xml(paragraph) + "</p>\n";
    if (!prose.link.empty()) out += "<p>" + cell({.text = "record", .link = prose.link}) + "</p>\n";
    return out;
  }
  std::string operator()(const Table& table) const {
    std::string out = "<table>\n<thead><tr>";
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      out += fmt::format("<th scope=\"col\"{}>{}</th>", number_class(table, i), escape_xml(table.header[i]));
    }
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
      out += "<tr>";
      for (std::size_t i = 0; i < row.size(); ++i) {
        out += fmt::format("<td{}>{}</td>", number_class(table, i), cell(row[i]));
      }
      out += "</tr>\n";
    }
    return out + "</tbody>\n</table>\n";
  }
  std::string operator()(const Figure& figure) const {
    return fmt::format("<figure>\n{}<figcaption>{}</figcaption>\n</figure>\n", figure.svg, escape_xml(figure.caption));
  }
  std::string section(const Section& section) const {
    std::string out;
    bool in_list = false;
    for (const auto& block : section.blocks) {
      if (std::holds_alternative<Fact>(block) != in_list) out += in_list ? "</dl>\n" : "<dl>\n";
      in_list = std::holds_alternative<Fact>(block);
      out += std::visit(*this, block);
    }
    return out + (in_list ? "</dl>\n" : "");
  }

 private:
  std::string_view base_;
};

}  // namespace

std::string print_markdown(const Document& document, std::string_view base) {
  const MarkdownPrinter printer(base);
  std::string out = "# " + escape_markdown(document.title) + "\n";
  for (const Section& section : document.sections) {
    if (!section.heading.empty()) out += "\n## " + escape_markdown(section.heading) + "\n";
    bool in_list = false;
    for (const auto& block : section.blocks) {
      const bool is_item = std::holds_alternative<Fact>(block);
      const std::string text = std::visit(printer, block);
      if (!text.empty()) out += (is_item && in_list ? "" : "\n") + text;
      in_list = is_item;
    }
  }
  return out;
}

std::string print_html(const Document& document, std::string_view base) {
  const HtmlPrinter printer(base);
  const std::string title = escape_xml(document.title);
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{}</style>\n"
      "</head>\n<body>\n<main>\n<h1>{}</h1>\n",
      title, page_style, title);
  for (const Section& section : document.sections) {
    if (section.heading.empty()) {
      out += printer.section(section);
    } else {
      out += "<section>\n<h2>" + escape_xml(section.heading) + "</h2>\n" + printer.section(section) + "</section>\n";
    }
  }
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace tos::delivery
