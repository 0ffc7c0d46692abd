#include "delivery/task.h"

#include <algorithm>

#include "core/index/sound.h"
#include "delivery/initiative.h"
#include "delivery/proof_tables.h"
#include "delivery/rules.h"

namespace tos::delivery {
namespace {

// DLV-013, and so no cycle: a task names only what is in the log before it.
Result<std::vector<std::int64_t>> find_earlier(Database& db, const InitiativeRow& initiative, const Task& task) {
  std::vector<std::int64_t> earlier;
  for (const Handle& key : task.after) {
    const auto before = find_task_by_key(db, initiative.position, key.text());
    if (!before) {
      return refuse(rules::DLV_013, "I{} has no task '{}' yet", initiative.number, key)
          .hint("add it first: tos task add I{} {}", initiative.number, key);
    }
    if (std::ranges::find(earlier, before->position) != earlier.end()) {
      return refuse(rules::DLV_013, "the task '{}' is named twice", key);
    }
    earlier.push_back(before->position);
  }
  return earlier;
}

Result<void> check_step_author(const Context& context, const TaskRow& task, const InitiativeRow& initiative,
                               TaskAct step) {
  const Handle& author = context.envelope.author;
  if (task.owner == author) return {};
  if (step == TaskAct::release && initiative.owner == author) return {};
  return refuse(rules::DLV_016, "the task '{}' is {}'s", task.key, *task.owner);
}

Result<void> check_finished(Database& db, const TaskRow& task, const InitiativeRow& initiative) {
  if (!has_proof_for(db, task.position)) {
    return refuse(rules::DLV_017, "no proof shows the task '{}' yet", task.key)
        .hint("tos proof add I{} --task {} --line LINT=OK", initiative.number, task.key);
  }
  for (const TaskRow& before : tasks_before(db, task.position)) {
    if (before.state == TaskState::done) continue;
    return refuse(rules::DLV_018, "the task '{}' comes after '{}', which is not done", task.key, before.key);
  }
  return {};
}

}  // namespace

Result<void> require_running(const InitiativeRow& initiative) {
  if (initiative.state == InitiativeState::planned || initiative.state == InitiativeState::active) return {};
  return refuse(rules::DLV_011, "initiative '{}' (I{}) is {}", initiative.title, initiative.number,
                name_of(initiative.state))
      .hint("a review can open it again: tos review add I{} --outcome reopened", initiative.number);
}

Result<void> check_task(const Context& context, const Task& task) {
  TOS_TRY(const InitiativeRow initiative, require_initiative(context.db, task.initiative));
  TOS_CHECK(require_running(initiative));
  if (find_task_by_key(context.db, initiative.position, task.key.text())) {
    return refuse(rules::DLV_012, "I{} has a task '{}' already", initiative.number, task.key);
  }
  if (task.owner) TOS_CHECK(require_active(context.db, *task.owner));
  TOS_CHECK(find_earlier(context.db, initiative, task));
  return {};
}

void apply_task(const Context& context, const Task& task) {
  const auto initiative = find_initiative(context.db, task.initiative);
  TOS_SOUND(initiative.has_value());
  TaskRow row{.position = context.position,
              .id = context.id.as<TaskTag>(),
              .initiative = initiative->position,
              .key = task.key,
              .title = task.title.text,
              .owner = task.owner,
              .estimate_hours = {},
              .state = task.owner ? TaskState::claimed : TaskState::open,
              .done_position = {}};
  if (task.estimate_hours) row.estimate_hours = task.estimate_hours->value;
  const auto earlier = find_earlier(context.db, *initiative, task);
  TOS_SOUND(earlier.has_value());
  add_task(context.db, row, *earlier);
}

std::string folder_of_task(const Context& context, const Task& task) { return folder_of(context.db, task.initiative); }

Result<void> check_task_step(const Context& context, const TaskStep& step) {
  const auto task = find_task(context.db, step.task);
  if (!task) return refuse(rules::DLV_014, "there is no task {} here", step.task.hex16());
  const InitiativeRow initiative = initiative_at(context.db, task->initiative);
  TOS_CHECK(require_running(initiative));
  const TaskState wanted = step.step == TaskAct::claim ? TaskState::open : TaskState::claimed;
  if (task->state != wanted) {
    return refuse(rules::DLV_015, "the task '{}' is {}, not {}", task->key, name_of(task->state), name_of(wanted));
  }
  if (step.step == TaskAct::claim) return {};
  TOS_CHECK(check_step_author(context, *task, initiative, step.step));
  if (step.step == TaskAct::release) return {};
  return check_finished(context.db, *task, initiative);
}

void apply_task_step(const Context& context, const TaskStep& step) {
  auto task = find_task(context.db, step.task);
  TOS_SOUND(task.has_value());
  begin_work(context.db, task->initiative);
  switch (step.step) {
    case TaskAct::claim:
      task->owner = context.envelope.author;
      task->state = TaskState::claimed;
      break;
    case TaskAct::release:
      task->owner = std::nullopt;
      task->state = TaskState::open;
      break;
    case TaskAct::done:
      task->state = TaskState::done;
      task->done_position = context.position;
      break;
  }
  set_task(context.db, *task);
}

std::string folder_of_task_step(const Context& context, const TaskStep& step) {
  const auto task = find_task(context.db, step.task);
  TOS_SOUND(task.has_value());
  return initiative_at(context.db, task->initiative).folder;
}

}  // namespace tos::delivery
