#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "delivery/tables.h"

namespace tos::delivery {

using DecimalText = Line<1, 26>;

struct PlannedMilestone {
  Line<2, 100> name;
  Timestamp due;
};

struct PlannedMetric {
  Line<2, 64> name;
  Line<1, 32> unit;
  DecimalText target;
};

// delivery.initiative/v1: what is to be done about a decision, who answers for it, and how anybody will see that it is
// done.
struct Initiative {
  Title title;
  std::optional<DecisionId> decision;
  Handle owner;
  Text definition_of_done;
  List<Line<3, 200>, 0, 64> checks;
  List<PlannedMilestone, 0, 32> milestones;
  List<PlannedMetric, 0, 32> metrics;
  std::optional<Text> urgency;
};

inline constexpr auto planned_milestone_fields = fields<PlannedMilestone>(
    field("name", &PlannedMilestone::name, "what is reached"), field("due", &PlannedMilestone::due, "by when"));
constexpr const auto& fields_of(const PlannedMilestone*) { return planned_milestone_fields; }

inline constexpr auto planned_metric_fields =
    fields<PlannedMetric>(field("name", &PlannedMetric::name, "what is measured"),
                          field("unit", &PlannedMetric::unit, "in what it is measured"),
                          field("target", &PlannedMetric::target, "the number that is aimed at"));
constexpr const auto& fields_of(const PlannedMetric*) { return planned_metric_fields; }

inline constexpr auto initiative_fields =
    fields<Initiative>(field("title", &Initiative::title, "what is to be done, in one line"),
                       field("decision", &Initiative::decision, "the final decision that it carries out"),
                       field("owner", &Initiative::owner, "the member who answers for it"),
                       field("definition_of_done", &Initiative::definition_of_done, "when it counts as done"),
                       field("checks", &Initiative::checks, "acceptance checks, each to be answered at delivery"),
                       field("milestones", &Initiative::milestones, "what is reached on the way"),
                       field("metrics", &Initiative::metrics, "what it is to change, in numbers"),
                       field("urgency", &Initiative::urgency, "why it cannot wait, where there is no decision"));
constexpr const auto& fields_of(const Initiative*) { return initiative_fields; }

Result<void> check_initiative(const Context& context, const Initiative& initiative);  // DLV-001 to DLV-005, DLV-024
void apply_initiative(const Context& context, const Initiative& initiative);
std::string folder_of_initiative(const Context& context, const Initiative& initiative);

// DLV-004.
Result<void> require_active(Database& db, const Handle& handle);
// Where the records about an initiative lie. It exists.
std::string folder_of(Database& db, const InitiativeId& initiative);

}  // namespace tos::delivery
