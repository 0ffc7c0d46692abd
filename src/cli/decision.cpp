#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "charter/mandate.h"
#include "cli/all_commands.h"
#include "cli/approve.h"
#include "cli/carrying.h"
#include "cli/delivery_names.h"
#include "cli/minority_view.h"
#include "cli/poll_view.h"
#include "cli/session.h"
#include "core/index/log_table.h"
#include "identity/approval.h"

namespace tos::cli {
namespace {

using voting::DecisionRow;
using voting::DecisionState;
using voting::PollRow;

nlohmann::json decision_json(history::Group& group, const DecisionRow& decision) {
  const PollRow poll = voting::poll_at(group.db(), decision.poll);
  return {{"short_name", decision_name(group, decision)},
          {"id", decision.id.hex()},
          {"title", title_of(group, poll)},
          {"method", name_of(poll.method)},
          {"outcome", name_of(decision.outcome)},
          {"winners", decision.winner ? nlohmann::json::array({*decision.winner}) : nlohmann::json::array()},
          {"figures", figures_json(voting::figures_of(group.db(), decision.position))},
          {"state", name_of(decision.state)}};
}

Result<void> list_decisions(World& world) {
  TOS_TRY(history::Group group, open_group(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const DecisionRow& decision : voting::all_decisions(group.db())) {
    if (world.options.json) {
      data.push_back(decision_json(group, decision));
      continue;
    }
    const PollRow poll = voting::poll_at(group.db(), decision.poll);
    rows.push_back({decision_name(group, decision), std::string(name_of(decision.outcome)),
                    std::string(name_of(decision.state)), decision.decided_at.to_date(), title_of(group, poll)});
  }
  if (world.options.json) {
    show_json(world, "tos.decision.list/1", std::move(data));
    return {};
  }
  world.out(table({"NAME", "OUTCOME", "STATE", "DECIDED", "TITLE"}, rows, world.columns()));
  if (rows.empty()) world.note("no decisions yet: tos poll list");
  return {};
}

// When it takes or took force, in words.
std::string force_text(history::Group& group, const DecisionRow& decision) {
  if (decision.in_force_at) {
    return fmt::format("since {}{}", decision.in_force_at->to_minute(),
                       decision.uncertified ? ", without the certifiers' approval" : "");
  }
  if (decision.certifiers == 0 || decision.certified_at) {
    return fmt::format("from {} (cooling off)", decision.cooling_until.to_minute());
  }
  const auto approvers = identity::approvers_of(group.db(), decision.id.as<RecordTag>());
  return fmt::format(
      "with {} approval{}, {} so far{}", decision.certifiers, decision.certifiers == 1 ? "" : "s", approvers.size(),
      decision.certify_until ? fmt::format("; without them from {}", decision.certify_until->to_minute()) : "");
}

// "final", "superseded by D9", "repealed by D9".
std::string state_text(history::Group& group, const DecisionRow& decision) {
  if (!decision.superseded_by) return std::string(name_of(decision.state));
  return fmt::format("{} by {}", decision.repealed ? "repealed" : "superseded",
                     decision_name(group, voting::decision_at(group.db(), *decision.superseded_by)));
}

void print_decision(World& world, history::Group& group, const DecisionRow& decision,
                    const history::SignedRecord& record) {
  const PollRow poll = voting::poll_at(group.db(), decision.poll);
  const auto& body = static_cast<const BodyOf<voting::Decision>&>(*record.body).value;
  world.line(fmt::format("{} {}", decision_name(group, decision), title_of(group, poll)));
  world.line(fmt::format("outcome    {}", outcome_text(group, poll, decision.outcome, decision.winner)));
  world.line(fmt::format("state      {}", state_text(group, decision)));
  world.line(fmt::format("decided    {}, logged by {}", decision.decided_at.to_minute(), record.envelope.author));
  world.line(fmt::format("in force   {}", force_text(group, decision)));
  if (decision.challenge_until > decision.decided_at) {
    world.line(fmt::format("challenge  until {}", decision.challenge_until.to_minute()));
  }
  if (decision.certifiers > 0) {
    const auto approvers = identity::approvers_of(group.db(), decision.id.as<RecordTag>());
    world.line(fmt::format("certified  by {}",
                           approvers.empty() ? "nobody yet" : fmt::format("{}", fmt::join(approvers, ", "))));
  }
  world.line(fmt::format("proposal   {}", proposal_name(group, deliberation::chain_at(group.db(), poll.chain))));
  world.line(fmt::format("poll       {} by {}", poll_name(group, poll), name_of(poll.method)));
  if (const auto mandate = charter::find_mandate(group.db(), decision.id.as<RecordTag>())) {
    world.line(fmt::format("permits    {}{}", mandate->kind, mandate->used_position ? " (done)" : ""));
    world.line(fmt::format("  on       {}", mandate->target));
    const std::string next = carrying_command(group, decision, *mandate);
    if (!next.empty()) world.line("next       " + next);
  }
  for (const delivery::InitiativeRow& one : delivery::initiatives_of(group.db(), decision.position)) {
    world.line(fmt::format("initiative {} '{}', {}, {}", initiative_name(group, one), one.title, one.owner,
                           name_of(one.state)));
  }
  for (const delivery::InitiativeRow& one : delivery::initiatives_of(group.db(), decision.position)) {
    world.line(fmt::format("initiative {} '{}', {}, {}", initiative_name(group, one), one.title, one.owner,
                           name_of(one.state)));
  }
  world.line("figures");
  world.out(figures_text(voting::figures_of(group.db(), decision.position), "  "));
  world.line("certificate");
  world.line(fmt::format("  decision   {}", decision.id.hex()));
  world.line(fmt::format("  electorate {} members, root {}", body.electorate.size.value, body.electorate.root.hex16()));
  world.line(fmt::format("  ballots    {} counted, root {}", body.ballots.size.value, body.ballots.root.hex16()));
  world.line(fmt::format("  set aside  {}", body.set_aside_count.value));
  for (const voting::SetAside& one : body.set_aside) {
    const auto ballot = index::find_entry(group.db(), one.ballot);
    world.line(fmt::format("    {} by {}: {}", one.ballot.hex16(), ballot ? ballot->author.text() : "somebody",
                           name_of(one.reason)));
  }
  if (body.rule) world.line(fmt::format("  rule       {}", body.rule->text));
}

nlohmann::json certificate_json(const history::SignedRecord& record) {
  const auto& body = static_cast<const BodyOf<voting::Decision>&>(*record.body).value;
  nlohmann::json set_aside = nlohmann::json::array();
  for (const voting::SetAside& one : body.set_aside) {
    set_aside.push_back({{"ballot", one.ballot.hex()}, {"reason", name_of(one.reason)}});
  }
  nlohmann::json certificate{
      {"poll", body.poll.hex()},
      {"electorate", {{"size", body.electorate.size.value}, {"root", body.electorate.root.hex()}}},
      {"ballots", {{"size", body.ballots.size.value}, {"root", body.ballots.root.hex()}}},
      {"set_aside_count", body.set_aside_count.value},
      {"set_aside", std::move(set_aside)}};
  if (body.rule) certificate["rule"] = body.rule->text;
  if (body.votes) certificate["votes"] = std::vector<std::int64_t>(body.votes->begin(), body.votes->end());
  return certificate;
}

Result<void> show_decision(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const DecisionRow decision, find_decision_named(group, name));
  TOS_TRY(const history::SignedRecord record, history::load_record(group, decision.id.as<RecordTag>()));
  TOS_TRY(const std::vector<DissentView> minority, minority_view(group, decision));
  if (!world.options.json) {
    print_decision(world, group, decision, record);
    if (!minority.empty()) world.out("minority report\n" + minority_text(minority));
    return {};
  }
  nlohmann::json data = decision_json(group, decision);
  data["minority_report"] = minority_json(minority);
  const auto time = [](const std::optional<Timestamp>& at) {
    return at ? nlohmann::json(at->to_string()) : nlohmann::json();
  };
  data["decided_at"] = decision.decided_at.to_string();
  data["in_force_at"] = time(decision.in_force_at);
  data["cooling_until"] = decision.cooling_until.to_string();
  data["certify_until"] = time(decision.certify_until);
  data["uncertified"] = decision.uncertified;
  data["certified_by"] = identity::approvers_of(group.db(), decision.id.as<RecordTag>());
  const auto mandate = charter::find_mandate(group.db(), decision.id.as<RecordTag>());
  data["next"] = mandate ? carrying_command(group, decision, *mandate) : "";
  data["challenge_until"] = decision.challenge_until.to_string();
  data["certificate"] = certificate_json(record);
  data["initiatives"] = nlohmann::json::array();
  for (const delivery::InitiativeRow& one : delivery::initiatives_of(group.db(), decision.position)) {
    data["initiatives"].push_back(initiative_name(group, one));
  }
  data["published"] = has_short_name(group, decision.position);
  show_json(world, "tos.decision.show/1", std::move(data));
  return {};
}

}  // namespace

void add_decision(CLI::App& app, World& world) {
  CLI::App* decision = app.add_subcommand("decision", "what was decided");
  decision->require_subcommand(1);
  CLI::App* list = decision->add_subcommand("list", "every decision");
  list->callback([&world] { finish(world, list_decisions(world)); });

  auto name = std::make_shared<std::string>();
  CLI::App* show = decision->add_subcommand("show", "one decision: figures, certificate, force");
  show->add_option("decision", *name, "D7, the beginning of the title, latest, or the first digits of its id")
      ->required()
      ->type_name("DECISION");
  show->callback([&world, name] { finish(world, show_decision(world, *name)); });

  auto certified = std::make_shared<std::string>();
  CLI::App* approve = decision->add_subcommand("approve", "certify a decision, where the charter wants certifiers");
  approve->add_option("decision", *certified, "D7, the beginning of the title, latest, or the first digits of its id")
      ->required()
      ->type_name("DECISION");
  approve->callback([&world, certified] { finish(world, approve_decision(world, *certified)); });
}

}  // namespace tos::cli
