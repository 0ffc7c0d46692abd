#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "history/log_root.h"

namespace tos::cli {
namespace {

struct LogOptions {
  std::int64_t limit = 30;
  std::string kind;
  std::string author;
};

Result<void> run_log(World& world, const LogOptions& options) {
  const auto begins = [&](const KindEntry* entry) { return entry->kind.name.starts_with(options.kind); };
  if (std::ranges::none_of(history::all_kinds(), begins))
    return refuse(rules::CLI_001, "no kind begins with '{}'", options.kind).hint("tos schema lists the kinds");
  TOS_TRY(history::Group group, open_group(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  Rows found = group.db().query(
      "SELECT position FROM log WHERE (? = '' OR kind LIKE ? || '%') AND (? = '' OR author = ?) ORDER BY position DESC "
      "LIMIT ?",
      options.kind, options.kind, options.author, options.author, options.limit);
  while (found.next()) {
    const auto entry = *index::entry_at(group.db(), found.integer(0));
    const bool published = entry.position <= group.published_size();
    data.push_back({{"position", entry.position},
                    {"id", entry.id.hex()},
                    {"kind", entry.kind},
                    {"author", entry.author.text()},
                    {"at", entry.at.to_string()},
                    {"path", entry.path},
                    {"root", history::root_at(group.db(), entry.position).hex()},
                    {"published", published}});
    rows.push_back({std::to_string(entry.position), entry.id.hex16(), entry.at.to_minute(), entry.author.text(),
                    std::string(module_noun_of(entry.kind)) + (published ? "" : " *")});
  }
  if (world.options.json) {
    show_json(world, "tos.log/1", std::move(data));
    return {};
  }
  if (rows.empty()) world.note("no such records");
  world.out(table({"#", "ID", "AT", "AUTHOR", "KIND"}, rows, world.columns()));
  if (group.size() > group.published_size()) world.note("* not yet published");
  return {};
}

}  // namespace

void add_log(CLI::App& app, World& world) {
  auto options = std::make_shared<LogOptions>();
  CLI::App* command = app.add_subcommand("log", "the records of the log, newest first");
  command->add_option("--limit", options->limit, "how many (default 30)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  command->add_option("--kind", options->kind, "only kinds that begin so: voting.")->type_name("KIND");
  command->add_option("--author", options->author, "only this member's")->type_name("HANDLE");
  command->callback([&world, options] { finish(world, run_log(world, *options)); });
}

}  // namespace tos::cli
