#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/own_hooks.h"
#include "cli/session.h"
#include "cli/sync_report.h"
#include "core/log/config.h"
#include "core/log/rules.h"
#include "core/log/run_program.h"
#include "federation/hooks.h"
#include "federation/rules.h"

namespace tos::cli {
namespace {

Result<void> add_remote(const log::Repository& repository, const std::string& url) {
  TOS_TRY(const log::ProgramOutcome outcome,
          log::run_git({.arguments = {"--git-dir", repository.common_dir().string(), "remote", "add", "origin", url}}));
  if (outcome.status != 0) {
    return log::with_lock_hint(refuse(rules::FED_005, "{}", outcome.last_words()).hint("git remote -v"),
                               repository.common_dir());
  }
  return {};
}

// The repository of the group that is to be published: before a hub is made for nobody.
Result<log::Repository> group_here(World& world) {
  auto repository = open_repository(world);
  if (repository && repository->head()) return repository;
  if (!repository && repository.error().rule != &log::LOG_001) return repository;
  Refusal missing = repository ? refuse(rules::FED_005, "there is no group here that could be published")
                               : std::move(repository).error();
  return missing.hint("run it in the group's clone; an empty hub: git init --bare DIR && tos -C DIR hooks install");
}

Result<int> run_hub_init(World& world, const std::string& given) {
  const auto path = std::filesystem::absolute(std::filesystem::path(world.options.directory) / given);
  const std::string directory = path.lexically_normal().string();
  TOS_TRY(log::Repository repository, group_here(world));
  if (const auto url = repository.config("remote.origin.url")) {
    return refuse(rules::FED_005, "this group publishes to {} already", *url)
        .hint("git remote -v; git remote remove origin to move elsewhere");
  }
  TOS_TRY(const log::Repository hub, federation::make_hub(directory, own_path()));
  TOS_CHECK(add_remote(repository, directory));
  TOS_TRY(const federation::PushReport report, federation::push(repository, {.reader_clock = world.now()}));
  if (report.outcome.answer == federation::PushAnswer::refused) return show_refused_push(world, report.outcome);
  if (world.options.json) {
    show_json(world, "tos.hub/1", {{"directory", directory}, {"published", report.published}});
    return 0;
  }
  world.line(fmt::format("made the hub {}; it judges every push", given));
  world.line(fmt::format("published {}", count_of(report.published, "record")));
  world.note(fmt::format("others join with: tos clone {}", directory));
  return 0;
}

Result<int> run_install(World& world, bool is_hub) {
  TOS_TRY(const log::Repository repository, open_repository(world));
  TOS_TRY(const std::vector<std::string> names,
          federation::install_hooks(repository, own_path(), is_hub || repository.is_bare()));
  if (world.options.json) {
    show_json(world, "tos.hooks/1", names);
  } else {
    for (const std::string& name : names) world.line(fmt::format("installed {}", name));
  }
  return 0;
}

// Git sets these while a push stands in quarantine: what is being judged is only there.
std::vector<std::filesystem::path> quarantine(const World& world) {
  std::vector<std::filesystem::path> directories;
  if (const auto objects = world.environment("GIT_OBJECT_DIRECTORY")) directories.emplace_back(*objects);
  if (const auto others = world.environment("GIT_ALTERNATE_OBJECT_DIRECTORIES")) {
    for (std::string_view rest = *others; !rest.empty();) {
      const std::string_view one = rest.substr(0, rest.find(':'));
      rest.remove_prefix(std::min(rest.size(), one.size() + 1));
      if (!one.empty() && !one.starts_with('"')) directories.emplace_back(one);
    }
  }
  return directories;
}

Result<int> run_pre_receive(World& world) {
  const std::string lines(std::istreambuf_iterator<char>(std::cin), {});
  TOS_TRY(const auto updates, federation::parse_updates(lines));
  const std::filesystem::path git_dir = world.environment("GIT_DIR").value_or(".");
  TOS_CHECK(federation::check_updates(git_dir, quarantine(world), updates, {.reader_clock = world.now()}));
  return 0;
}

// The read model follows what was taken. Nothing here can undo a push, so nothing here fails one.
Result<int> run_post_receive(World& world) {
  const std::string lines(std::istreambuf_iterator<char>(std::cin), {});
  TOS_TRY(log::Repository repository, log::Repository::open(world.environment("GIT_DIR").value_or(".")));
  if (!repository.head()) return 0;
  TOS_TRY(const history::Group group,
          history::Group::open(std::move(repository), {.reader_clock = world.now(), .threads = 2}));
  world.note(fmt::format("the log has {}, root {}", count_of(group.size(), "record"), group.root().hex16()));
  return 0;
}

Result<int> run_pre_commit(World&) {
  TOS_TRY(const log::Repository repository, log::Repository::discover("."));
  TOS_CHECK(federation::check_staged(repository, false));
  return 0;
}

Result<int> run_pre_merge_commit(World&) {
  TOS_TRY(const log::Repository repository, log::Repository::discover("."));
  TOS_CHECK(federation::check_staged(repository, true));
  return 0;
}

void add_hook_commands(CLI::App& app, World& world) {
  CLI::App* hook = app.add_subcommand("hook", "what git's hooks run; install them with tos hooks install");
  hook->require_subcommand(1);
  const auto add = [&](const char* name, Result<int> (*run)(World&)) {
    CLI::App* command = hook->add_subcommand(name, "run by git");
    command->allow_extras();
    command->callback([&world, run] { finish(world, run(world)); });
  };
  add("pre-receive", run_pre_receive);
  add("post-receive", run_post_receive);
  add("pre-commit", run_pre_commit);
  add("pre-merge-commit", run_pre_merge_commit);
}

}  // namespace

void add_hub(CLI::App& app, World& world) {
  CLI::App* hub = app.add_subcommand("hub", "a repository of one's own that judges every push");
  hub->require_subcommand(1);
  auto directory = std::make_shared<std::string>();
  CLI::App* init = hub->add_subcommand("init", "make one, and publish this group to it");
  init->add_option("dir", *directory, "a new bare repository")->required()->type_name("DIR");
  init->callback([&world, directory] { finish(world, run_hub_init(world, *directory)); });
}

void add_hooks(CLI::App& app, World& world) {
  CLI::App* hooks = app.add_subcommand("hooks", "git's hooks for this repository");
  hooks->require_subcommand(1);
  auto is_hub = std::make_shared<bool>(false);
  CLI::App* install =
      hooks->add_subcommand("install", "pre-commit in a clone; pre-receive and post-receive in a bare repository");
  install->add_flag("--hub", *is_hub, "those of a hub, whatever the repository");
  install->callback([&world, is_hub] { finish(world, run_install(world, *is_hub)); });
  add_hook_commands(app, world);
}

}  // namespace tos::cli
