#include "voting/methods/method_rules.h"

#include <array>

namespace tos::voting {
namespace {

// In the order of MethodRules.
constexpr std::array<std::string_view, 20> names{
    "majority",     "supermajority",  "approval",     "score",         "star",
    "irv",          "scottish-stv",   "wigm-stv",     "meek-stv",      "schulze",
    "ranked-pairs", "debian",         "consent",      "consensus",     "consensus-minus",
    "sociocratic",  "support-points", "equal-shares", "greedy-budget", "quadratic-funding"};
static_assert(names.size() == std::variant_size_v<MethodRules>);

template <std::size_t... I>
std::vector<MethodRules> defaults(std::index_sequence<I...>) {
  return {MethodRules(std::in_place_index<I>)...};
}

}  // namespace

std::string_view method_name(const MethodRules& rules) { return names[rules.index()]; }

std::string_view rule_id(const MethodRules& rules) {
  return std::visit([](const auto& r) { return r.id; }, rules);
}

const std::vector<MethodRules>& all_methods() {
  static const std::vector<MethodRules> methods = defaults(std::make_index_sequence<names.size()>());
  return methods;
}

std::optional<MethodRules> method_by_name(std::string_view name) {
  for (const MethodRules& rules : all_methods())
    if (method_name(rules) == name) return rules;
  return std::nullopt;
}

bool set_seats(MethodRules& rules, int seats) {
  return std::visit(
      [&](auto& r) {
        if constexpr (requires { r.seats; }) {
          r.seats = seats;
          if constexpr (requires { r.mode; })
            if (seats > 1 && r.mode == WinnerMode::single) r.mode = WinnerMode::several_a_round;
          return true;
        }
        return false;
      },
      rules);
}

}  // namespace tos::voting
