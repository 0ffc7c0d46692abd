#include "cli/approve.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/all_commands.h"
#include "cli/names.h"
#include "identity/approval.h"

namespace tos::cli {
namespace {

Result<void> list_waiting(World& world) {
  TOS_TRY(history::Group group, open_group(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const identity::Pending& pending : identity::open_pendings(group.db())) {
    const auto approvers = identity::approvers_of(group.db(), pending.record);
    const auto& until = pending.authority.until;
    data.push_back({{"record", pending.record.hex()},
                    {"kind", pending.kind},
                    {"approvals", pending.approvals},
                    {"needed", pending.authority.needed},
                    {"entitled", pending.authority.entitled},
                    {"approvers", approvers},
                    {"until", until ? nlohmann::json(until->to_string()) : nlohmann::json()}});
    rows.push_back({pending.record.hex16(), std::string(noun_of(pending.kind)),
                    fmt::format("{} of {}", pending.approvals, pending.authority.needed), pending.authority.entitled,
                    until ? until->to_date() : "-", fmt::format("{}", fmt::join(approvers, ", "))});
  }
  if (world.options.json) {
    show_json(world, "tos.approve.list/1", std::move(data));
  } else {
    world.out(table({"RECORD", "KIND", "APPROVALS", "OF", "UNTIL", "BY"}, rows, world.columns()));
    if (rows.empty()) world.note("no record waits for approval");
  }
  return {};
}

Result<RecordId> resolve_waiting(history::Group& group, const std::string& name) {
  auto entry = resolve_record(group, name);
  if (entry) return entry->id;
  if (const auto decision = find_decision_named(group, name)) return decision->id.as<RecordTag>();
  return entry.error();
}

Result<void> approve_waiting(World& world, history::Group& group, const RecordId& waiting) {
  TOS_TRY(const Identity self, choose_identity(world, group));
  const auto pending = identity::find_pending(group.db(), waiting);
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("charter.approval/v1", identity::Approval{waiting}), self));
  const std::string noun(pending ? noun_of(pending->kind) : "record");
  const auto now = identity::find_pending(group.db(), waiting);
  show_act(world, group, id, "the approval",
           fmt::format(
               "'{}' approves the {} {}: {}{}", self.handle, noun, waiting.hex16(), approval_progress(group, waiting),
               now && now->state == "done" ? noun == "decision" ? "; it is certified" : "; it is in effect" : ""));
  return {};
}

Result<void> run_approve(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const RecordId waiting, resolve_waiting(group, name));
  return approve_waiting(world, group, waiting);
}

}  // namespace

Result<void> approve_decision(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const voting::DecisionRow decision, find_decision_named(group, name));
  return approve_waiting(world, group, decision.id.as<RecordTag>());
}

void add_approve(CLI::App& app, World& world) {
  auto name = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("approve", "agree to a record that needs several people; without one, list them");
  command->add_option("record", *name, "its id, the first digits of it, or a decision (D7) to certify")
      ->type_name("RECORD");
  command->callback([&world, name] { finish(world, name->empty() ? list_waiting(world) : run_approve(world, *name)); });
}

}  // namespace tos::cli
