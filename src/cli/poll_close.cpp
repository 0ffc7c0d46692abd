#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/carrying.h"
#include "cli/poll_open.h"
#include "cli/poll_view.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/time_option.h"

namespace tos::cli {
namespace {

constexpr int exit_pending = 8;

// Not yet: what the poll waits for, and exit code 8.
int say_pending(World& world, history::Group& group, const voting::PollRow& poll, PollStage stage) {
  const Timestamp until = stage == PollStage::late_ballots ? poll.last_arrival : poll.closes_at;
  const std::string_view what = stage == PollStage::not_open       ? "is not open yet, and closes"
                                : stage == PollStage::late_ballots ? "takes late ballots until"
                                                                   : "is open until";
  world.note(
      fmt::format("pending: {} '{}' {} {}", poll_name(group, poll), title_of(group, poll), what, until.to_minute()));
  if (world.options.json) {
    show_json(world, "tos.poll.pending/1",
              {{"poll", poll_name(group, poll)}, {"stage", stage_text(stage)}, {"until", until.to_string()}});
  }
  return exit_pending;
}

Result<voting::DecisionRow> decide(World& world, history::Group& group, const voting::PollRow& poll,
                                   const Identity& identity, RecordId& id) {
  TOS_TRY(id,
          publish_draft(world, group, draft("voting.decision/v1", voting::build_decision(group.db(), poll)), identity));
  if (auto row = voting::find_decision(group.db(), id.as<DecisionTag>())) return *std::move(row);
  const voting::Decision counted = voting::build_decision(group.db(), poll);  // a dry run
  voting::DecisionRow row{.outcome = counted.outcome};
  if (!counted.winners.empty()) row.winner = counted.winners.items.front();
  return row;
}

std::string sentence_of(history::Group& group, const voting::PollRow& poll, const voting::DecisionRow& decision) {
  const std::string outcome = outcome_text(group, poll, decision.outcome, decision.winner);
  if (decision.position == 0) return fmt::format("would decide '{}': {}", title_of(group, poll), outcome);
  const auto state = deliberation::chain_at(group.db(), poll.chain).state;
  return fmt::format("{} '{}': {}{}{}", decision_name(group, decision), title_of(group, poll), outcome,
                     decision.state == voting::DecisionState::final ? "" : ", provisional",
                     state == deliberation::ChainState::open ? "; the proposal stays open" : "");
}

void say_how_to_carry_out(World& world, history::Group& group, const voting::DecisionRow& decision) {
  const auto mandate = charter::find_mandate(group.db(), decision.id.as<RecordTag>());
  const std::string next = mandate ? carrying_command(group, decision, *mandate) : "";
  if (!next.empty()) world.note(fmt::format("once it is in force, carry it out: {}", next));
}

Result<int> close_one(World& world, history::Group& group, const std::string& name, Timestamp now) {
  TOS_TRY(const voting::PollRow poll, find_poll_named(group, name));
  if (poll.decision) {
    const voting::DecisionRow decision = voting::decision_at(group.db(), *poll.decision);
    world.note(fmt::format("{} is decided already: nothing to do", poll_name(group, poll)));
    show_written(world, group, decision.id.as<RecordTag>(), sentence_of(group, poll, decision));
    return 0;
  }
  const PollStage stage = stage_of(poll, now);
  if (stage != PollStage::due) return say_pending(world, group, poll, stage);
  TOS_TRY(const Identity identity, choose_identity(world, group));
  RecordId id;
  TOS_TRY(const voting::DecisionRow decision, decide(world, group, poll, identity, id));
  show_written(world, group, id, sentence_of(group, poll, decision));
  say_how_to_carry_out(world, group, decision);
  return 0;
}

Result<int> close_due(World& world, history::Group& group, Timestamp now) {
  nlohmann::json data = nlohmann::json::array();
  std::optional<Identity> identity;
  for (const voting::PollRow& poll : voting::due_polls(group.db(), now)) {
    if (!identity) {
      TOS_TRY(identity, choose_identity(world, group));
    }
    RecordId id;
    TOS_TRY(const voting::DecisionRow decision, decide(world, group, poll, *identity, id));
    data.push_back({{"id", id.hex()}, {"poll", poll_name(group, poll)}, {"outcome", name_of(decision.outcome)}});
    if (!world.options.json) world.line(sentence_of(group, poll, decision));
    say_how_to_carry_out(world, group, decision);
  }
  if (data.empty()) world.note("no poll is due");
  const bool wrote = !data.empty();
  if (world.options.json) show_json(world, "tos.poll.close/1", std::move(data));
  if (wrote) say_unpublished(world, group);
  return 0;
}

Result<int> run_close(World& world, const std::string& name, bool due) {
  if (due != name.empty())
    return refuse(rules::CLI_001, "which poll is to be closed?").hint("tos poll close V7, or tos poll close --due");
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  return due ? close_due(world, group, now) : close_one(world, group, name, now);
}

}  // namespace

void add_poll_close(CLI::App& poll, World& world) {
  auto name = std::make_shared<std::string>();
  auto due = std::make_shared<bool>(false);
  CLI::App* command = poll.add_subcommand("close", "count a poll whose time is over, and log the decision");
  command->add_option("poll", *name, "V7, the beginning of the title, latest, or the first digits of its id")
      ->type_name("POLL");
  command->add_flag("--due", *due, "every poll whose time is over");
  command->callback([&world, name, due] { finish(world, run_close(world, *name, *due)); });
}

}  // namespace tos::cli
