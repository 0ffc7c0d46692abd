#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/names.h"
#include "cli/proposal_amend.h"
#include "cli/proposal_new.h"
#include "cli/proposal_show.h"
#include "cli/proposal_stage.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "core/base/assert.h"
#include "deliberation/recusal.h"
#include "deliberation/withdrawal.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

using deliberation::Chain;
using deliberation::ChainState;
using deliberation::Version;

Result<void> list_proposals(World& world, bool all) {
  TOS_TRY(history::Group group, open_group(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  Rows found = group.db().query(
      "SELECT first FROM proposal_chain WHERE ? OR state = 'open' OR open_poll IS NOT NULL ORDER BY number", all);
  while (found.next()) {
    const Chain chain = deliberation::chain_at(group.db(), found.integer(0));
    const Version newest = *deliberation::version_at(group.db(), chain.newest);
    data.push_back(proposal_summary(group, chain, newest));
    rows.push_back({proposal_name(group, chain), std::string(state_of(chain)), newest.decision_type.text(),
                    newest.author.text(), newest.title});
  }
  if (world.options.json) {
    show_json(world, "tos.proposal.list/1", std::move(data));
    return {};
  }
  world.out(table({"NAME", "STATE", "TYPE", "AUTHOR", "TITLE"}, rows, world.columns()));
  if (rows.empty()) world.note(all ? "no proposals yet: tos proposal new" : "no open proposals; all: --all");
  return {};
}

Result<void> withdraw_proposal(World& world, const std::string& name, const std::string& reason) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Version version, find_proposal_named(group, name));
  TOS_TRY(std::string text, text_option(world, reason, "reason", fmt::format("Why is '{}' withdrawn?", version.title)));
  std::vector<Enclosure> enclosures{enclose("reason", std::move(text))};
  deliberation::Withdrawal withdrawal{.proposal = version.id, .reason = enclosures.front().digest()};
  const std::string sentence =
      fmt::format("{} {} '{}'", world.options.dry_run ? "would withdraw" : "withdrew",
                  proposal_name(group, deliberation::chain_at(group.db(), version.chain)), version.title);
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("deliberation.withdrawal/v1", withdrawal, std::move(enclosures))));
  show_written(world, group, id, sentence);
  return {};
}

Result<void> run_recuse(World& world, const std::string& name, const std::string& reason) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Version version, find_proposal_named(group, name));
  deliberation::Recusal recusal{.proposal = version.id, .reason = {}};
  std::vector<Enclosure> enclosures;
  if (!reason.empty()) {
    TOS_TRY(std::string text, text_option(world, reason, "reason", ""));
    enclosures.push_back(enclose("reason", std::move(text)));
    recusal.reason = enclosures.front().digest();
  }
  TOS_TRY(const Identity identity, choose_identity(world, group));
  const std::string sentence =
      fmt::format("{} {} recused from {} '{}': not counted in any poll on it", identity.handle,
                  world.options.dry_run ? "would be" : "is",
                  proposal_name(group, deliberation::chain_at(group.db(), version.chain)), version.title);
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("deliberation.recusal/v1", recusal, std::move(enclosures)), identity));
  show_written(world, group, id, sentence);
  return {};
}

}  // namespace

void add_proposal(CLI::App& app, World& world) {
  CLI::App* proposal = app.add_subcommand("proposal", "propose, read, amend, move and withdraw proposals");
  proposal->require_subcommand(1);
  add_proposal_new(*proposal, world);

  auto all = std::make_shared<bool>(false);
  CLI::App* list = proposal->add_subcommand("list", "the open proposals");
  list->add_flag("--all", *all, "also decided, withdrawn and archived ones");
  list->callback([&world, all] { finish(world, list_proposals(world, *all)); });

  add_proposal_show(*proposal, world);
  add_proposal_amend(*proposal, world);
  add_proposal_stage(*proposal, world);

  auto withdrawn = std::make_shared<std::string>();
  auto reason = std::make_shared<std::string>();
  CLI::App* withdraw = proposal->add_subcommand("withdraw", "take your proposal back");
  withdraw->add_option("proposal", *withdrawn, "P12, the beginning of its title, latest, or the first digits of an id")
      ->required()
      ->type_name("PROPOSAL");
  withdraw->add_option("--reason", *reason, "why; TEXT, @FILE or -")->type_name("TEXT");
  withdraw->callback([&world, withdrawn, reason] { finish(world, withdraw_proposal(world, *withdrawn, *reason)); });
}

void add_recuse(CLI::App& app, World& world) {
  auto name = std::make_shared<std::string>();
  auto reason = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("recuse", "leave the electorate of a proposal: a conflict of interest");
  command->add_option("proposal", *name, "P12, the beginning of its title, latest, or the first digits of an id")
      ->required()
      ->type_name("PROPOSAL");
  command->add_option("--reason", *reason, "the interest; TEXT, @FILE or -")->type_name("TEXT");
  command->callback([&world, name, reason] { finish(world, run_recuse(world, *name, *reason)); });
}

}  // namespace tos::cli
