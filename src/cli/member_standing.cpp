#include <CLI/CLI.hpp>

#include "cli/acting.h"
#include "cli/member_commands.h"
#include "identity/standing.h"

namespace tos::cli {
namespace {

struct StandingOptions {
  std::string handle;
  std::string reason;
  std::string decision;
};

// A suspension or a reinstatement: the same fields.
template <class T>
Result<void> run_change(World& world, const StandingOptions& options, const char* kind, std::string_view act,
                        std::string_view done) {
  TOS_TRY(history::Group group, open_group(world));
  T body;
  TOS_TRY(body.member, Handle::parse(options.handle));
  TOS_TRY(body.decision, decision_option(group, options.decision));
  TOS_TRY(std::string reason, text_option(world, options.reason, "reason", "Why? Members read this."));
  Enclosure enclosure = enclose("reason", std::move(reason));
  body.reason = enclosure.digest();
  return carry_out(world, group, draft(kind, std::move(body), {std::move(enclosure)}),
                   fmt::format("the {} of '{}'", act, options.handle), fmt::format("'{}' {}", options.handle, done));
}

Result<void> run_leave(World& world, const StandingOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity self, choose_identity(world, group));
  identity::Leaving leaving;
  std::vector<Enclosure> enclosures;
  if (!options.reason.empty()) {
    TOS_TRY(std::string reason, text_option(world, options.reason, "reason", "Why do you leave?"));
    enclosures.push_back(enclose("reason", std::move(reason)));
    leaving.reason = enclosures.back().digest();
  }
  return carry_out(world, group, draft("identity.leaving/v1", leaving, std::move(enclosures)), self, "leaving",
                   fmt::format("'{}' has left '{}'; the handle stays theirs for ever", self.handle, group.name()));
}

std::shared_ptr<StandingOptions> change_options(CLI::App* command) {
  auto options = std::make_shared<StandingOptions>();
  command->add_option("handle", options->handle, "who")->required()->type_name("HANDLE");
  command->add_option("--reason", options->reason, "why (@FILE: from a file, -: from stdin)")->type_name("TEXT");
  command->add_option("--decision", options->decision, "the decision that it carries out")->type_name("DECISION");
  return options;
}

}  // namespace

void add_member_standing(CLI::App& member, World& world) {
  CLI::App* suspend = member.add_subcommand("suspend", "a member's records are no longer taken");
  const auto suspension = change_options(suspend);
  suspend->footer("example: tos member suspend mara --reason \"the key is in strange hands\"");
  suspend->callback([&world, suspension] {
    finish(world, run_change<identity::Suspension>(world, *suspension, "identity.suspension/v1", "suspension",
                                                   "is suspended"));
  });
  CLI::App* reinstate = member.add_subcommand("reinstate", "end a member's suspension");
  const auto reinstatement = change_options(reinstate);
  reinstate->callback([&world, reinstatement] {
    finish(world, run_change<identity::Reinstatement>(world, *reinstatement, "identity.reinstatement/v1",
                                                      "reinstatement", "is active again"));
  });
  auto leaving = std::make_shared<StandingOptions>();
  CLI::App* leave = member.add_subcommand("leave", "leave the group yourself");
  leave->add_option("--reason", leaving->reason, "why, if you wish to say")->type_name("TEXT");
  leave->callback([&world, leaving] { finish(world, run_leave(world, *leaving)); });
}

}  // namespace tos::cli
