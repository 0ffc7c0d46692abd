#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "delivery/tables.h"

namespace tos::delivery {

// delivery.task/v1: a piece of an initiative.
struct Task {
  InitiativeId initiative;
  Handle key;
  Title title;
  std::optional<Handle> owner;
  std::optional<Whole<1, 100'000>> estimate_hours;
  List<Handle, 0, 64> after;
};

enum class TaskAct { claim, release, done };

// delivery.task-step/v1: a member claims a task, gives it back, or says that it is done.
struct TaskStep {
  TaskId task;
  TaskAct step = TaskAct::claim;
};

inline constexpr auto task_fields =
    fields<Task>(field("initiative", &Task::initiative, "the initiative that it is part of"),
                 field("key", &Task::key, "its short name within the initiative"),
                 field("title", &Task::title, "what is to be done, in one line"),
                 field("owner", &Task::owner, "who does it, where that is known; the task is claimed then"),
                 field("estimate_hours", &Task::estimate_hours, "how long it may take"),
                 field("after", &Task::after, "keys of the tasks that come before it"));
constexpr const auto& fields_of(const Task*) { return task_fields; }

inline constexpr auto task_step_fields =
    fields<TaskStep>(field("task", &TaskStep::task, "the task"), field("step", &TaskStep::step, "what becomes of it"));
constexpr const auto& fields_of(const TaskStep*) { return task_step_fields; }

Result<void> check_task(const Context& context, const Task& task);  // DLV-004, DLV-010 to DLV-013
void apply_task(const Context& context, const Task& task);
std::string folder_of_task(const Context& context, const Task& task);

Result<void> check_task_step(const Context& context, const TaskStep& step);  // DLV-011, DLV-014 to DLV-018
void apply_task_step(const Context& context, const TaskStep& step);
std::string folder_of_task_step(const Context& context, const TaskStep& step);

// DLV-011: tasks and proofs may be added.
Result<void> require_running(const InitiativeRow& initiative);

}  // namespace tos::delivery

template <>
struct tos::NamesOf<tos::delivery::TaskAct> {
  using enum tos::delivery::TaskAct;
  static constexpr std::array names{tos::Name{claim, "claim"}, tos::Name{release, "release"}, tos::Name{done, "done"}};
};
