#include "cli/proposal_show.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/deliberation_view.h"
#include "cli/names.h"
#include "cli/poll_view.h"
#include "cli/session.h"
#include "cli/statements.h"
#include "cli/time_option.h"
#include "identity/roll.h"

namespace tos::cli {

using deliberation::Chain;
using deliberation::Version;

std::string_view state_of(const Chain& chain) { return chain.open_poll ? "voting" : name_of(chain.state); }

nlohmann::json proposal_summary(history::Group& group, const Chain& chain, const Version& newest) {
  return {{"short_name", proposal_name(group, chain)},
          {"id", newest.id.hex()},
          {"title", newest.title},
          {"author", newest.author.text()},
          {"type", newest.decision_type.text()},
          {"version", newest.number},
          {"state", state_of(chain)},
          {"stage", name_of(chain.stage)},
          {"proposed_at", newest.logged_at.to_string()},
          {"published", has_short_name(group, newest.position)}};
}

namespace {

std::vector<voting::PollRow> polls_of(history::Group& group, const Chain& chain) {
  std::vector<voting::PollRow> polls;
  for (Rows rows = group.db().query("SELECT position FROM poll WHERE chain = ? ORDER BY number", chain.first);
       rows.next();) {
    polls.push_back(voting::poll_at(group.db(), rows.integer(0)));
  }
  return polls;
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

nlohmann::json proposal_json(history::Group& group, const Shown& shown, Timestamp now) {
  nlohmann::json data = proposal_summary(group, shown.chain, shown.version);
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
  data.update(deliberation_json(group, shown.chain, now));
  data["polls"] = nlohmann::json::array();
  for (const voting::PollRow& poll : shown.polls) data["polls"].push_back(poll_name(group, poll));
  return data;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void print_proposal(World& world, history::Group& group, const Shown& shown, Timestamp now) {
  const Version& version = shown.version;
  world.line(fmt::format("{} {}", proposal_name(group, shown.chain), version.title));
  world.line(fmt::format("state     {}{}", state_of(shown.chain),
                         version.position == shown.chain.newest ? "" : "; this is not its newest version"));
  world.line(fmt::format("type      {}", version.decision_type));
  world.line(fmt::format("author    {}, {}", version.author, version.logged_at.to_minute()));
  world.line(fmt::format("version   {} of {} ({})", version.number, shown.versions.size(), version.id.hex16()));
  if (version.sunset) world.line(fmt::format("sunset    {}", version.sunset->to_minute()));
  if (version.act) {
    const ActView act = act_view(group, *version.act);
    world.line(fmt::format("{:<9} {}", act.verb, act.object));
  }
  if (!shown.recused.empty()) world.line(fmt::format("recused   {}", joined(shown.recused)));
  for (const voting::PollRow& poll : shown.polls) {
    world.line(fmt::format("poll      {}, {}", poll_name(group, poll), poll.decision ? "decided" : "no decision yet"));
  }
  world.out(deliberation_text(group, shown.chain, now));
  for (const Enclosure& enclosure : shown.record.enclosures) {
    world.out(fmt::format("\n{}:\n{}", enclosure.name, enclosure.text));
  }
  for (const std::string& absent : shown.record.absent_texts) world.line(fmt::format("\n{}: (redacted)", absent));
}

Result<void> show_proposal(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const Shown shown, load_proposal(group, name));
  if (world.options.json) {
    show_json(world, "tos.proposal.show/1", proposal_json(group, shown, now));
  } else {
    print_proposal(world, group, shown, now);
  }
  return {};
}

}  // namespace

void add_proposal_show(CLI::App& proposal, World& world) {
  CLI::App* show =
      proposal.add_subcommand("show", "one proposal, with its texts, what was said about it, and its polls");
  auto name = proposal_argument(*show);
  show->callback([&world, name] { finish(world, show_proposal(world, *name)); });
}

}  // namespace tos::cli
