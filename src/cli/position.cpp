#include "deliberation/position.h"

#include <CLI/CLI.hpp>

#include "cli/all_commands.h"
#include "cli/names.h"
#include "cli/statements.h"

namespace tos::cli {
namespace {

using deliberation::Position;
using deliberation::Stance;

Result<void> take_position(World& world, const std::string& name, Stance stance, const std::string& reason) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const deliberation::Version version, find_proposal_named(group, name));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  std::vector<Enclosure> enclosures;
  Position position{.proposal = version.id, .stance = stance, .reason = {}};
  if (stance == Stance::withdrawn) {
    TOS_TRY(position.reason, optional_text(world, reason, "reason", enclosures));
  } else {
    TOS_TRY(position.reason,
            required_text(world, reason, "reason", "Why you take this position: 10 to 2000 characters.", enclosures));
  }
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("deliberation.position/v1", std::move(position), std::move(enclosures)),
                        identity));
  show_written(world, group, id,
               fmt::format("the position of {} on {} is {}", identity.handle, proposal_title(group, version),
                           stance == Stance::withdrawn ? "withdrawn" : fmt::format("'{}'", name_of(stance))));
  return {};
}

Result<void> add_position_named(World& world, const std::string& name, const std::string& stance,
                                const std::string& reason) {
  TOS_TRY(const Stance taken, choice_option<Stance>("stance", stance));
  return take_position(world, name, taken, reason);
}

}  // namespace

void add_position(CLI::App& app, World& world) {
  CLI::App* position = app.add_subcommand("position", "where you stand on a proposal, before and beside any poll");
  position->require_subcommand(1);

  CLI::App* add = position->add_subcommand("add", "take a position; it replaces your earlier one");
  auto name = proposal_argument(*add);
  auto stance = std::make_shared<std::string>();
  auto reason = std::make_shared<std::string>();
  add->add_option("stance", *stance, "support, oppose, abstain or block")->required()->type_name("STANCE");
  add->add_option("--reason", *reason, "why, in 10 to 2000 characters; TEXT, @FILE or -")->type_name("TEXT");
  add->callback([&world, name, stance, reason] { finish(world, add_position_named(world, *name, *stance, *reason)); });

  CLI::App* withdraw = position->add_subcommand("withdraw", "take your position back");
  auto withdrawn = proposal_argument(*withdraw);
  auto why = std::make_shared<std::string>();
  withdraw->add_option("--reason", *why, "why; TEXT, @FILE or -")->type_name("TEXT");
  withdraw->callback(
      [&world, withdrawn, why] { finish(world, take_position(world, *withdrawn, Stance::withdrawn, *why)); });
}

}  // namespace tos::cli
