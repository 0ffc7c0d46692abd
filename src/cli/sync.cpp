#include "federation/sync.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/session.h"
#include "cli/sync_report.h"
#include "core/log/maintenance.h"
#include "history/catalog.h"

namespace tos::cli {
namespace {

federation::SyncOptions sync_options(const World& world) {
  return {.reader_clock = world.now(), .apply = !world.options.dry_run};
}

void say_dry_run(World& world) {
  if (world.options.dry_run) world.note("dry run: nothing was published, and main stays where it is");
}

std::string published_text(const World& world, const federation::PushReport& report) {
  std::string what = count_of(report.published, "record");
  const std::string free = count_of(report.free_commits, "commit") + " of free files";
  if (report.free_commits > 0) what = report.published == 0 ? free : what + " and " + free;
  return (world.options.dry_run ? "would publish " : "published ") + what;
}

Result<int> run_pull(World& world) {
  TOS_TRY(log::Repository repository, open_repository(world));
  TOS_TRY(const federation::PullReport report, federation::pull(repository, sync_options(world)));
  if (!world.options.dry_run) (void)log::collect_garbage(repository);
  if (world.options.json) {
    nlohmann::json data = pull_json(report);
    data["dry_run"] = world.options.dry_run;
    show_json(world, "tos.pull/1", std::move(data));
  } else {
    show_pull(world, report);
  }
  say_dry_run(world);
  return pull_exit_code(world, report);
}

void warn_not_noted(World& world, const federation::PushReport& report) {
  if (!report.not_noted) return;
  world.warn(fmt::format("the remote has it, but this clone could not note that: [{}] {}", report.not_noted->rule->id,
                         report.not_noted->what));
  world.note(fmt::format("hint: {}; then tos pull", report.not_noted->hint_text));
}

Result<int> run_push(World& world) {
  TOS_TRY(log::Repository repository, open_repository(world));
  TOS_TRY(federation::PushReport report, federation::push(repository, sync_options(world)));
  if (!world.options.dry_run) (void)log::collect_garbage(repository);
  if (report.outcome.answer == federation::PushAnswer::refused) return show_refused_push(world, report.outcome);
  if (report.pulled) report.pulled->unpublished = 0;  // no longer
  warn_not_noted(world, report);
  if (world.options.json) {
    nlohmann::json data{
        {"published", report.published}, {"attempts", report.attempts}, {"dry_run", world.options.dry_run}};
    data["pull"] = report.pulled ? pull_json(*report.pulled) : nlohmann::json();
    show_json(world, "tos.push/1", std::move(data));
  } else {
    if (report.pulled && !report.pulled->remote_is_empty) show_pull(world, *report.pulled);
    world.line(report.published == 0 && report.free_commits == 0 ? "nothing to publish: the remote has it all"
                                                                 : published_text(world, report));
  }
  say_dry_run(world);
  return report.pulled ? pull_exit_code(world, *report.pulled) : 0;
}

// Pull always, so that a remote that stops at a bad commit is named before anything is pushed.
Result<int> run_sync(World& world) {
  TOS_TRY(log::Repository repository, open_repository(world));
  TOS_TRY(federation::PullReport pulled, federation::pull(repository, sync_options(world)));
  if (pulled.problem) {
    show_pull(world, pulled);
    say_dry_run(world);
    return pull_exit_code(world, pulled);
  }
  TOS_TRY(federation::PushReport pushed, federation::push(repository, sync_options(world)));
  if (!world.options.dry_run) (void)log::collect_garbage(repository);
  if (pushed.outcome.answer == federation::PushAnswer::refused) {
    show_pull(world, pulled);
    return show_refused_push(world, pushed.outcome);
  }
  if (world.options.dry_run && !pulled.remote_is_empty) pushed.published = pulled.unpublished;  // main did not follow
  pulled.unpublished = 0;                                                                       // no longer
  warn_not_noted(world, pushed);
  if (pushed.pulled) pushed.pulled->unpublished = 0;
  const std::int64_t received = pulled.received + (pushed.pulled ? pushed.pulled->received : 0);
  if (world.options.json) {
    show_json(world, "tos.sync/1",
              {{"received", received},
               {"published", pushed.published},
               {"pull", pull_json(pulled)},
               {"dry_run", world.options.dry_run}});
  } else {
    if (!pulled.remote_is_empty) show_pull(world, pulled);
    if (pushed.pulled && !pushed.pulled->remote_is_empty) show_pull(world, *pushed.pulled);
    world.line(published_text(world, pushed));
  }
  say_dry_run(world);
  const int code = pull_exit_code(world, pulled);
  return pushed.pulled && code == 0 ? pull_exit_code(world, *pushed.pulled) : code;
}

}  // namespace

void add_pull(CLI::App& app, World& world) {
  app.add_subcommand("pull", "fetch what others published, verify it, and put unpublished records on top")
      ->callback([&world] { finish(world, run_pull(world)); });
}

void add_push(CLI::App& app, World& world) {
  app.add_subcommand("push", "publish this clone's records; pulls first when it must")->callback([&world] {
    finish(world, run_push(world));
  });
}

void add_sync(CLI::App& app, World& world) {
  app.add_subcommand("sync", "pull, then push")->callback([&world] { finish(world, run_sync(world)); });
}

}  // namespace tos::cli
