#include <CLI/CLI.hpp>
#include <filesystem>

#include "cli/all_commands.h"
#include "cli/own_hooks.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/verdict.h"
#include "core/log/append.h"
#include "federation/sync.h"

namespace tos::cli {
namespace {

struct CloneCommand {
  std::string url;
  std::string directory;
  bool no_checkout = false;
};

// "ssh://host/srv/maple.git" and "host:maple.git" give "maple", as git has it.
std::string directory_of(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  if (url.ends_with("/.git")) url.resize(url.size() - 5);
  url = url.substr(url.find_last_of("/:") + 1);
  if (url.ends_with(".git")) url.resize(url.size() - 4);
  return url;
}

Result<int> run_clone(World& world, CloneCommand command) {
  if (command.directory.empty()) command.directory = directory_of(command.url);
  if (command.directory.empty()) return refuse(rules::CLI_001, "where to?").hint("tos clone URL DIR");
  const std::string directory = (std::filesystem::path(world.options.directory) / command.directory).string();
  std::error_code ignored;
  if (std::filesystem::exists(directory, ignored) && !std::filesystem::is_empty(directory, ignored))
    return refuse(rules::CLI_007, "'{}' is there already", command.directory).hint("choose another name, or remove it");
  TOS_CHECK(federation::clone_bare_of_files(command.url, command.directory, world.options.directory));
  TOS_TRY(log::Repository repository, log::Repository::open(directory));
  install_own_hooks(world, repository);  // before all else: git takes a clone without files for one with all removed
  Progress progress(world, "verifying");
  TOS_TRY(
      const history::Verdict verdict,
      history::verify(repository, {.reader_clock = world.now(), .progress = [&](std::int64_t done, std::int64_t all) {
                                     progress.update(done, all);
                                   }}));
  if (world.options.json) {
    show_json(world, "tos.clone/1", {{"directory", command.directory}, {"verify", verdict_json(verdict)}});
  } else {
    show_verdict(world, verdict);
  }
  show_proof_lines(world, verdict);
  if (verdict.colour != history::VerdictColour::green) {
    world.warn(fmt::format("'{}' is kept for you to look at, and its files are not checked out", command.directory));
    return verdict_exit_code(verdict);
  }
  {
    TOS_TRY(const log::RepositoryLock lock, log::RepositoryLock::acquire(repository));
    TOS_TRY(const log::ObjectId head, repository.require_head());
    TOS_CHECK(federation::mark_published(repository, lock, head));
  }
  if (!command.no_checkout) TOS_CHECK(federation::check_out(directory));
  return 0;
}

}  // namespace

void add_clone(CLI::App& app, World& world) {
  auto options = std::make_shared<CloneCommand>();
  CLI::App* command = app.add_subcommand("clone", "copy a group's repository, and judge it before anything is shown");
  command->add_option("url", options->url, "where it is: a path, ssh or https")->required()->type_name("URL");
  command->add_option("dir", options->directory, "the new directory")->type_name("DIR");
  command->add_flag("--no-checkout", options->no_checkout, "no files beside .git: fastest for large groups");
  command->callback([&world, options] { finish(world, run_clone(world, *options)); });
}

}  // namespace tos::cli
