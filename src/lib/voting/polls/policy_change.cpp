#include "voting/polls/policy_change.h"

#include <algorithm>
#include <set>

#include "charter/mandate.h"
#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "voting/polls/minority.h"
#include "voting/polls/rules.h"

namespace tos::voting {
namespace {

deliberation::Version version_of(Database& db, const DecisionRow& decision) {
  const auto version = deliberation::version_at(db, poll_at(db, decision.poll).proposal);
  TOS_SOUND(version.has_value());
  return *version;
}

// A decision on an act is carried out and over; one that changes a policy is its wording from then on.
bool is_wording(Database& db, const DecisionRow& decision, const deliberation::Version& version) {
  if (decision.outcome != DecisionOutcome::adopted || decision.state == DecisionState::provisional) return false;
  if (!version.act) return true;
  const auto mandate = charter::find_mandate(db, decision.id.as<RecordTag>());
  return version.act->kind == policy_change_kind && mandate && mandate->used_position &&
         index::has_text(db, version.position, "text");
}

// What has no wording repeals: DEL-016 has seen that it says so.
bool is_repeal(Database& db, const DecisionRow& decision) {
  return !index::has_text(db, version_of(db, decision).position, "text");
}

// VOT-060, VOT-061. A policy whose time is over can be changed: that is how it is renewed.
Result<DecisionRow> changeable(const Context& context, const DecisionId& id) {
  const auto decision = find_decision(context.db, id);
  if (!decision) {
    return refuse(rules::VOT_060, "there is no decision {} here", id.hex16()).hint("tos policy list");
  }
  const auto policy = policy_of(context.db, *decision, context.now);
  if (!policy || policy->changed_by) {
    return refuse(rules::VOT_061, "D{} {}", decision->number,
                  !policy ? "is no policy in force"
                          : fmt::format("was {} by D{}", name_of(policy->state),
                                        decision_at(context.db, *policy->changed_by).number))
        .hint("tos policy list");
  }
  return *decision;
}

// VOT-063.
Result<void> check_answers(Database& db, const DecisionRow& policy, const PolicyChange& change) {
  const std::vector<Dissent> report = minority_report(db, policy);
  std::set<RecordId> answered;
  if (change.answers) {
    for (const DissentAnswer& answer : *change.answers) {
      if (std::ranges::find(report, answer.dissent, &Dissent::id) == report.end()) {
        return refuse(rules::VOT_063, "{} is no entry of the minority report of D{}", answer.dissent.hex16(),
                      policy.number)
            .hint("tos decision show D{}", policy.number);
      }
      if (!answered.insert(answer.dissent).second) {
        return refuse(rules::VOT_063, "{} is answered twice", answer.dissent.hex16());
      }
    }
  }
  for (const Dissent& dissent : to_be_answered(report, most_answers)) {
    if (answered.contains(dissent.id)) continue;
    return refuse(rules::VOT_063, "the {} {} in the minority report of D{} is not answered", name_of(dissent.kind),
                  dissent.id.hex16(), policy.number)
        .hint("say how the change meets it: --answer {}=TEXT", dissent.id.hex16());
  }
  return {};
}

}  // namespace

Result<void> check_policy_change(const Context& context, const PolicyChange& change) {
  TOS_TRY(const DecisionRow policy, changeable(context, change.policy));
  const auto decision = find_decision(context.db, change.decision.as<DecisionTag>());
  if (decision) {
    const Handle asked = version_of(context.db, policy).decision_type;
    const Handle given = version_of(context.db, *decision).decision_type;
    if (asked.text() != given.text()) {
      return refuse(rules::VOT_062, "D{} is of type '{}', and the policy D{} of type '{}'", decision->number, given,
                    policy.number, asked)
          .hint("decide it in a proposal of type '{}'", asked);
    }
  }
  TOS_CHECK(check_answers(context.db, policy, change));
  const bool repeals = decision && is_repeal(context.db, *decision);
  return charter::check_mandate(context, change.decision,
                                fmt::format("{}{}", repeals ? deliberation::repeal_prefix : "", change.policy.hex()));
}

void apply_policy_change(const Context& context, const PolicyChange& change) {
  const auto decision = find_decision(context.db, change.decision.as<DecisionTag>());
  TOS_SOUND(decision.has_value());
  charter::use_mandate(context, change.decision);
  set_superseded(context.db, change.policy, decision->position, is_repeal(context.db, *decision));
  if (!change.answers) return;
  for (const DissentAnswer& answer : *change.answers) {
    add_rejoinder(context.db, answer.dissent, {.decision = decision->position, .how = answer.how.text});
  }
}

std::string folder_of_policy_change(const Context& context, const PolicyChange& change) {
  const auto decision = find_decision(context.db, change.policy);
  TOS_SOUND(decision.has_value());
  return poll_at(context.db, decision->poll).folder;
}

std::optional<Policy> policy_of(Database& db, const DecisionRow& decision, Timestamp now) {
  const deliberation::Version version = version_of(db, decision);
  if (!is_wording(db, decision, version)) return std::nullopt;
  Policy policy{.decision = decision, .proposal = version.position};
  if (decision.superseded_by) {
    policy.state = decision.repealed ? PolicyState::repealed : PolicyState::superseded;
    policy.changed_by = decision.superseded_by;
  } else if (version.sunset && *version.sunset <= now) {
    policy.state = PolicyState::sunset;
  }
  return policy;
}

std::vector<Policy> all_policies(Database& db, Timestamp now) {
  std::vector<Policy> policies;
  for (const DecisionRow& decision : all_decisions(db)) {
    if (auto policy = policy_of(db, decision, now)) policies.push_back(*std::move(policy));
  }
  return policies;
}

std::vector<DecisionRow> earlier_wordings(Database& db, const DecisionRow& decision) {
  std::vector<DecisionRow> earlier;
  for (auto one = superseded_by(db, decision.position); one; one = superseded_by(db, one->position)) {
    earlier.push_back(*one);
  }
  return earlier;
}

}  // namespace tos::voting
