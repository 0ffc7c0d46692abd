#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/delivery_names.h"
#include "cli/initiative_acts.h"
#include "cli/names.h"
#include "cli/session.h"
#include "delivery/gates.h"

namespace tos::cli {
namespace {

using delivery::InitiativeRow;

nlohmann::json initiative_summary(history::Group& group, const InitiativeRow& initiative) {
  nlohmann::json decision;
  if (initiative.decision) {
    decision = decision_name(group, voting::decision_at(group.db(), *initiative.decision));
  }
  return {{"short_name", initiative_name(group, initiative)},
          {"id", initiative.id.hex()},
          {"title", initiative.title},
          {"owner", initiative.owner.text()},
          {"decision", std::move(decision)},
          {"state", name_of(initiative.state)},
          {"started_at", initiative.started_at.to_string()},
          {"published", has_short_name(group, initiative.position)}};
}

Result<void> list_initiatives(World& world, bool all) {
  TOS_TRY(history::Group group, open_group(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const InitiativeRow& initiative : delivery::all_initiatives(group.db(), all)) {
    data.push_back(initiative_summary(group, initiative));
    rows.push_back({initiative_name(group, initiative), std::string(name_of(initiative.state)), initiative.owner.text(),
                    initiative.started_at.to_date(), initiative.title});
  }
  if (world.options.json) {
    show_json(world, "tos.initiative.list/1", std::move(data));
    return {};
  }
  world.out(table({"NAME", "STATE", "OWNER", "STARTED", "TITLE"}, rows));
  if (rows.empty()) world.note(all ? "no initiatives yet: tos initiative start" : "no open initiatives; all: --all");
  return {};
}

struct ShownInitiative {
  InitiativeRow row;
  std::vector<std::string> checks;
  std::vector<delivery::Milestone> milestones;
  std::vector<delivery::MetricTarget> targets;
  std::vector<delivery::TaskRow> tasks;
  std::vector<delivery::Gate> gates;
  delivery::ProofCounts proofs;
  std::vector<delivery::ReviewRow> reviews;
};

ShownInitiative load_initiative(Database& db, InitiativeRow row) {
  const std::int64_t position = row.position;
  const charter::DeliveryTerms terms = charter::delivery_terms(charter::current(db));
  return {.row = std::move(row),
          .checks = delivery::checks_of(db, position),
          .milestones = delivery::milestones_of(db, position),
          .targets = delivery::targets_of(db, position),
          .tasks = delivery::tasks_of(db, position),
          .gates = delivery::gates_of(db, terms, position),
          .proofs = delivery::count_proofs(db, position),
          .reviews = delivery::reviews_of(db, position)};
}

nlohmann::json initiative_json(history::Group& group, const ShownInitiative& shown) {
  nlohmann::json data = initiative_summary(group, shown.row);
  data["checks"] = shown.checks;
  data["milestones"] = nlohmann::json::array();
  for (const auto& one : shown.milestones)
    data["milestones"].push_back({{"name", one.name}, {"due", one.due.to_string()}});
  data["targets"] = nlohmann::json::array();
  for (const auto& one : shown.targets) {
    data["targets"].push_back({{"name", one.name}, {"unit", one.unit}, {"target", one.target}});
  }
  data["tasks"] = nlohmann::json::array();
  for (const auto& task : shown.tasks) {
    nlohmann::json after = nlohmann::json::array();
    for (const auto& before : delivery::tasks_before(group.db(), task.position)) after.push_back(before.key.text());
    data["tasks"].push_back(
        {{"name", task_name(group, task)},
         {"id", task.id.hex()},
         {"title", task.title},
         {"state", name_of(task.state)},
         {"owner", task.owner ? nlohmann::json(task.owner->text()) : nlohmann::json()},
         {"estimate_hours", task.estimate_hours ? nlohmann::json(*task.estimate_hours) : nlohmann::json()},
         {"after", std::move(after)}});
  }
  data["gates"] = nlohmann::json::array();
  for (const auto& gate : shown.gates) {
    data["gates"].push_back({{"token", gate.token},
                             {"wanted", gate.wanted},
                             {"state", name_of(gate.state)},
                             {"value", gate.value},
                             {"note", gate.note}});
  }
  data["proofs"] = {{"records", shown.proofs.proofs}, {"lines", shown.proofs.lines}, {"green", shown.proofs.green}};
  data["reviews"] = nlohmann::json::array();
  for (const auto& review : shown.reviews) {
    data["reviews"].push_back({{"id", review.id.hex()}, {"author", review.author.text()}, {"outcome", review.outcome}});
  }
  return data;
}

std::string gate_text(const delivery::Gate& gate) {
  if (gate.state == delivery::GateState::pending) return fmt::format("{} pending", gate.token);
  return fmt::format("{}={}{}", gate.token, gate.value, gate.state == delivery::GateState::green ? "" : " (not green)");
}

void print_initiative(World& world, history::Group& group, const ShownInitiative& shown) {
  const InitiativeRow& row = shown.row;
  world.line(fmt::format("{} {}", initiative_name(group, row), row.title));
  world.line(fmt::format("state      {}{}", name_of(row.state), row.closed_as ? ", " + *row.closed_as : ""));
  world.line(fmt::format("owner      {}, since {}", row.owner, row.started_at.to_minute()));
  if (row.decision) {
    const auto decision = voting::decision_at(group.db(), *row.decision);
    world.line(fmt::format("decision   {} '{}'", decision_name(group, decision),
                           title_of(group, voting::poll_at(group.db(), decision.poll))));
  }
  if (row.delivered_at) world.line(fmt::format("delivered  {}", row.delivered_at->to_minute()));
  for (const auto& gate : shown.gates) world.line(fmt::format("gate       {}", gate_text(gate)));
  world.line(fmt::format("proofs     {} with {} proof lines; {} show every required gate by themselves",
                         shown.proofs.proofs, shown.proofs.lines, shown.proofs.green));
  for (const auto& one : shown.milestones) world.line(fmt::format("milestone  {}, {}", one.due.to_date(), one.name));
  for (const auto& one : shown.targets) {
    world.line(fmt::format("target     {}: {} {}", one.name, one.target, one.unit));
  }
  for (std::size_t i = 0; i < shown.checks.size(); ++i)
    world.line(fmt::format("check {:<5}{}", i + 1, shown.checks[i]));
  std::vector<std::vector<std::string>> rows;
  for (const auto& task : shown.tasks) {
    rows.push_back(
        {task.key.text(), std::string(name_of(task.state)), task.owner ? task.owner->text() : "-", task.title});
  }
  if (!rows.empty()) world.out("\n" + table({"TASK", "STATE", "OWNER", "TITLE"}, rows));
  for (const auto& review : shown.reviews) {
    world.line(fmt::format("review     {} by {}, {}", review.outcome, review.author, review.at.to_date()));
  }
}

Result<void> show_initiative(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(InitiativeRow row, find_initiative_named(group, name));
  const ShownInitiative shown = load_initiative(group.db(), std::move(row));
  if (world.options.json) {
    show_json(world, "tos.initiative.show/1", initiative_json(group, shown));
  } else {
    print_initiative(world, group, shown);
  }
  return {};
}

}  // namespace

void add_initiative(CLI::App& app, World& world) {
  CLI::App* initiative = app.add_subcommand("initiative", "carry out what was decided, and show that it is done");
  initiative->require_subcommand(1);
  add_initiative_start(*initiative, world);

  auto all = std::make_shared<bool>(false);
  CLI::App* list = initiative->add_subcommand("list", "the initiatives that are not closed");
  list->add_flag("--all", *all, "also closed ones");
  list->callback([&world, all] { finish(world, list_initiatives(world, *all)); });

  auto shown = std::make_shared<std::string>();
  CLI::App* show = initiative->add_subcommand("show", "one initiative: gates, tasks, proofs, reviews");
  show->add_option("initiative", *shown, initiative_help)->required()->type_name("INITIATIVE");
  show->callback([&world, shown] { finish(world, show_initiative(world, *shown)); });

  add_initiative_deliver(*initiative, world);
  add_initiative_close(*initiative, world);
}

}  // namespace tos::cli
