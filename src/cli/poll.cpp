#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/poll_open.h"
#include "cli/poll_view.h"
#include "cli/session.h"
#include "cli/time_option.h"
#include "core/base/assert.h"
#include "voting/methods/report/report.h"
#include "voting/polls/poll_count.h"

namespace tos::cli {
namespace {

using voting::PollRow;

constexpr int pending = 8;

nlohmann::json poll_json(history::Group& group, const PollRow& poll, Timestamp now) {
  const Turnout turnout = turnout_of(group, poll);
  nlohmann::json data{{"short_name", poll_name(group, poll)},
                      {"id", poll.id.hex()},
                      {"title", title_of(group, poll)},
                      {"proposal", proposal_name(group, deliberation::chain_at(group.db(), poll.chain))},
                      {"stage", stage_text(stage_of(poll, now))},
                      {"method", name_of(poll.method)},
                      {"quorum", poll.quorum.to_string()},
                      {"threshold", poll.threshold.to_string()},
                      {"denominator", name_of(poll.denominator)},
                      {"opens_at", poll.opens_at.to_string()},
                      {"closes_at", poll.closes_at.to_string()},
                      {"last_arrival", poll.last_arrival.to_string()},
                      {"certifiers", poll.certifiers},
                      {"eligible", turnout.eligible},
                      {"voters", turnout.voters},
                      {"missing_for_quorum", turnout.missing},
                      {"published", has_short_name(group, poll.position)},
                      {"decision", nullptr}};
  if (voting::chooses_option(poll.method)) data["options"] = voting::options_of(group.db(), poll.position);
  if (poll.decision) data["decision"] = decision_name(group, voting::decision_at(group.db(), *poll.decision));
  return data;
}

Result<void> list_polls(World& world, bool all) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const PollRow& poll : all ? voting::all_polls(group.db()) : voting::undecided_polls(group.db())) {
    const Turnout turnout = turnout_of(group, poll);
    rows.push_back({poll_name(group, poll), std::string(stage_text(stage_of(poll, now))), poll.closes_at.to_minute(),
                    fmt::format("{}/{}", turnout.voters, turnout.eligible), title_of(group, poll)});
    if (world.options.json) data.push_back(poll_json(group, poll, now));
  }
  if (world.options.json) {
    show_json(world, "tos.poll.list/1", std::move(data));
    return {};
  }
  world.out(table({"NAME", "STAGE", "CLOSES", "VOTERS", "TITLE"}, rows, world.columns()));
  if (rows.empty()) world.note(all ? "no polls yet: tos poll open P1" : "no open polls; all: --all");
  return {};
}

// What still has to happen before there is a decision.
std::string missing_text(const PollRow& poll, const Turnout& turnout, PollStage stage, const std::string& name) {
  if (stage == PollStage::due) return fmt::format("its decision: tos poll close {}", name);
  std::string text = turnout.missing > 0 ? fmt::format("{} more voter{} for the quorum", turnout.missing,
                                                       turnout.missing == 1 ? "" : "s")
                                         : "time";
  if (stage == PollStage::late_ballots) return fmt::format("late ballots, until {}", poll.last_arrival.to_minute());
  return text + fmt::format(", until {}", poll.closes_at.to_minute());
}

// What has to be said for a decision.
std::string carries_text(const PollRow& poll) {
  const std::string share = fmt::format("{} of {}", poll.threshold.to_string(), name_of(poll.denominator));
  switch (poll.method) {
    case voting::PollMethod::majority:
      return "more than " + share;
    case voting::PollMethod::supermajority:
      return "at least " + share;
    case voting::PollMethod::approval:
      return "the option that most approve of, if they are at least " + share;
    case voting::PollMethod::schulze:
      return "the option with the strongest comparisons";
    case voting::PollMethod::consent:
      return "consent without an objection";
  }
  std::unreachable();
}

