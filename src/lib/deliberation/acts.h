#pragma once
#include <span>
#include <string_view>

namespace tos::deliberation {

// The acts that a proposal can ask for: each is carried out once, by a record of this kind under the decision's
// mandate. What its target is written like stands on that kind's page.
struct ActKind {
  std::string_view kind;           // "identity.suspension/v1"
  std::string_view decision_type;  // the charter's type that decides it, so that no laxer one can; empty: any
};
std::span<const ActKind> act_kinds();
const ActKind* find_act_kind(std::string_view kind);

inline constexpr std::string_view recall_kind = "identity.recall/v1";
inline constexpr std::string_view policy_change_kind = "voting.policy-change/v1";

// The target of a change of a policy is the decision that it takes the place of; of a repeal, this and the decision.
inline constexpr std::string_view repeal_prefix = "repeal/";

// The types of decision on roles, members and charter: no charter takes from active members the right to propose them
// and to open polls on them (DESIGN §4).
bool is_open_to_all_members(std::string_view decision_type);

}  // namespace tos::deliberation
