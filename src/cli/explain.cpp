#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/rules.h"
#include "cli/world.h"
#include "federation/rules.h"
#include "history/catalog.h"
#include "history/rules.h"
#include "voting/formats/rules.h"
#include "voting/methods/rules.h"
#include "voting/tally/rules.h"

namespace tos::cli {
namespace {

std::vector<const Rule*> every_rule() {
  std::vector<const Rule*> rules = history::all_rules();
  for (const RuleTable table : {rules::federation_rules(), rules::cli_rules(), voting::methods_rules(),
                                voting::formats_rules(), voting::tally_rules()}) {
    rules.insert(rules.end(), table.begin(), table.end());
  }
  std::ranges::sort(rules, {}, [](const Rule* rule) { return rule->id; });
  return rules;
}

nlohmann::json rule_json(const Rule& rule) {
  return {{"id", rule.id},
          {"class", static_cast<int>(rule.failure_class)},
          {"exit_code", exit_code(rule.failure_class)},
          {"title", rule.title},
          {"why", rule.why}};
}

Result<void> run_explain(World& world, std::string id, bool all) {
  std::ranges::transform(id, id.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  nlohmann::json data = nlohmann::json::array();
  for (const Rule* rule : every_rule()) {
    if (!all && rule->id != id) continue;
    data.push_back(rule_json(*rule));
    if (!world.options.json) {
      world.line(wrapped(fmt::format("{}  {}  (class {}, exit code {})\n\n{}{}", rule->id, rule->title,
                                     static_cast<int>(rule->failure_class), exit_code(rule->failure_class), rule->why,
                                     all ? "\n" : ""),
                         world.columns()));
    }
  }
  if (data.empty()) return refuse(rules::LOG_115, "there is no rule '{}'", id).hint("tos explain --all");
  if (world.options.json) show_json(world, "tos.explain/1", all ? data : data.front());
  return {};
}

}  // namespace

void add_explain(CLI::App& app, World& world) {
  auto id = std::make_shared<std::string>();
  auto all = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("explain", "a rule: what it says and why");
  command->add_option("rule", *id, "its id, as in error[VOT-004]")->type_name("RULE");
  command->add_flag("--all", *all, "every rule");
  command->callback([&world, id, all] { finish(world, run_explain(world, *id, *all || id->empty())); });
}

}  // namespace tos::cli
