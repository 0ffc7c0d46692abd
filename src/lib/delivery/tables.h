#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/index/database.h"
#include "core/record/fields.h"
#include "voting/polls/tables.h"

namespace tos {
using InitiativeId = Id<struct InitiativeTag>;
using TaskId = Id<struct TaskTag>;
}  // namespace tos

namespace tos::delivery {

enum class InitiativeState { planned, active, delivered, verified, closed };
enum class TaskState { open, claimed, done };

// What a decision set in motion.
struct InitiativeRow {
  std::int64_t position = 0;  // of its record in the log
  InitiativeId id;
  std::int64_t number = 0;  // 3 of I3
  std::string title;
  Handle owner;
  std::optional<std::int64_t> decision;  // position; nothing for an urgent one
  InitiativeState state = InitiativeState::planned;
  Timestamp started_at;                   // now() at its position
  std::optional<std::int64_t> delivery;   // position of its last delivery
  std::optional<Timestamp> delivered_at;  // now() there
  std::optional<std::string> closed_as;   // "completed", "abandoned"
  std::string folder;
};

struct Milestone {
  std::string name;
  Timestamp due;
};
struct MetricTarget {
  std::string name;
  std::string unit;
  std::string target;  // a decimal
};

struct TaskRow {
  std::int64_t position = 0;
  TaskId id;
  std::int64_t initiative = 0;  // position
  Handle key;
  std::string title;
  std::optional<Handle> owner;
  std::optional<std::int64_t> estimate_hours;
  TaskState state = TaskState::open;
  std::optional<std::int64_t> done_position;  // of the step that says so
};

extern const char* const initiative_schema;

void add_initiative(Database& db, const InitiativeRow& row, const std::vector<std::string>& checks,
                    const std::vector<Milestone>& milestones, const std::vector<MetricTarget>& targets);
std::optional<InitiativeRow> find_initiative(Database& db, const InitiativeId& id);
InitiativeRow initiative_at(Database& db, std::int64_t position);
std::vector<InitiativeRow> all_initiatives(Database& db, bool with_closed);      // in order of number
std::vector<InitiativeRow> initiatives_of(Database& db, std::int64_t decision);  // in order of number
std::vector<std::string> checks_of(Database& db, std::int64_t initiative);
std::vector<Milestone> milestones_of(Database& db, std::int64_t initiative);
std::vector<MetricTarget> targets_of(Database& db, std::int64_t initiative);
Result<InitiativeRow> require_initiative(Database& db, const InitiativeId& id);  // DLV-010
void set_state(Database& db, std::int64_t initiative, InitiativeState state);
void begin_work(Database& db, std::int64_t initiative);  // from planned to active
void set_delivered(Database& db, std::int64_t initiative, std::int64_t delivery, Timestamp at);
void set_reopened(Database& db, std::int64_t initiative);  // active, and no longer closed
void set_closed(Database& db, std::int64_t initiative, std::string_view as);

void add_task(Database& db, const TaskRow& row, const std::vector<std::int64_t>& after);
std::optional<TaskRow> find_task(Database& db, const TaskId& id);
TaskRow task_at(Database& db, std::int64_t position);
std::optional<TaskRow> find_task_by_key(Database& db, std::int64_t initiative, std::string_view key);
std::vector<TaskRow> tasks_of(Database& db, std::int64_t initiative);  // in log order
std::vector<TaskRow> tasks_before(Database& db, std::int64_t task);    // those it comes after
void set_task(Database& db, const TaskRow& row);                       // owner, state, done_position

// "I3", or a prefix of the id. DLV-050.
Result<InitiativeRow> resolve_initiative(Database& db, std::string_view name);

}  // namespace tos::delivery

template <>
struct tos::NamesOf<tos::delivery::InitiativeState> {
  using enum tos::delivery::InitiativeState;
  static constexpr std::array names{tos::Name{planned, "planned"}, tos::Name{active, "active"},
                                    tos::Name{delivered, "delivered"}, tos::Name{verified, "verified"},
                                    tos::Name{closed, "closed"}};
};
template <>
struct tos::NamesOf<tos::delivery::TaskState> {
  using enum tos::delivery::TaskState;
  static constexpr std::array names{tos::Name{open, "open"}, tos::Name{claimed, "claimed"}, tos::Name{done, "done"}};
};
