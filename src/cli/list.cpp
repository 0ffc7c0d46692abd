#include <CLI/CLI.hpp>
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
    world.out(table({"KIND", "RECORDS", "MEANING"}, rows));
  }
  return {};
}

Result<void> list_records(World& world, history::Group& group, const std::string& prefix) {
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  std::vector<std::int64_t> positions;
  for (Rows found = group.db().query(
           "SELECT position FROM log WHERE substr(kind, 1, length(?1)) = ?1 ORDER BY position", prefix);
       found.next();) {
    positions.push_back(found.integer(0));
  }
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
  if (rows.empty()) {
    bool known = false;
    for (const KindEntry* entry : history::all_kinds()) known = known || entry->kind.name.starts_with(prefix);
    if (!known) return refuse(rules::CLI_001, "no kind begins with '{}'", prefix).hint("tos schema lists the kinds");
  }
  if (world.options.json) {
    show_json(world, "tos.list.records/1", std::move(data));
    return {};
  }
  world.out(table({"ID", "AT", "AUTHOR", "KIND"}, rows));
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
  command->add_option("kind", *prefix, "how the kind begins: voting. or identity.admission")->type_name("KIND-PREFIX");
  command->callback([&world, prefix] { finish(world, list_records(world, *prefix)); });
}

}  // namespace tos::cli
