#include "cli/carrying.h"

#include "cli/names.h"

namespace tos::cli {
namespace {

std::string name_of_policy(history::Group& group, const std::string& target) {
  const auto id = DecisionId::parse(target);
  const auto policy = id ? voting::find_decision(group.db(), *id) : std::nullopt;
  return policy ? decision_name(group, *policy) : target.substr(0, 16);
}

// "noor" and "steward" of "noor/steward".
std::pair<std::string, std::string> member_and_role(const std::string& target) {
  const std::size_t slash = target.find('/');
  if (slash == std::string::npos) return {target, ""};
  return {target.substr(0, slash), target.substr(slash + 1)};
}

}  // namespace

std::string carrying_command(history::Group& group, const voting::DecisionRow& decision,
                             const charter::Mandate& mandate) {
  if (!mandate.adopted || mandate.used_position) return "";
  const std::string name = decision_name(group, decision);
  const auto [member, role] = member_and_role(mandate.target);
  if (mandate.kind == "charter.amendment/v1") return fmt::format("tos charter amend FILE --decision {}", name);
  if (mandate.kind == "voting.policy-change/v1")
    return fmt::format("tos policy change {} --decision {}", name_of_policy(group, mandate.target), name);
  if (mandate.kind == "identity.admission/v1") return fmt::format("tos member add {} --decision {}", member, name);
  if (mandate.kind == "identity.suspension/v1") return fmt::format("tos member suspend {} --decision {}", member, name);
  if (mandate.kind == "identity.reinstatement/v1")
    return fmt::format("tos member reinstate {} --decision {}", member, name);
  if (mandate.kind == "identity.role-assignment/v1")
    return fmt::format("tos role assign {} {} --decision {}", role, member, name);
  if (mandate.kind == "identity.recall/v1")
    return fmt::format("tos role recall {} {} --decision {}", role, member, name);
  if (mandate.kind == "identity.redaction/v1")
    return fmt::format("tos redact {} --decision {}", mandate.target.substr(0, 16), name);
  return fmt::format("a record of kind {} that names {}", mandate.kind, name);
}

}  // namespace tos::cli
