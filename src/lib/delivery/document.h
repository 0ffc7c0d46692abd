#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tos::delivery {

// A report as people read it, before it is Markdown or HTML. Whatever stands in it is plain text; the printers escape.
struct Cell {
  std::string text;
  std::string link = {};  // a path in the repository or a web address; empty: none
};
struct Fact {  // "Owner: mara"
  std::string label;
  Cell value;
  bool is_amount = false;  // begins with a figure that stands in line with those of its neighbours
};
struct Prose {  // what somebody wrote; an empty line ends a paragraph
  std::string text;
  std::string link = {};  // of the record in which it stands
};
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::size_t> numbers = {};  // columns whose cells end in line
};
struct Figure {
  std::string svg;  // from this program; its title says what it shows
  std::string caption;
  std::string link = {};  // of the same as a file, for forms that cannot hold a drawing; empty: it is left out there
};
struct Section {
  std::string heading;
  std::vector<std::variant<Fact, Prose, Table, Figure>> blocks;
};
struct Document {
  std::string title;
  std::vector<Section> sections;  // the first one's heading may be empty: it stands under the title
};

// `base` comes before every path that is no web address: "https://forge.example/group/src/branch/main/", or "".
std::string print_markdown(const Document& document, std::string_view base);
// One page of HTML without scripts or anything from elsewhere, with a style for paper.
std::string print_html(const Document& document, std::string_view base);

}  // namespace tos::delivery
