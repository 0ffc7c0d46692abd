#include "cli/commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/all_commands.h"
#include "cli/suggestion.h"
#include "cli/world.h"

namespace tos::cli {

std::span<const CommandEntry> commands() {
  // clang-format off: one command a line
  static constexpr CommandEntry table[] = {
      {"init", add_init, DryRun::honoured},
      {"accept", add_accept, DryRun::honoured},
      {"join", add_join, DryRun::honoured},
      {"member", add_member, DryRun::honoured},
      {"key", add_key, DryRun::honoured},
      {"whoami", add_whoami, DryRun::honoured},
      {"role", add_role, DryRun::honoured},
      {"charter", add_charter, DryRun::honoured},
      {"approve", add_approve, DryRun::honoured},
      {"redact", add_redact, DryRun::honoured},
      {"config", add_config, DryRun::honoured},
      {"status", add_status, DryRun::honoured},
      {"due", add_due, DryRun::honoured},
      {"proposal", add_proposal, DryRun::honoured},
      {"evidence", add_evidence, DryRun::honoured},
      {"option", add_option, DryRun::honoured},
      {"position", add_position, DryRun::honoured},
      {"objection", add_objection, DryRun::honoured},
      {"recuse", add_recuse, DryRun::honoured},
      {"poll", add_poll, DryRun::honoured},
      {"ballot", add_ballot, DryRun::honoured},
      {"decision", add_decision, DryRun::honoured},
      {"policy", add_policy, DryRun::honoured},
      {"points", add_points, DryRun::honoured},
      {"initiative", add_initiative, DryRun::honoured},
      {"task", add_task, DryRun::honoured},
      {"proof", add_proof, DryRun::honoured},
      {"review", add_review, DryRun::honoured},
      {"aid", add_aid, DryRun::honoured},
      {"report", add_report, DryRun::honoured},
      {"treasury", add_treasury, DryRun::honoured},
      {"gate", add_gate, DryRun::honoured},
      {"currency", add_currency, DryRun::honoured},
      {"account", add_account, DryRun::honoured},
      {"ledger", add_ledger, DryRun::honoured},
      {"fund", add_fund, DryRun::honoured},
      {"rate", add_rate, DryRun::honoured},
      {"convert", add_convert, DryRun::honoured},
      {"pull", add_pull, DryRun::honoured},
      {"push", add_push, DryRun::honoured},
      {"sync", add_sync, DryRun::honoured},
      {"clone", add_clone, DryRun::refused},
      {"fork", add_fork, DryRun::honoured},
      {"hub", add_hub, DryRun::refused},
      {"hooks", add_hooks, DryRun::refused},
      {"repair", add_repair, DryRun::honoured},
      {"import", add_import, DryRun::honoured},
      {"carry", add_carry, DryRun::honoured},
      {"undo", add_undo, DryRun::honoured},
      {"verify", add_verify, DryRun::honoured},
      {"log", add_log, DryRun::honoured},
      {"list", add_list, DryRun::honoured},
      {"show", add_show, DryRun::honoured},
      {"explain", add_explain, DryRun::honoured},
      {"schema", add_schema, DryRun::honoured, Sees::all_commands},
      {"tally", add_tally, DryRun::honoured},
      {"completion", add_completion, DryRun::honoured, Sees::all_commands},
      {"man", add_man, DryRun::honoured, Sees::all_commands},
  };
  // clang-format on
  return table;
}

void add_commands(CLI::App& app, World& world, const std::vector<std::string>& words) {
  std::size_t at = 0;
  while (at < words.size() && words[at].starts_with("-")) at += takes_value(app, words[at]) ? 2U : 1U;
  const std::string typed = at < words.size() ? words[at] : "";
  const auto only = std::ranges::find(commands(), typed, &CommandEntry::name);
  if (only != commands().end() && only->sees == Sees::itself) return only->add(app, world);
  for (const CommandEntry& command : commands()) command.add(app, world);
}

void check_dry_run(const CLI::App& app, const World& world) {
  if (!world.options.dry_run) return;
  for (const CLI::App* typed : app.get_subcommands()) {
    const auto command = std::ranges::find(commands(), typed->get_name(), &CommandEntry::name);
    if (command == commands().end() || command->dry_run == DryRun::honoured) continue;
    throw CLI::ParseError(fmt::format("tos {} cannot be tried without doing it: leave out -n", command->name), 2);
  }
}

}  // namespace tos::cli
