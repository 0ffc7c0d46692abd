#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text in columns that are too narrow for it. Widths are in code points, as far as counting them tells.
namespace tos {

std::size_t text_width(std::string_view text);

// At most so many columns: what does not fit at the end is an ellipsis. Of less than one column nothing.
std::string cut_at_end(std::string_view text, std::size_t columns);
// The same with the ellipsis in the middle, for names: two that begin alike often end otherwise.
std::string cut_in_middle(std::string_view text, std::size_t columns);
// The first for text with spaces, the second for names.
std::string fitted(std::string_view text, std::size_t columns);

// The widths of a table's columns so that they fit into `columns` with two spaces between them. Those that are `fixed`
// keep theirs, and so do all of 16 or less: dates, states, the first digits of ids. The widest gives first. Where 16
// each is too much, those that gave go down to 8, and no further: then the lines are longer.
std::vector<std::size_t> fitted_widths(std::vector<std::size_t> widths, const std::vector<bool>& fixed,
                                       std::size_t columns);

}  // namespace tos
