#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/rules.h"
#include "cli/session.h"

namespace tos::cli {
namespace {

Result<void> list_kinds(World& world, history::Group& group) {
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (Rows found = group.db().query("SELECT kind, count(*) FROM log GROUP BY kind ORDER BY kind"); found.next();) {
    const KindEntry* entry = history::find_kind(found.bytes(0));
    data.push_back({{"kind", found.text(0)}, {"records", found.integer(1)}});
    rows.push_back({found.text(0), std::to_string(found.integer(1)), entry ? std::string(entry->kind.meaning) : ""});
  }
  if (world.options.json) {
    show_json(world, "tos.list.kinds/1", std::move(data));
  } else {
    world.out(table({"KIND", "RECORDS", "MEANING"}, rows, world.columns()));
  }
  return {};
}

// "voting." and "voting.poll" are the beginnings of kinds; "poll" is a noun, as in tos schema.
bool is_meant(std::string_view kind, std::string_view typed) {
  return kind.starts_with(typed) || noun_of(kind) == typed;
}

Result<void> list_records(World& world, history::Group& group, const std::string& typed) {
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  std::vector<std::int64_t> positions;
  bool known = false;
  for (const KindEntry* entry : history::all_kinds()) {
    if (!is_meant(entry->kind.name, typed)) continue;
    known = true;
    for (Rows found = group.db().query("SELECT position FROM log WHERE kind = ?", entry->kind.name); found.next();)
      positions.push_back(found.integer(0));
  }
  if (!known) return refuse(rules::CLI_001, "no kind begins with '{}'", typed).hint("tos schema lists the kinds");
  std::ranges::sort(positions);
  for (const std::int64_t position : positions) {
    const index::LogEntry entry = *index::entry_at(group.db(), position);
    data.push_back({{"position", position},
                    {"id", entry.id.hex()},
                    {"kind", entry.kind},
                    {"author", entry.author.text()},
                    {"at", entry.at.to_string()},
                    {"path", entry.path}});
    rows.push_back(
        {entry.id.hex16(), entry.at.to_minute(), entry.author.text(), std::string(module_noun_of(entry.kind))});
  }
  if (world.options.json) {
    show_json(world, "tos.list.records/1", std::move(data));
    return {};
  }
  world.out(table({"ID", "AT", "AUTHOR", "KIND"}, rows, world.columns()));
  if (rows.empty()) world.note("no such records yet");
  return {};
}

Result<void> list_records(World& world, const std::string& prefix) {
  TOS_TRY(history::Group group, open_group(world));
  return prefix.empty() ? list_kinds(world, group) : list_records(world, group, prefix);
}

}  // namespace

void add_list(CLI::App& app, World& world) {
  auto prefix = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("list", "what there is: records a kind, or those of a kind");
  command->add_option("kind", *prefix, "a noun, or how the kind begins: ballot, voting. or identity.admission")
      ->type_name("KIND-PREFIX");
  command->callback([&world, prefix] { finish(world, list_records(world, *prefix)); });
}

}  // namespace tos::cli
