#include "delivery/initiative.h"

#include <algorithm>

#include "charter/parameters.h"
#include "core/index/sound.h"
#include "delivery/decimal.h"
#include "delivery/rules.h"
#include "identity/roll.h"

namespace tos::delivery {
namespace {

// DLV-001, DLV-002.
Result<void> check_ground(const Context& context, const DecisionId& id) {
  const auto decision = voting::find_decision(context.db, id);
  if (!decision) return refuse(rules::DLV_001, "there is no decision {} here", id.hex16()).hint("tos decision list");
  if (decision->outcome != voting::DecisionOutcome::adopted) {
    return refuse(rules::DLV_002, "decision D{} ended as {}", decision->number, name_of(decision->outcome))
        .hint("tos decision show D{}", decision->number);
  }
  if (decision->state != voting::DecisionState::final) {
    return refuse(rules::DLV_002, "decision D{} is {}", decision->number, name_of(decision->state))
        .hint("when it takes force: tos decision show D{}", decision->number);
  }
  return {};
}

// DLV-003.
Result<void> check_urgent(const Context& context) {
  const charter::DeliveryTerms terms = charter::delivery_terms(charter::current(context.db));
  const std::int64_t author = identity::author_number(context);
  const bool may_act = std::ranges::any_of(
      terms.urgent_roles, [&](const Handle& role) { return identity::holds_role(context.db, author, role.text()); });
  if (may_act) return {};
  return refuse(rules::DLV_003, "'{}' holds no role that may start an initiative without a decision",
                context.envelope.author)
      .hint("name the decision: tos initiative start --decision D7");
}

// DLV-005.
template <class Items, class NameOf>
Result<void> check_named_once(const Items& items, std::string_view what, NameOf name) {
  std::vector<std::string_view> names;
  for (const auto& item : items) names.push_back(name(item));
  std::ranges::sort(names);
  if (const auto twice = std::ranges::adjacent_find(names); twice != names.end()) {
    return refuse(rules::DLV_005, "the {} '{}' stands twice", what, *twice);
  }
  return {};
}

Result<void> check_plan(const Initiative& initiative) {
  TOS_CHECK(check_named_once(initiative.checks, "acceptance check",
                             [](const auto& check) -> std::string_view { return check.text; }));
  TOS_CHECK(check_named_once(initiative.milestones, "milestone",
                             [](const auto& milestone) -> std::string_view { return milestone.name.text; }));
  TOS_CHECK(check_named_once(initiative.metrics, "metric",
                             [](const auto& metric) -> std::string_view { return metric.name.text; }));
  for (const PlannedMetric& metric : initiative.metrics) {
    if (!Decimal::parse(metric.target.text)) {
      return refuse(rules::DLV_024, "the target '{}' of '{}' is no decimal number", metric.target.text,
                    metric.name.text);
    }
  }
  return {};
}

}  // namespace

Result<void> require_active(Database& db, const Handle& handle) {
  const auto member = identity::find_member(db, handle.text());
  if (member && member->status == identity::Status::active) return {};
  return refuse(rules::DLV_004, "'{}' is no active member", handle).hint("tos member list");
}

std::string folder_of(Database& db, const InitiativeId& initiative) {
  auto folder = db.text("SELECT folder FROM initiative WHERE id = ?", initiative);
  TOS_SOUND(folder.has_value());  // the check has found it
  return *std::move(folder);
}

Result<void> check_initiative(const Context& context, const Initiative& initiative) {
  TOS_CHECK(initiative.decision ? check_ground(context, *initiative.decision) : check_urgent(context));
  TOS_CHECK(require_active(context.db, initiative.owner));
  return check_plan(initiative);
}

void apply_initiative(const Context& context, const Initiative& initiative) {
  InitiativeRow row{.position = context.position,
                    .id = context.id.as<InitiativeTag>(),
                    .title = initiative.title.text,
                    .owner = initiative.owner,
                    .decision = {},
                    .started_at = context.now,
                    .delivery = {},
                    .delivered_at = {},
                    .closed_as = {},
                    .folder = folder_of_initiative(context, initiative)};
  if (initiative.decision) row.decision = voting::find_decision(context.db, *initiative.decision)->position;
  std::vector<std::string> checks;
  for (const auto& check : initiative.checks) checks.push_back(check.text);
  std::vector<Milestone> milestones;
  for (const PlannedMilestone& one : initiative.milestones) {
    milestones.push_back({.name = one.name.text, .due = one.due});
  }
  std::vector<MetricTarget> targets;
  for (const PlannedMetric& one : initiative.metrics) {
    targets.push_back({.name = one.name.text, .unit = one.unit.text, .target = one.target.text});
  }
  add_initiative(context.db, row, checks, milestones, targets);
}

std::string folder_of_initiative(const Context& context, const Initiative& initiative) {
  return fmt::format("initiatives/{}/{}-{}", month_folder(context.envelope.at),
                     slug(initiative.title.text, "initiative"), context.id.hex16());
}

}  // namespace tos::delivery
