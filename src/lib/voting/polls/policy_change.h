#pragma once
#include <vector>

#include "core/index/kind_entry.h"
#include "deliberation/acts.h"
#include "voting/polls/tables.h"

namespace tos::voting {

// How an amended policy meets what somebody said against it.
struct DissentAnswer {
  RecordId dissent;
  Line<3, 500> how;
};

// voting.policy-change/v1: puts a new wording of a policy in force, by the decision that adopted it, or repeals it. The
// proposal's mandate is on the decision whose wording was in force until now: its id, or "repeal/" and its id.
inline constexpr std::size_t most_answers = 64;  // what a record has room for: beyond them nothing has to be answered
struct PolicyChange {
  RecordId decision;
  DecisionId policy;
  std::optional<List<DissentAnswer, 1, most_answers>> answers;
};

inline constexpr auto dissent_answer_fields =
    fields<DissentAnswer>(field("dissent", &DissentAnswer::dissent, "an entry of the policy's minority report"),
                          field("how", &DissentAnswer::how, "how the change meets it, in one line"));
constexpr const auto& fields_of(const DissentAnswer*) { return dissent_answer_fields; }

inline constexpr auto policy_change_fields = fields<PolicyChange>(
    field("decision", &PolicyChange::decision, "the decision that adopted the change"),
    field("policy", &PolicyChange::policy, "the decision whose wording was in force until now"),
    field("answers", &PolicyChange::answers, "how the change meets the dissent from it, each once"));
constexpr const auto& fields_of(const PolicyChange*) { return policy_change_fields; }

// CHA-010 to CHA-013, VOT-060 to VOT-063.
Result<void> check_policy_change(const Context& context, const PolicyChange& change);
void apply_policy_change(const Context& context, const PolicyChange& change);
std::string folder_of_policy_change(const Context& context, const PolicyChange& change);

using deliberation::policy_change_kind;

// The register of policies: a decision in force that adopted something other than an act, or a change of another.
enum class PolicyState { in_force, sunset, superseded, repealed };
struct Policy {
  DecisionRow decision;
  std::int64_t proposal = 0;  // position of the version with the wording
  PolicyState state = PolicyState::in_force;
  std::optional<std::int64_t> changed_by;  // position of the decision that superseded or repealed it
};
std::optional<Policy> policy_of(Database& db, const DecisionRow& decision, Timestamp now);
std::vector<Policy> all_policies(Database& db, Timestamp now);  // by number of decision
// The decisions whose wording one took the place of, the newest first.
std::vector<DecisionRow> earlier_wordings(Database& db, const DecisionRow& decision);

}  // namespace tos::voting

template <>
struct tos::NamesOf<tos::voting::PolicyState> {
  using enum tos::voting::PolicyState;
  static constexpr std::array names{tos::Name{in_force, "in-force"}, tos::Name{sunset, "sunset"},
                                    tos::Name{superseded, "superseded"}, tos::Name{repealed, "repealed"}};
};
