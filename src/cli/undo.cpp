#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "core/log/durable_file.h"
#include "core/log/history.h"
#include "history/rules.h"

namespace tos::cli {
namespace {

// The commit before the newest `count` records of main: record commits are taken back whole.
struct Target {
  log::ObjectId commit;
  std::vector<RecordId> dropped;  // newest first
};

Result<Target> find_target(history::Group& group, std::int64_t count) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(group.repository()));
  TOS_TRY(const log::History history, log::read_history(reader, *group.head()));
  Target target;
  std::size_t index = history.commit_count();
  while (index > 1 && static_cast<std::int64_t>(target.dropped.size()) < count) {
    const log::HistoryCommit commit = history.commit(--index);
    target.dropped.insert(target.dropped.end(), commit.records.rbegin(), commit.records.rend());
  }
  if (static_cast<std::int64_t>(target.dropped.size()) < count || index == 0) {
    return refuse(rules::LOG_115, "there are not {} records to undo", count).hint("tos log");
  }
  target.commit = history.commit(index - 1).id;
  return target;
}

Result<void> keep_aside(history::Group& group, const Target& target) {
  for (const RecordId& id : target.dropped) {
    TOS_TRY(const history::SignedRecord record, history::load_record(group, id));
    TOS_CHECK(log::write_durably(group.repository().tos_dir() / "aside" / (id.hex() + ".yaml"), record.bytes, "aside"));
  }
  return {};
}

Result<void> run_undo(World& world, std::int64_t last) {
  TOS_TRY(history::Group group, open_group(world));
  const auto unpublished = static_cast<std::int64_t>(group.unpublished().size());
  const std::int64_t limit = group.has_remote() ? unpublished : group.size() - 1;
  const std::int64_t count = last > 0 ? last : (group.has_remote() ? unpublished : 0);
  if (count == 0 && !group.has_remote())
    return refuse(rules::CLI_001, "without a remote nothing is published or unpublished: say how many records")
        .hint("tos undo --last N");
  if (count == 0 || count > limit) {
    return refuse(rules::CLI_008, "{} can be undone: {}", limit == 0 ? "nothing" : fmt::format("only {}", limit),
                  group.has_remote() ? "the rest is published" : "a group keeps its founding record")
        .hint("correct what stays by a new record");
  }
  TOS_TRY(const Target target, find_target(group, count));
  if (!world.options.dry_run) {
    TOS_TRY(const log::RepositoryLock lock, log::RepositoryLock::acquire(group.repository()));
    TOS_CHECK(keep_aside(group, target));
    TOS_CHECK(log::move_main(group.repository(), lock, group.head(), target.commit));
  }
  nlohmann::json data = nlohmann::json::array();
  for (const RecordId& id : target.dropped) {
    data.push_back(id.hex());
    if (!world.options.json) world.line(fmt::format("undone {}", id.hex16()));
  }
  if (world.options.json) show_json(world, "tos.undo/1", std::move(data));
  world.note("the records are kept in .git/tos/aside; bring one back with tos carry");
  return {};
}

}  // namespace

void add_undo(CLI::App& app, World& world) {
  auto last = std::make_shared<std::int64_t>(0);
  CLI::App* command = app.add_subcommand("undo", "drop records that are not yet published");
  command->add_option("--last", *last, "only the newest N")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  command->callback([&world, last] { finish(world, run_undo(world, *last)); });
}

}  // namespace tos::cli