void print_poll(World& world, history::Group& group, const PollRow& poll, Timestamp now) {
  const PollStage stage = stage_of(poll, now);
  const Turnout turnout = turnout_of(group, poll);
  const std::string name = poll_name(group, poll);
  world.line(fmt::format("{} {}", name, title_of(group, poll)));
  world.line(fmt::format("proposal   {}", proposal_name(group, deliberation::chain_at(group.db(), poll.chain))));
  if (const auto version = deliberation::version_at(group.db(), poll.proposal); version && version->act) {
    const ActView act = act_view(group, *version->act);
    world.line(fmt::format("{:<10} {}", act.verb, act.object));
  }
  world.line(fmt::format("stage      {}", stage_text(stage)));
  world.line(fmt::format("open       {} to {}", poll.opens_at.to_minute(), poll.closes_at.to_minute()));
  if (poll.last_arrival > poll.closes_at) {
    world.line(fmt::format("late       ballots signed in time may arrive until {}", poll.last_arrival.to_minute()));
  }
  world.line(fmt::format("carries    {} ({})", carries_text(poll), name_of(poll.method)));
  std::int64_t number = 0;
  for (const std::string& option : voting::options_of(group.db(), poll.position)) {
    world.line(fmt::format("option {:<3} {}", ++number, option));
  }
  world.line(fmt::format("quorum     {} of the electorate", poll.quorum.to_string()));
  world.line(fmt::format("turnout    {} of {}", turnout.voters, turnout.eligible));
  if (poll.dormant > 0) world.line(fmt::format("dormant    {} left out", poll.dormant));
  if (poll.certifiers > 0) world.line(fmt::format("certifiers {}", poll.certifiers));
  if (poll.decision) {
    const voting::DecisionRow decision = voting::decision_at(group.db(), *poll.decision);
    world.line(fmt::format("decision   {}: {}", decision_name(group, decision),
                           outcome_text(group, poll, decision.outcome, decision.winner)));
  } else {
    world.line(fmt::format("missing    {}", missing_text(poll, turnout, stage, name)));
  }
}

Result<void> show_poll(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const PollRow poll, find_poll_named(group, name));
  if (world.options.json) {
    show_json(world, "tos.poll.show/1", poll_json(group, poll, now));
  } else {
    print_poll(world, group, poll, now);
  }
  return {};
}

nlohmann::json tally_json(nlohmann::json data, const voting::PollCount& counted, bool explain) {
  data["outcome"] = name_of(counted.outcome);
  data["figures"] = figures_json(figure_rows(counted.figures));
  if (!counted.profile.candidates.empty()) {
    data["winners"] = nlohmann::json::array();
    if (counted.winner) data["winners"].push_back(*counted.winner);
    data["count"] = voting::to_json(counted.profile, counted.count);
  }
  if (explain) data["explanation"] = voting::explain(counted.profile, counted.count);
  return data;
}

// Counted anew from the ballots, whether the poll is decided or only over; verify holds decisions against the same.
Result<int> run_tally(World& world, const std::string& name, bool explain) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const PollRow poll, find_poll_named(group, name));
  const PollStage stage = stage_of(poll, now);
  if (stage != PollStage::decided && stage != PollStage::due) {
    const Turnout turnout = turnout_of(group, poll);
    world.note(fmt::format("pending: {} '{}' is counted after {}; so far {} of {} have voted", poll_name(group, poll),
                           title_of(group, poll), poll.last_arrival.to_minute(), turnout.voters, turnout.eligible));
    if (world.options.json) show_json(world, "tos.poll.tally/1", poll_json(group, poll, now));
    return pending;
  }
  const voting::PollCount counted = voting::recount_poll(group.db(), poll);
  if (world.options.json) {
    show_json(world, "tos.poll.tally/1", tally_json(poll_json(group, poll, now), counted, explain));
    return 0;
  }
  world.line(fmt::format("{} {}: {}{}", poll_name(group, poll), title_of(group, poll),
                         outcome_text(group, poll, counted.outcome, counted.winner),
                         poll.decision ? "" : " (no decision logged yet)"));
  world.out(figures_text(figure_rows(counted.figures), "  "));
  if (explain) {
    for (const std::string& line : voting::explain(counted.profile, counted.count)) world.line(line);
  }
  return 0;
}

std::shared_ptr<std::string> poll_argument(CLI::App* command) {
  auto name = std::make_shared<std::string>();
  command->add_option("poll", *name, "V7, the beginning of the title, latest, or the first digits of its id")
      ->required()
      ->type_name("POLL");
  return name;
}

}  // namespace

void add_poll(CLI::App& app, World& world) {
  CLI::App* poll = app.add_subcommand("poll", "put proposals to the vote, and count");
  poll->require_subcommand(1);
  add_poll_open(*poll, world);

  auto all = std::make_shared<bool>(false);
  CLI::App* list = poll->add_subcommand("list", "the polls that have no decision yet");
  list->add_flag("--all", *all, "also decided ones");
  list->callback([&world, all] { finish(world, list_polls(world, *all)); });

  CLI::App* show = poll->add_subcommand("show", "one poll: times, quorum, turnout, what is missing");
  show->callback([&world, name = poll_argument(show)] { finish(world, show_poll(world, *name)); });

  add_poll_close(*poll, world);

  CLI::App* tally = poll->add_subcommand("tally", "the figures of a poll that is over");
  auto explain = std::make_shared<bool>(false);
  tally->add_flag("--explain", *explain, "and how it was counted, in sentences");
  tally->callback([&world, explain, name = poll_argument(tally)] { finish(world, run_tally(world, *name, *explain)); });
}

}  // namespace tos::cli
