#include <CLI/CLI.hpp>

#include "cli/acting.h"
#include "cli/all_commands.h"
#include "identity/founding.h"

namespace tos::cli {
namespace {

std::string founding_progress(history::Group& group) {
  const identity::FoundingState state = identity::founding_state(group.db());
  return fmt::format("{} of {} founders have accepted{}", state.accepted, state.named,
                     state.is_founded() ? "; the group is founded" : ", more than half are needed");
}

Result<void> run_accept(World& world, bool refuses) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity founder, choose_candidate(world, group));
  Draft answer = refuses ? draft("charter.refusal/v1", identity::FounderRefusal{})
                         : draft("charter.acceptance/v1", identity::Acceptance{});
  TOS_TRY(const RecordId id, publish_draft(world, group, std::move(answer), founder));
  show_act(world, group, id, "the answer",
           fmt::format("'{}' {} the founding of '{}': {}", founder.handle, refuses ? "refuses" : "accepts",
                       group.name(), founding_progress(group)));
  return {};
}

}  // namespace

void add_accept(CLI::App& app, World& world) {
  auto refuses = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("accept", "a named founder's answer: yes, or no with --refuse");
  command->add_flag("--refuse", *refuses, "say no: the handle is then nobody's");
  command->footer("example: tos --as mara accept");
  command->callback([&world, refuses] { finish(world, run_accept(world, *refuses)); });
}

}  // namespace tos::cli
