#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace tos::charter {

// What ruleset 1 has. A change of any check's behaviour, a bug fix included, is a new number; old ones stay.
inline constexpr std::int64_t newest_ruleset = 1;

// The ids that charters and polls write; counting is voting's business.
inline constexpr std::array<std::string_view, 20> methods{
    "majority",     "supermajority",  "approval",     "score",         "star",
    "irv",          "scottish-stv",   "wigm-stv",     "meek-stv",      "schulze",
    "ranked-pairs", "debian",         "consent",      "consensus",     "consensus-minus",
    "sociocratic",  "support-points", "equal-shares", "greedy-budget", "quadratic-funding"};

constexpr bool is_method(std::string_view name) {
  for (const std::string_view method : methods) {
    if (method == name) return true;
  }
  return false;
}

}  // namespace tos::charter
