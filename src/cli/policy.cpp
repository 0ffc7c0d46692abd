#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/all_commands.h"
#include "cli/poll_view.h"
#include "cli/rules.h"
#include "cli/time_option.h"
#include "voting/polls/policy_change.h"
#include "voting/polls/rules.h"

namespace tos::cli {
namespace {

using voting::DecisionRow;
using voting::Policy;

std::string title_of_policy(history::Group& group, const DecisionRow& decision) {
  const voting::PollRow poll = voting::poll_at(group.db(), decision.poll);
  const auto options = voting::options_of(group.db(), poll.position);
  if (!decision.winner || *decision.winner > std::ssize(options)) return title_of(group, poll);
  return fmt::format("{}: {}", title_of(group, poll), options[static_cast<std::size_t>(*decision.winner - 1)]);
}

deliberation::Version wording_of(history::Group& group, const Policy& policy) {
  return *deliberation::version_at(group.db(), policy.proposal);
}

nlohmann::json policy_json(history::Group& group, const Policy& policy) {
  const deliberation::Version version = wording_of(group, policy);
  nlohmann::json data{{"short_name", decision_name(group, policy.decision)},
                      {"id", policy.decision.id.hex()},
                      {"title", title_of_policy(group, policy.decision)},
                      {"type", version.decision_type.text()},
                      {"state", name_of(policy.state)},
                      {"in_force_at", policy.decision.in_force_at->to_string()},
                      {"sunset", nullptr},
                      {"changed_by", nullptr},
                      {"published", has_short_name(group, policy.decision.position)}};
  if (version.sunset) data["sunset"] = version.sunset->to_string();
  if (policy.changed_by) data["changed_by"] = decision_name(group, voting::decision_at(group.db(), *policy.changed_by));
  return data;
}

Result<void> list_policies(World& world, bool all) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const Policy& policy : voting::all_policies(group.db(), now)) {
    if (!all && policy.state != voting::PolicyState::in_force) continue;
    const auto sunset = wording_of(group, policy).sunset;
    data.push_back(policy_json(group, policy));
    rows.push_back({decision_name(group, policy.decision), std::string(name_of(policy.state)),
                    policy.decision.in_force_at->to_date(), sunset ? sunset->to_date() : "-",
                    title_of_policy(group, policy.decision)});
  }
  if (world.options.json) {
    show_json(world, "tos.policy.list/1", std::move(data));
    return {};
  }
  world.out(table({"NAME", "STATE", "SINCE", "SUNSET", "POLICY"}, rows));
  if (rows.empty()) world.note(all ? "no policies yet: tos decision list" : "no policies in force; all: --all");
  return {};
}

Result<Policy> find_policy(World& world, history::Group& group, const std::string& name) {
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const DecisionRow decision, find_decision_named(group, name));
  if (auto policy = voting::policy_of(group.db(), decision, now)) return *std::move(policy);
  return refuse(rules::VOT_061, "{} is no policy: it was not adopted, is not in force yet, or permits an act",
                decision_name(group, decision))
      .hint("tos policy list --all");
}

void print_policy(World& world, history::Group& group, const Policy& policy, const history::SignedRecord& record) {
  const deliberation::Version version = wording_of(group, policy);
  world.line(fmt::format("{} {}", decision_name(group, policy.decision), title_of_policy(group, policy.decision)));
  world.line(fmt::format("state      {}", name_of(policy.state)));
  world.line(fmt::format("in force   since {}", policy.decision.in_force_at->to_minute()));
  if (version.sunset) world.line(fmt::format("sunset     {}", version.sunset->to_minute()));
  if (policy.changed_by) {
    world.line(fmt::format("changed by {}", decision_name(group, voting::decision_at(group.db(), *policy.changed_by))));
  }
  for (const DecisionRow& earlier : voting::earlier_wordings(group.db(), policy.decision)) {
    world.line(fmt::format("before     {}, {}", decision_name(group, earlier), earlier.decided_at.to_date()));
  }
  for (const Enclosure& enclosure : record.enclosures) {
    world.out(fmt::format("\n{}:\n{}", enclosure.name, enclosure.text));
  }
  for (const std::string& absent : record.absent_texts) world.line(fmt::format("\n{}: (redacted)", absent));
}

