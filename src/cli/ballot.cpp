#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/ballot_draft.h"
#include "cli/poll_view.h"
#include "cli/session.h"
#include "cli/time_option.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

struct CastOptions {
  std::string poll;
  std::string choice;
  std::vector<std::string> scores;
  std::string reason;
  std::string out;
};

Result<void> run_cast(World& world, const CastOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const voting::PollRow poll, find_poll_named(group, options.poll));
  TOS_TRY(voting::Ballot ballot, draft_ballot(poll, options.choice, options.scores));
  const std::string said = voting::text_of(ballot);
  std::vector<Enclosure> enclosures;
  if (!options.reason.empty()) {
    TOS_TRY(std::string text, text_option(world, options.reason, "reason", ""));
    enclosures.push_back(enclose("reason", std::move(text)));
    ballot.reason = enclosures.front().digest();
  }
  Draft signed_later = draft("voting.ballot/v1", std::move(ballot), std::move(enclosures));
  if (!options.out.empty()) return export_draft(world, group, std::move(signed_later), identity, options.out);
  TOS_TRY(const RecordId id, publish_draft(world, group, std::move(signed_later), identity));
  show_written(world, group, id,
               fmt::format("{} {} in {} '{}', as {}", world.options.dry_run ? "would vote" : "voted", said,
                           poll_name(group, poll), title_of(group, poll), identity.handle));
  return {};
}

// While a poll is open, who has voted is told, and not how.
Result<void> list_ballots(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const voting::PollRow poll, find_poll_named(group, name));
  const PollStage stage = stage_of(poll, now);
  const bool over = stage == PollStage::due || stage == PollStage::decided;
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const voting::BallotRow& ballot : voting::ballots_of(group.db(), poll.position)) {
    const std::string voter = identity::member_by_number(group.db(), ballot.member)->handle.text();
    data.push_back({{"id", ballot.id.hex()},
                    {"voter", voter},
                    {"at", ballot.at.to_string()},
                    {"choice", over ? nlohmann::json(ballot.choice) : nlohmann::json()},
                    {"published", has_short_name(group, ballot.position)}});
    rows.push_back({voter, ballot.at.to_minute(), ballot.id.hex16(), over ? ballot.choice : "after closing"});
  }
  if (world.options.json) {
    show_json(world, "tos.ballot.list/1", std::move(data));
    return {};
  }
  world.out(table({"VOTER", "AT", "ID", "CHOICE"}, rows, world.columns()));
  if (rows.empty()) world.note(fmt::format("no ballots in {} yet", poll_name(group, poll)));
  return {};
}

}  // namespace

void add_ballot(CLI::App& app, World& world) {
  CLI::App* ballot = app.add_subcommand("ballot", "vote, and see who has");
  ballot->require_subcommand(1);

  auto options = std::make_shared<CastOptions>();
  CLI::App* cast = ballot->add_subcommand("cast", "vote in a poll; a later ballot of yours takes the place of it");
  cast->add_option("poll", options->poll, "V7, the beginning of the title, latest, or the first digits of its id")
      ->required()
      ->type_name("POLL");
  cast->add_option("choice", options->choice,
                   "yes, no or abstain; consent, concern, stand-aside or objection; the options approved of: 1,3; an "
                   "order of options, best first: 2,1=3")
      ->type_name("CHOICE");
  cast->add_option("--score", options->scores, "a number for an option, as 2=-1.5: where options are ranked, an order")
      ->type_name("OPTION=NUMBER")
      ->expected(1)
      ->take_all();
  cast->add_option("--reason", options->reason, "why; TEXT, @FILE or -")->type_name("TEXT");
  cast->add_option("--out", options->out, "write the signed ballot to a file, for another to carry")->type_name("FILE");
  cast->callback([&world, options] { finish(world, run_cast(world, *options)); });

  auto name = std::make_shared<std::string>();
  CLI::App* list = ballot->add_subcommand("list", "who has voted; how, once the poll is over");
  list->add_option("poll", *name, "V7, the beginning of the title, latest, or the first digits of its id")
      ->required()
      ->type_name("POLL");
  list->callback([&world, name] { finish(world, list_ballots(world, *name)); });
}

}  // namespace tos::cli
