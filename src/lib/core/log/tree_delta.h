#pragma once
#include <string>
#include <string_view>

namespace tos::log {

// git's delta (pack format, "deltified representation") that makes one version of a tree object out of another, found
// from the entries that differ.
std::string tree_delta(std::string_view before, std::string_view after);

}  // namespace tos::log
