#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/session.h"
#include "cli/sync_report.h"
#include "core/log/append.h"

namespace tos::cli {
namespace {

struct RepairCommand {
  bool yes = false;
  bool push = false;
};

void show_plan(World& world, const federation::RepairPlan& plan, std::string_view moves, std::string_view stays) {
  for (const auto* problem : {&plan.local_problem, &plan.remote_problem}) {
    if (!*problem) continue;
    const std::string& place = (*problem)->where.path;
    world.warn(fmt::format("[{}] {}{}", (*problem)->rule->id, (*problem)->what,
                           place.empty() ? "" : fmt::format(" ({})", place)));
  }
  const std::string way = plan.from == plan.to
                              ? fmt::format("main here {} at {}", stays, plan.to.short_hex())
                              : fmt::format("{} main from {} to {}", moves, plan.from.short_hex(), plan.to.short_hex());
  world.line(fmt::format("{}: the good log of {}, and {} carried again", way, count_of(plan.good_size, "record"),
                         count_of(static_cast<std::int64_t>(plan.carried), "record")));
  show_aside(world, plan.aside, plan.commits_aside);
  for (const std::string& number : plan.evidence)
    world.line(fmt::format("kept what was bad as refs/tos/evidence/{} and .git/tos/evidence/{}", number, number));
}

nlohmann::json plan_json(const federation::RepairPlan& plan, bool applied, bool pushed) {
  return {{"applied", applied},
          {"pushed", pushed},
          {"from", plan.from.hex()},
          {"to", plan.to.hex()},
          {"good_records", plan.good_size},
          {"carried", plan.carried},
          {"set_aside", aside_json(plan.aside)},
          {"local_problem", problem_json(plan.local_problem)},
          {"remote_problem", problem_json(plan.remote_problem)},
          {"evidence", plan.evidence}};
}

Result<bool> force_push(World& world, log::Repository& repository, const log::ObjectId& lease) {
  TOS_TRY(const federation::PushOutcome outcome, federation::push_main(repository, lease));
  if (outcome.answer != federation::PushAnswer::taken) {
    world.exit_code = show_refused_push(world, outcome);
    return false;
  }
  TOS_TRY(const log::RepositoryLock lock, log::RepositoryLock::acquire(repository));
  TOS_TRY(const log::ObjectId main, repository.require_head());
  TOS_CHECK(federation::mark_published(repository, lock, main));
  return true;
}

Result<int> run_repair(World& world, const RepairCommand& command) {
  TOS_TRY(log::Repository repository, open_repository(world));
  const federation::SyncOptions options{.reader_clock = world.now()};
  TOS_TRY(federation::RepairPlan plan, federation::repair(repository, options, false));
  if (!plan.local_problem && !plan.remote_problem) {
    if (world.options.json) {
      show_json(world, "tos.repair/1", plan_json(plan, false, false));
    } else {
      world.line("nothing to repair: the log reaches its head");
    }
    return 0;
  }
  bool agreed = command.yes && !world.options.dry_run;
  if (!world.options.json && !agreed) show_plan(world, plan, "would move", "would stay");
  if (!command.yes && world.is_interactive()) agreed = world.ask("Do this? (yes/no)").value_or("") == "yes";
  if (!agreed) {
    if (world.options.json) show_json(world, "tos.repair/1", plan_json(plan, false, false));
    world.note("nothing was changed; do it: tos repair --yes");
    return 0;
  }
  TOS_TRY(plan, federation::repair(repository, options, true));
  bool pushed = false;
  if (!world.options.json) show_plan(world, plan, "moved", "stays");
  if (plan.bad_remote_head && command.push) {
    TOS_TRY(pushed, force_push(world, repository, *plan.bad_remote_head));
  }
  if (world.options.json) show_json(world, "tos.repair/1", plan_json(plan, true, pushed));
  if (!pushed) {
    TOS_TRY(history::Group group, open_group(world));
    if (!group.problem()) say_unpublished(world, group);
  }
  if (pushed) world.note("the remote's main was replaced; everybody's next tos pull goes on from there");
  if (plan.bad_remote_head && !command.push)
    world.note(
        fmt::format("now mend the remote, if you may: tos repair --yes --push, or git push "
                    "--force-with-lease=main:{} {} main",
                    plan.bad_remote_head->hex(), federation::remote_name(repository)));
  return world.exit_code;
}

}  // namespace

void add_repair(CLI::App& app, World& world) {
  auto options = std::make_shared<RepairCommand>();
  CLI::App* command =
      app.add_subcommand("repair", "take main back to its last good commit, and carry what is valid of the rest again");
  command->add_flag("--yes", options->yes, "do it without asking");
  command->add_flag("--push", options->push, "and replace the remote's main, if it is still the bad one");
  command->callback([&world, options] { finish(world, run_repair(world, *options)); });
}

}  // namespace tos::cli
