#pragma once
#include <string>
#include <string_view>

#include "history/group.h"

namespace tos::cli {

// The part of the group's README that `tos report readme` keeps fresh.
inline constexpr std::string_view readme_begin = "<!-- tos:now -->";
inline constexpr std::string_view readme_end = "<!-- /tos:now -->";

// Open polls, the newest decisions, and the initiatives under way, in Markdown, each with a link to its record.
std::string readme_block(history::Group& group, Timestamp now);
// The README with the text between its markers replaced. CLI-006 unless each marker stands once, alone on a line, in
// order.
Result<std::string> replace_block(std::string_view readme, std::string_view block);

}  // namespace tos::cli
