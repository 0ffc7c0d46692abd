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

// Of the group's economy; empty for other kinds. Where the target is a digest, the proposal's text says what it is of.
std::string economy_command(const std::string& kind, const std::string& target, const std::string& name) {
  const std::string before_slash = target.substr(0, target.find('/'));
  if (kind == "economy.currency-change/v1")
    return fmt::format("tos currency change {} --decision {}", before_slash, name);
  if (kind == "economy.breaker-reset/v1") return fmt::format("tos currency reset {} --decision {}", target, name);
  if (kind == "economy.payment/v1") return fmt::format("tos fund pay {}", name);
  if (kind == "economy.rate/v1") return fmt::format("tos rate set {}", name);
  if (kind == "economy.dispute-ruling/v1")
    return fmt::format("tos aid settle {} --decision {}", before_slash.substr(0, 16), name);
  if (kind == "economy.post/v1") return fmt::format("tos ledger post {} --decision {}", target.substr(0, 16), name);
  if (kind == "economy.void/v1") return fmt::format("tos ledger void {} --decision {}", target.substr(0, 16), name);
  if (kind == "economy.transfer/v1") return fmt::format("tos ledger transfer --decision {}", name);
  if (kind == "economy.hold/v1") return fmt::format("tos ledger hold --decision {}", name);
  if (kind == "economy.correction/v1")
    return fmt::format("tos ledger correct TRANSFER --reason LINE --decision {}", name);
  return "";
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
  if (std::string command = economy_command(mandate.kind, mandate.target, name); !command.empty()) return command;
  return fmt::format("a record of kind {} that names {}", mandate.kind, name);
}

}  // namespace tos::cli
