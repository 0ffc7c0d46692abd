#include "delivery/task.h"

#include <CLI/CLI.hpp>

#include "cli/all_commands.h"
#include "cli/delivery_names.h"
#include "cli/initiative_acts.h"
#include "cli/session.h"

namespace tos::cli {
namespace {

struct TaskOptions {
  std::string initiative;
  std::string key;
  std::string title;
  std::string owner;
  std::optional<std::int64_t> estimate_hours;
  std::vector<std::string> after;
};

Result<void> put_task(World& world, const TaskOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const delivery::InitiativeRow initiative, find_initiative_named(group, options.initiative));
  delivery::Task body{.initiative = initiative.id, .title = {options.title}, .owner = {}, .estimate_hours = {}};
  TOS_TRY(body.key, Handle::parse(options.key));
  if (!options.owner.empty()) {
    TOS_TRY(body.owner, Handle::parse(options.owner));
  }
  if (options.estimate_hours) body.estimate_hours.emplace(*options.estimate_hours);
  for (const std::string& key : options.after) {
    TOS_TRY(Handle before, Handle::parse(key));
    body.after.items.push_back(std::move(before));
  }
  const std::string sentence =
      fmt::format("added the task {}/{} '{}'", initiative_name(group, initiative), options.key, options.title);
  TOS_TRY(const RecordId id, publish_draft(world, group, draft("delivery.task/v1", std::move(body))));
  show_written(world, group, id, sentence);
  return {};
}

Result<void> take_step(World& world, const std::string& name, delivery::TaskAct step) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const delivery::TaskRow task, find_task_named(group, name));
  const std::string_view did = step == delivery::TaskAct::claim     ? "claimed"
                               : step == delivery::TaskAct::release ? "released"
                                                                    : "done:";
  const std::string sentence = fmt::format("{} {} '{}'", did, task_name(group, task), task.title);
  TOS_TRY(
      const RecordId id,
      publish_draft(world, group, draft("delivery.task-step/v1", delivery::TaskStep{.task = task.id, .step = step})));
  show_written(world, group, id, sentence);
  return {};
}

void add_task_step(CLI::App& task, World& world, delivery::TaskAct step, const char* help) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = task.add_subcommand(std::string(name_of(step)), help);
  command->add_option("task", *name, task_help)->required()->type_name("TASK");
  command->callback([&world, name, step] { finish(world, take_step(world, *name, step)); });
}

}  // namespace

void add_task(CLI::App& app, World& world) {
  CLI::App* task = app.add_subcommand("task", "the pieces of an initiative, and who does them");
  task->require_subcommand(1);
  auto options = std::make_shared<TaskOptions>();
  CLI::App* add = task->add_subcommand("add", "add a task to an initiative");
  add->add_option("initiative", options->initiative, initiative_help)->required()->type_name("INITIATIVE");
  add->add_option("key", options->key, "its short name there: roof")->required()->type_name("KEY");
  add->add_option("--title", options->title, "what is to be done, in one line")->required()->type_name("TITLE");
  add->add_option("--owner", options->owner, "who does it, where that is known")->type_name("HANDLE");
  add->add_option("--estimate-hours", options->estimate_hours, "how long it may take")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{100'000}));
  add->add_option("--after", options->after, "a task that comes before it; may be repeated")->type_name("KEY");
  add->callback([&world, options] { finish(world, put_task(world, *options)); });
  add_task_step(*task, world, delivery::TaskAct::claim, "take an open task on yourself");
  add_task_step(*task, world, delivery::TaskAct::release, "give a task back");
  add_task_step(*task, world, delivery::TaskAct::done, "say that your task is done: a proof shows it");
}

}  // namespace tos::cli
