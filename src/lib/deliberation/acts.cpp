#include "deliberation/acts.h"

#include <algorithm>
#include <array>

namespace tos::deliberation {

std::span<const ActKind> act_kinds() {
  static constexpr std::array table{
      ActKind{"charter.amendment/v1", "charter"},           ActKind{"identity.admission/v1", "membership"},
      ActKind{"identity.suspension/v1", "membership"},      ActKind{"identity.reinstatement/v1", "membership"},
      ActKind{"identity.role-assignment/v1", "role"},       ActKind{recall_kind, "role"},
      ActKind{"identity.redaction/v1", std::string_view{}}, ActKind{policy_change_kind, std::string_view{}},
  };
  return table;
}

const ActKind* find_act_kind(std::string_view kind) {
  const auto acts = act_kinds();
  const auto found = std::ranges::find(acts, kind, &ActKind::kind);
  return found == acts.end() ? nullptr : &*found;
}

bool is_open_to_all_members(std::string_view decision_type) {
  return decision_type == "role" || decision_type == "membership" || decision_type == "charter";
}

}  // namespace tos::deliberation
