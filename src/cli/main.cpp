#include <sodium.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <exception>

#include "cli/commands.h"
#include "cli/fault_hook.h"
#include "cli/help_text.h"
#include "cli/session.h"
#include "cli/suggestion.h"
#include "cli/world.h"

namespace {

void add_global_options(CLI::App& app, tos::cli::World& world) {
  auto& options = world.options;
  app.add_option("-C", options.directory, "act as if started in DIR")->type_name("DIR");
  app.add_option("--as", options.as, "the member who acts (else TOS_AS, git config tos.handle, or whose keys are here)")
      ->type_name("HANDLE");
  app.add_option("--key", options.key,
                 "the key that signs (else TOS_KEY, git config tos.key, or one in ssh-agent or ~/.ssh)")
      ->type_name("FILE");
  app.add_option("--at", options.at, "the time to sign with (else the clock, which TOS_CLOCK fixes for tests)")
      ->type_name("TIME");
  app.add_flag("--json", options.json, "print one JSON document");
  app.add_flag("-n,--dry-run", options.dry_run, "check, and write nothing");
  app.add_flag("--no-input", options.no_input, "never ask");
  app.add_flag("-q,--quiet", options.quiet, "print data and errors only");
  app.add_flag("-v,--verbose", options.verbose,
               "say which clone, member and key were taken, and where a record was written");
}

int run(int argc, char** argv) {
  tos::cli::World world;
  tos::cli::install_fault_hook(world);
  CLI::App app{"tos: groups that govern themselves, in a git repository that anyone can check"};
  app.set_version_flag("--version", "tos 0.1.0");
  app.name("tos");
  app.formatter(std::make_shared<tos::cli::HelpText>(world));
  app.require_subcommand(1);
  app.fallthrough();
  add_global_options(app, world);
  std::vector<std::string> words = tos::cli::typed_words(argc, argv);
  tos::cli::add_commands(app, world, words);
  if (const auto clock = world.fixed_clock(); !clock)
    return tos::cli::finish_output(tos::cli::show_refusal(world, clock.error()));
  app.parse_complete_callback([&app, &world] { tos::cli::check_dry_run(app, world); });
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());  // as CLI11 takes them
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return tos::cli::finish_output(app.exit(error));
    return tos::cli::finish_output(tos::cli::show_usage_error(world, app, error, words));
  } catch (const tos::DatabaseError& error) {
    world.exit_code = tos::cli::show_refusal(world, tos::cli::damaged_index(world, error));
  }
  return tos::cli::finish_output(world.exit_code);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, [](int) { std::_Exit(130); });
  std::signal(SIGPIPE, SIG_DFL);
  tos::cli::guard_output();
  if (sodium_init() < 0) return 70;
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tos: a bug: %s\nhint: please report this line\n", error.what());
  } catch (...) {
    std::fputs("tos: a bug\nhint: please report what you typed\n", stderr);
  }
  return 70;
}
