#include "history/verify.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/session.h"
#include "cli/verdict.h"
#include "federation/fork.h"

namespace tos::cli {
namespace {

struct VerifyCommand {
  unsigned threads = 2;
};

// A fork says what it comes from, and whether the parent's log beside it is that.
Result<void> show_parent(World& world, const log::Repository& repository, std::string_view group) {
  if (group.empty()) return {};
  const auto checked = federation::check_parent(repository, group);
  if (!checked || !*checked) return {};  // where the founding record cannot be read, the verdict has said so
  const federation::ParentCheck& parent = **checked;
  const std::string_view state = parent.problem      ? "tos/parent is another"
                                 : parent.has_branch ? "tos/parent agrees"
                                                     : "no branch tos/parent here";
  if (!world.options.json)
    world.line(fmt::format("parent     {} at {} records, root {}: {}", parent.group.hex16(), parent.size,
                           parent.root.hex16(), state));
  if (!parent.has_branch) world.note("hint: git fetch origin tos/parent:tos/parent, from where the fork is published");
  if (parent.problem) world.warn(fmt::format("[{}] {}", parent.problem->rule->id, parent.problem->what));
  return {};
}

Result<int> run_verify(World& world, const VerifyCommand& options) {
  TOS_TRY(const log::Repository repository, open_repository(world));
  Progress progress(world, "verifying");
  auto verdict = [&] {
    return history::verify(repository,
                           {.reader_clock = world.now(),
                            .threads = options.threads,
                            .progress = [&](std::int64_t done, std::int64_t total) { progress.update(done, total); }});
  }();
  if (!verdict) return verdict.error();
  if (world.options.json) {
    show_json(world, "tos.verify/1", verdict_json(*verdict));
  } else {
    show_verdict(world, *verdict);
  }
  TOS_CHECK(show_parent(world, repository, verdict->group));
  show_proof_lines(world, *verdict);
  return verdict_exit_code(*verdict);
}

}  // namespace

void add_verify(CLI::App& app, World& world) {
  auto options = std::make_shared<VerifyCommand>();
  CLI::App* command = app.add_subcommand("verify", "judge the whole repository afresh: signatures, rules, counts");
  command->add_option("--threads", options->threads, "threads that read and check signatures")
      ->type_name("N")
      ->check(CLI::Range(1U, 64U));
  command->callback([&world, options] { finish(world, run_verify(world, *options)); });
}

}  // namespace tos::cli
