#include "federation/undo.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/batch_parts.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/sync_report.h"
#include "history/catalog.h"

namespace tos::cli {
namespace {

struct UndoCommand {
  std::int64_t last = 0;
  bool all = false;
};

// A batch goes whole, as it came by one command. Where the number is given, it is not changed without a word.
Result<std::int64_t> leave_no_torn_batch(history::Group& group, const UndoCommand& command, std::int64_t count,
                                         std::int64_t limit) {
  TOS_TRY(const std::int64_t whole, count_with_whole_batch(group, count, limit));
  if (whole == count || command.last == 0) return whole;
  return refuse(rules::CLI_008,
                "the newest {} are some of the parts of a batch, and the others would stay without them",
                count_of(count, "record"))
      .hint("tos undo --last {} takes the batch back whole", whole);
}

// How many records go; refuses what is published, and the founding record.
Result<std::int64_t> records_to_undo(history::Group& group, const UndoCommand& command) {
  if (group.problem()) return Refusal(*group.problem()).hint("main needs mending first: tos repair");
  if (federation::has_unfinished_push(group.repository())) {
    return refuse(rules::CLI_008, "a push did not end here, and what it published is not known").hint("tos pull");
  }
  const auto unpublished = static_cast<std::int64_t>(group.unpublished().size());
  const std::int64_t limit = group.has_remote() ? unpublished : group.size() - 1;
  if (command.all && !group.has_remote()) {
    return refuse(rules::CLI_001, "without a remote nothing is published or unpublished: say how many records")
        .hint("tos undo --last N");
  }
  std::int64_t count = command.last > 0 ? command.last : 1;
  if (command.all) count = limit;
  if (limit > 0 && count <= limit) return leave_no_torn_batch(group, command, count, limit);
  return refuse(rules::CLI_008, "{} can be undone: {}", limit == 0 ? "nothing" : fmt::format("only {}", limit),
                group.has_remote() ? "the rest is published" : "a group keeps its founding record")
      .hint("correct what stays by a new record");
}

void show_undone(World& world, const federation::Undone& undone) {
  nlohmann::json data = nlohmann::json::array();
  for (const history::SignedRecord& record : undone.records) {
    data.push_back(record.id.hex());
    if (!world.options.json) {
      world.line(fmt::format("{} {}: {} by {}", world.options.dry_run ? "would undo" : "undone", record.id.hex16(),
                             module_noun_of(record.envelope.kind), record.envelope.author));
    }
  }
  if (world.options.json) show_json(world, "tos.undo/1", std::move(data));
  show_aside(world, {}, undone.commits_aside);
}

Result<void> run_undo(World& world, const UndoCommand& command) {
  std::int64_t count = 0;
  {
    TOS_TRY(history::Group group, open_group(world));
    TOS_TRY(count, records_to_undo(group, command));
  }
  TOS_TRY(log::Repository repository, open_repository(world));
  TOS_TRY(const federation::Undone undone,
          federation::undo(repository, {.reader_clock = world.now(), .apply = !world.options.dry_run}, count));
  show_undone(world, undone);
  if (world.options.dry_run) {
    world.note("dry run: nothing was written");
    return {};
  }
  world.note("the records are kept in .git/tos/aside; bring one back with tos carry");
  TOS_TRY(history::Group group, open_group(world));
  if (group.has_remote() && !unpublished_text(group).empty()) say_unpublished(world, group);
  return {};
}

}  // namespace

void add_undo(CLI::App& app, World& world) {
  auto options = std::make_shared<UndoCommand>();
  CLI::App* command = app.add_subcommand("undo", "drop the newest record, if it is not yet published");
  CLI::Option* last = command->add_option("--last", options->last, "the newest N")
                          ->type_name("N")
                          ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  command->add_flag("--all", options->all, "all that are not yet published")->excludes(last);
  command->footer(
      "The parts of a batch, which one command wrote, go together. Commits of free files stay. What goes is kept in "
      ".git/tos/aside.");
  command->callback([&world, options] { finish(world, run_undo(world, *options)); });
}

}  // namespace tos::cli