Result<void> show_policy(World& world, const std::string& name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Policy policy, find_policy(world, group, name));
  TOS_TRY(const history::SignedRecord record,
          history::load_record(group, wording_of(group, policy).id.as<RecordTag>()));
  if (!world.options.json) {
    print_policy(world, group, policy, record);
    return {};
  }
  nlohmann::json data = policy_json(group, policy);
  data["texts"] = nlohmann::json::object();
  for (const Enclosure& enclosure : record.enclosures) data["texts"][enclosure.name] = enclosure.text;
  data["before"] = nlohmann::json::array();
  for (const DecisionRow& earlier : voting::earlier_wordings(group.db(), policy.decision)) {
    data["before"].push_back(decision_name(group, earlier));
  }
  show_json(world, "tos.policy.show/1", std::move(data));
  return {};
}

// "ID=TEXT": how the change meets one entry of the minority report.
Result<voting::DissentAnswer> read_dissent_answer(history::Group& group, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos)
    return refuse(rules::CLI_001, "'{}' answers nothing", text).hint("--answer 51d2c0aa=\"how the change meets it\"");
  TOS_TRY(const index::LogEntry entry, resolve_record(group, text.substr(0, equals)));
  return voting::DissentAnswer{.dissent = entry.id, .how = {text.substr(equals + 1)}};
}

struct ChangeOptions {
  std::string policy;
  std::string decision;
  std::vector<std::string> answers;
};

Result<void> change_policy(World& world, const ChangeOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const DecisionRow policy, find_decision_named(group, options.policy));
  TOS_TRY(const DecisionRow decision, find_decision_named(group, options.decision));
  voting::PolicyChange change{.decision = decision.id.as<RecordTag>(), .policy = policy.id, .answers = {}};
  for (const std::string& answer : options.answers) {
    if (!change.answers) change.answers.emplace();
    TOS_TRY(change.answers->items.emplace_back(), read_dissent_answer(group, answer));
  }
  return carry_out(
      world, group, draft(std::string(voting::policy_change_kind), std::move(change)), "the change of the policy",
      fmt::format("{} takes the place of {}", decision_name(group, decision), decision_name(group, policy)));
}

std::shared_ptr<std::string> policy_argument(CLI::App* command) {
  auto name = std::make_shared<std::string>();
  command->add_option("policy", *name, "D7, the beginning of the title, latest, or the first digits of its id")
      ->required()
      ->type_name("POLICY");
  return name;
}

}  // namespace

void add_policy(CLI::App& app, World& world) {
  CLI::App* policy = app.add_subcommand("policy", "what holds in this group: the decisions in force");
  policy->require_subcommand(1);

  auto all = std::make_shared<bool>(false);
  CLI::App* list = policy->add_subcommand("list", "the policies in force");
  list->add_flag("--all", *all, "also those past their sunset, superseded or repealed");
  list->callback([&world, all] { finish(world, list_policies(world, *all)); });

  CLI::App* show = policy->add_subcommand("show", "one policy: its wording as last amended, and what was before");
  show->callback([&world, name = policy_argument(show)] { finish(world, show_policy(world, *name)); });

  auto options = std::make_shared<ChangeOptions>();
  CLI::App* change = policy->add_subcommand("change", "put in force what a decision adopted in place of a policy");
  change->add_option("policy", options->policy, "the policy that is amended or repealed")
      ->required()
      ->type_name("POLICY");
  change->add_option("--decision", options->decision, "the decision that adopted it")
      ->required()
      ->type_name("DECISION");
  change->add_option("--answer", options->answers, "how it meets an entry of the policy's minority report, as ID=TEXT")
      ->type_name("ID=TEXT")
      ->expected(1)
      ->take_all();
  change->callback([&world, options] { finish(world, change_policy(world, *options)); });
}

}  // namespace tos::cli
