#include "cli/proposal_stage.h"

#include <CLI/CLI.hpp>

#include "cli/names.h"
#include "cli/statements.h"
#include "deliberation/stage_move.h"

namespace tos::cli {
namespace {

using charter::Stage;

Result<void> move_proposal(World& world, const std::string& name, std::optional<Stage> to, const std::string& reason) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const deliberation::Version version, find_proposal_named(group, name));
  const Stage stage = deliberation::chain_at(group.db(), version.chain).stage;
  std::vector<Enclosure> enclosures;
  deliberation::StageMove move{.proposal = version.id, .to = Stage::archived, .reason = {}};
  move.to = to ? *to : deliberation::next_stage(stage);
  TOS_TRY(move.reason, optional_text(world, reason, "reason", enclosures));
  const std::string_view where = name_of(move.to);
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("deliberation.stage-move/v1", std::move(move), std::move(enclosures))));
  show_written(world, group, id,
               fmt::format("{} goes from {} to {}", proposal_title(group, version), name_of(stage), where));
  return {};
}

Result<void> advance_proposal(World& world, const std::string& name, const std::string& to, const std::string& reason) {
  if (to.empty()) return move_proposal(world, name, std::nullopt, reason);
  TOS_TRY(const Stage stage, choice_option<Stage>("stage", to));
  return move_proposal(world, name, stage, reason);
}

}  // namespace

void add_proposal_stage(CLI::App& proposal, World& world) {
  CLI::App* advance = proposal.add_subcommand("advance", "move a proposal to its next stage, or back");
  auto advanced = proposal_argument(*advance);
  auto to = std::make_shared<std::string>();
  auto reason = std::make_shared<std::string>();
  advance->add_option("--to", *to, "the next stage, research or deliberate (default: the next)")->type_name("STAGE");
  advance->add_option("--reason", *reason, "why; TEXT, @FILE or -")->type_name("TEXT");
  advance->callback(
      [&world, advanced, to, reason] { finish(world, advance_proposal(world, *advanced, *to, *reason)); });

  CLI::App* archive = proposal.add_subcommand("archive", "lay a proposal aside, from any stage");
  auto archived = proposal_argument(*archive);
  auto why = std::make_shared<std::string>();
  archive->add_option("--reason", *why, "why; TEXT, @FILE or -")->type_name("TEXT");
  archive->callback([&world, archived, why] { finish(world, move_proposal(world, *archived, Stage::archived, *why)); });
}

}  // namespace tos::cli
