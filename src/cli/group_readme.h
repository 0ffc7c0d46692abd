#pragma once
#include <string>
#include <string_view>

namespace tos::cli {

// The README that `tos init` writes for the group's page on a forge: what it is, how to join, the two-line check.
std::string group_readme(std::string_view name, std::string_view handle);

}  // namespace tos::cli
