#include "deliberation/acts.h"

#include <algorithm>
#include <array>

namespace tos::deliberation {

std::span<const ActKind> act_kinds() {
  static constexpr std::array table{
      ActKind{"charter.amendment/v1", "charter"},
      ActKind{"identity.admission/v1", "membership"},
      ActKind{"identity.suspension/v1", "membership"},
      ActKind{"identity.reinstatement/v1", "membership"},
      ActKind{"identity.role-assignment/v1", "role"},
      ActKind{recall_kind, "role"},
      ActKind{"identity.redaction/v1", std::string_view{}},
      ActKind{"voting.policy-change/v1", std::string_view{}},
      ActKind{"economy.currency-change/v1", "budget"},
      ActKind{"economy.transfer/v1", "budget"},
      ActKind{"economy.hold/v1", "budget"},
      ActKind{"economy.post/v1", "budget"},
      ActKind{"economy.void/v1", "budget"},
      ActKind{"economy.correction/v1", "budget"},
      ActKind{"economy.breaker-reset/v1", "budget"},
      ActKind{"economy.payment/v1", "budget"},
      ActKind{"economy.rate/v1", "budget"},
      ActKind{"economy.dispute-ruling/v1", "budget"},
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
