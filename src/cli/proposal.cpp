#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/names.h"
#include "cli/proposal_new.h"
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

// "open", "voting" where a poll runs on it, "decided", "withdrawn".
std::string_view state_of(const Chain& chain) { return chain.open_poll ? "voting" : name_of(chain.state); }

std::vector<voting::PollRow> polls_of(history::Group& group, const Chain& chain) {
  std::vector<voting::PollRow> polls;
  for (Rows rows = group.db().query("SELECT position FROM poll WHERE chain = ? ORDER BY number", chain.first);
       rows.next();) {
    polls.push_back(voting::poll_at(group.db(), rows.integer(0)));
  }
  return polls;
}

nlohmann::json summary_json(history::Group& group, const Chain& chain, const Version& newest) {
  return {{"short_name", proposal_name(group, chain)},
          {"id", newest.id.hex()},
          {"title", newest.title},
          {"author", newest.author.text()},
          {"type", newest.decision_type.text()},
          {"version", newest.number},
          {"state", state_of(chain)},
          {"proposed_at", newest.logged_at.to_string()},
          {"published", has_short_name(group, newest.position)}};
}

Result<void> list_proposals(World& world, bool all) {
  TOS_TRY(history::Group group, open_group(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  Rows found = group.db().query(
      "SELECT first FROM proposal_chain WHERE ? OR state = 'open' OR open_poll IS NOT NULL ORDER BY number", all);
  while (found.next()) {
    const Chain chain = deliberation::chain_at(group.db(), found.integer(0));
    const Version newest = *deliberation::version_at(group.db(), chain.newest);
    data.push_back(summary_json(group, chain, newest));
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

struct Shown {
  Chain chain;
  Version version;
  history::SignedRecord record;
  std::vector<Version> versions;
  std::vector<std::string> recused;
  std::vector<voting::PollRow> polls;
};

Result<Shown> load_proposal(history::Group& group, const std::string& name) {
  TOS_TRY(Version version, find_proposal_named(group, name));
  TOS_TRY(history::SignedRecord record, history::load_record(group, version.id.as<RecordTag>()));
  Chain chain = deliberation::chain_at(group.db(), version.chain);
  std::vector<std::string> recused;
  for (const std::int64_t member : deliberation::recused_members(group.db(), version.chain)) {
    recused.push_back(identity::member_by_number(group.db(), member)->handle.text());
  }
  auto versions = deliberation::versions_of(group.db(), version.chain);
  auto polls = polls_of(group, chain);
  return Shown{.chain = std::move(chain),
               .version = std::move(version),
               .record = std::move(record),
               .versions = std::move(versions),
               .recused = std::move(recused),
               .polls = std::move(polls)};
}

nlohmann::json proposal_json(history::Group& group, const Shown& shown) {
  nlohmann::json data = summary_json(group, shown.chain, shown.version);
  data["texts"] = nlohmann::json::object();
  for (const Enclosure& enclosure : shown.record.enclosures) data["texts"][enclosure.name] = enclosure.text;
  data["redacted_texts"] = shown.record.absent_texts;
  data["sunset"] = shown.version.sunset ? nlohmann::json(shown.version.sunset->to_string()) : nlohmann::json();
  data["mandate"] = nullptr;
  if (shown.version.act) data["mandate"] = {{"kind", shown.version.act->kind}, {"target", shown.version.act->target}};
  data["versions"] = nlohmann::json::array();
  for (const Version& version : shown.versions) {
    data["versions"].push_back(
        {{"number", version.number}, {"id", version.id.hex()}, {"author", version.author.text()}});
  }
  data["recused"] = shown.recused;
  data["polls"] = nlohmann::json::array();
  for (const voting::PollRow& poll : shown.polls) data["polls"].push_back(poll_name(group, poll));
  return data;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void print_proposal(World& world, history::Group& group, const Shown& shown) {
  const Version& version = shown.version;
  world.line(fmt::format("{} {}", proposal_name(group, shown.chain), version.title));
  world.line(fmt::format("state     {}{}", state_of(shown.chain),
                         version.position == shown.chain.newest ? "" : "; this is not its newest version"));
  world.line(fmt::format("type      {}", version.decision_type));
  world.line(fmt::format("author    {}, {}", version.author, version.logged_at.to_minute()));
  world.line(fmt::format("version   {} of {} ({})", version.number, shown.versions.size(), version.id.hex16()));
  if (version.sunset) world.line(fmt::format("sunset    {}", version.sunset->to_minute()));
  if (version.act) world.line(fmt::format("asks for  {} on {}", version.act->kind, version.act->target));
  if (!shown.recused.empty()) world.line(fmt::format("recused   {}", joined(shown.recused)));
  for (const voting::PollRow& poll : shown.polls) {
    world.line(fmt::format("poll      {}, {}", poll_name(group, poll), poll.decision ? "decided" : "no decision yet"));
  }
  for (const Enclosure& enclosure : shown.record.enclosures) {
    world.out(fmt::format("\n{}:\n{}", enclosure.name, enclosure.text));
  }
  for (const std::string& absent : shown.record.absent_texts) world.line(fmt::format("\n{}: (redacted)", absent));
}

Result<void> show_proposal(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Shown shown, load_proposal(group, name));
  if (world.options.json) {
    show_json(world, "tos.proposal.show/1", proposal_json(group, shown));
  } else {
    print_proposal(world, group, shown);
  }
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
  CLI::App* proposal = app.add_subcommand("proposal", "propose, read and withdraw proposals");
  proposal->require_subcommand(1);
  add_proposal_new(*proposal, world);

  auto all = std::make_shared<bool>(false);
  CLI::App* list = proposal->add_subcommand("list", "the open proposals");
  list->add_flag("--all", *all, "also decided and withdrawn ones");
  list->callback([&world, all] { finish(world, list_proposals(world, *all)); });

  auto shown = std::make_shared<std::string>();
  CLI::App* show = proposal->add_subcommand("show", "one proposal, with its texts and polls");
  show->add_option("proposal", *shown, "P12, the beginning of its title, latest, or the first digits of an id")
      ->required()
      ->type_name("PROPOSAL");
  show->callback([&world, shown] { finish(world, show_proposal(world, *shown)); });

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
