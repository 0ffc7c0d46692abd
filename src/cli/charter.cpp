#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "charter/amendment.h"
#include "cli/acting.h"
#include "cli/all_commands.h"
#include "cli/charter_templates.h"
#include "cli/form_json.h"
#include "cli/rules.h"
#include "cli/yaml_draft.h"
#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "core/log/durable_file.h"

namespace tos::cli {
namespace {

Result<charter::Charter> read_charter_file(const std::string& file) {
  auto text = log::read_file(file, max_record_bytes);
  if (!text) return refuse(rules::CLI_005, "the charter '{}' cannot be read", file);
  auto charter = decode_yaml<charter::Charter>(*text);
  if (charter) {
    const auto sound = charter::check_charter(*charter);
    if (sound) return charter;
    charter = Refusal(sound.error());
  }
  charter.error().in_file(file);
  return charter;
}

struct InForce {
  std::int64_t position = 0;
  std::string form;
  std::string digest;
};

InForce charter_in_force(history::Group& group) {
  Database& db = group.db();
  InForce found{.position = db.number("SELECT max(position) FROM charter").value_or(0),
                .form = charter::print_charter(charter::current(db)),
                .digest = to_hex(charter::charter_digest(charter::current(db)))};
  return found;
}

Result<void> show_charter(World& world, bool raw) {
  TOS_TRY(history::Group group, open_group(world));
  const InForce charter = charter_in_force(group);
  if (raw) {
    world.out(charter.form);
    return {};
  }
  const auto entry = index::entry_at(group.db(), charter.position);
  TOS_SOUND(entry.has_value());
  if (world.options.json) {
    const auto form = parse_form(charter.form);
    TOS_SOUND(form.has_value());
    show_json(world, "tos.charter.show/1",
              {{"position", charter.position},
               {"record", entry->id.hex()},
               {"digest", charter.digest},
               {"charter", nlohmann::json(form_json(form->root()))}});
    return {};
  }
  world.line(fmt::format("# charter of '{}', in force since record {} ({})", group.name(), charter.position,
                         entry->at.to_date()));
  world.line(fmt::format("# digest {}", charter.digest));
  world.out(charter.form);
  return {};
}

Result<void> run_check(World& world, const std::string& file) {
  TOS_TRY(const charter::Charter charter, read_charter_file(file));
  const std::string digest = to_hex(charter::charter_digest(charter));
  if (world.options.json) {
    show_json(world, "tos.charter.check/1", {{"file", file}, {"digest", digest}});
  } else {
    world.line(fmt::format("'{}' is a charter; a proposal to adopt it names", file));
    world.line(fmt::format("  kind    charter.amendment/v1\n  target  {}", digest));
  }
  return {};
}

Result<void> run_amend(World& world, const std::string& file, const std::string& decision_name) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const RecordId decision, required_decision(group, decision_name));
  TOS_TRY(charter::Charter charter, read_charter_file(file));
  return carry_out(
      world, group,
      draft("charter.amendment/v1", charter::Amendment{.decision = decision, .charter = std::move(charter)}),
      "the amendment", "the new charter is in force");
}

Result<void> run_template(World& world, const std::string& name) {
  nlohmann::json data = nlohmann::json::array();
  for (const CharterTemplate& one : charter_templates()) {
    data.push_back({{"name", one.name}, {"text", one.text}});
    if (one.name != name) continue;
    if (world.options.json) {
      show_json(world, "tos.charter.template/1", data.back());
    } else {
      world.out(one.text);
    }
    return {};
  }
  std::string names;
  for (const CharterTemplate& one : charter_templates()) names += (names.empty() ? "" : ", ") + std::string(one.name);
  if (!name.empty()) return refuse(rules::CLI_001, "there is no template '{}'", name).hint("{}", names);
  if (world.options.json) {
    show_json(world, "tos.charter.template/1", std::move(data));
  } else {
    for (const CharterTemplate& one : charter_templates()) world.line(one.name);
  }
  return {};
}

}  // namespace

void add_charter(CLI::App& app, World& world) {
  CLI::App* charter = app.add_subcommand("charter", "the rules that the group gave itself");
  charter->require_subcommand(1);
  auto raw = std::make_shared<bool>(false);
  CLI::App* show = charter->add_subcommand("show", "the charter in force");
  show->add_flag("--raw", *raw, "in record form: the bytes that its digest is of");
  show->callback([&world, raw] { finish(world, show_charter(world, *raw)); });
  auto file = std::make_shared<std::string>();
  auto decision = std::make_shared<std::string>();
  CLI::App* check = charter->add_subcommand("check", "whether a file is a charter, and its digest");
  check->add_option("file", *file, "a charter that somebody wrote")->required()->type_name("FILE");
  check->callback([&world, file] { finish(world, run_check(world, *file)); });
  CLI::App* amend = charter->add_subcommand("amend", "put a charter in force that a decision adopted");
  amend->add_option("file", *file, "the file that was voted on")->required()->type_name("FILE");
  amend->add_option("--decision", *decision, "the decision that adopted it")->required()->type_name("DECISION");
  amend->callback([&world, file, decision] { finish(world, run_amend(world, *file, *decision)); });
  auto name = std::make_shared<std::string>();
  CLI::App* print = charter->add_subcommand("template", "a commented charter to start from; without a name, the names");
  print->add_option("name", *name, "which")->type_name("NAME");
  print->callback([&world, name] { finish(world, run_template(world, *name)); });
}

}  // namespace tos::cli
