#include "delivery/tables.h"

#include "core/index/short_name.h"
#include "core/index/sound.h"
#include "delivery/rules.h"

namespace tos::delivery {

const char* const initiative_schema = R"sql(
CREATE TABLE initiative(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, number INTEGER NOT NULL UNIQUE, title TEXT NOT NULL,
                        owner TEXT NOT NULL, decision INTEGER, state TEXT NOT NULL, started_at INTEGER NOT NULL,
                        delivery INTEGER, delivered_at INTEGER, closed_as TEXT, folder TEXT NOT NULL);
CREATE INDEX initiative_decision ON initiative(decision) WHERE decision IS NOT NULL;
CREATE TABLE initiative_check(initiative INTEGER NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL,
                              PRIMARY KEY(initiative, number)) WITHOUT ROWID;
CREATE TABLE milestone(initiative INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, due INTEGER NOT NULL,
                       PRIMARY KEY(initiative, number)) WITHOUT ROWID;
CREATE TABLE metric_target(initiative INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL,
                           target TEXT NOT NULL, PRIMARY KEY(initiative, number)) WITHOUT ROWID;
CREATE TABLE task(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, initiative INTEGER NOT NULL, key TEXT NOT NULL,
                  title TEXT NOT NULL, owner TEXT, estimate_hours INTEGER, state TEXT NOT NULL, done_position INTEGER,
                  UNIQUE(initiative, key));
CREATE TABLE task_after(task INTEGER NOT NULL, before INTEGER NOT NULL, PRIMARY KEY(task, before)) WITHOUT ROWID;
)sql";

namespace {

#define TOS_SELECT_INITIATIVE                                                                                   \
  "SELECT position, id, number, title, owner, decision, state, started_at, delivery, delivered_at, closed_as, " \
  "folder FROM initiative "
#define TOS_SELECT_TASK \
  "SELECT position, id, initiative, key, title, owner, estimate_hours, state, done_position FROM task "

InitiativeRow read_initiative(const Rows& rows) {
  InitiativeRow row{.position = rows.integer(0),
                    .id = rows.id<InitiativeId>(1),
                    .number = rows.integer(2),
                    .title = rows.text(3),
                    .owner = sound_handle(rows.bytes(4)),
                    .decision = rows.maybe_integer(5),
                    .state = {},
                    .started_at = rows.time(7),
                    .delivery = rows.maybe_integer(8),
                    .delivered_at = {},
                    .closed_as = {},
                    .folder = rows.text(11)};
  const auto state = value_of<InitiativeState>(rows.bytes(6));
  TOS_SOUND(state.has_value());
  row.state = *state;
  row.delivered_at = rows.maybe_time(9);
  row.closed_as = rows.maybe_text(10);
  return row;
}

TaskRow read_task(const Rows& rows) {
  TaskRow row{.position = rows.integer(0),
              .id = rows.id<TaskId>(1),
              .initiative = rows.integer(2),
              .key = sound_handle(rows.bytes(3)),
              .title = rows.text(4),
              .owner = {},
              .estimate_hours = rows.maybe_integer(6),
              .state = {},
              .done_position = rows.maybe_integer(8)};
  if (!rows.is_null(5)) row.owner = sound_handle(rows.bytes(5));
  const auto state = value_of<TaskState>(rows.bytes(7));
  TOS_SOUND(state.has_value());
  row.state = *state;
  return row;
}

}  // namespace

void add_initiative(Database& db, const InitiativeRow& row, const std::vector<std::string>& checks,
                    const std::vector<Milestone>& milestones, const std::vector<MetricTarget>& targets) {
  db.run(
      "INSERT INTO initiative(position, id, number, title, owner, decision, state, started_at, folder) "
      "VALUES(?, ?, (SELECT coalesce(max(number), 0) + 1 FROM initiative), ?, ?, ?, ?, ?, ?)",
      row.position, row.id, row.title, row.owner, row.decision, name_of(row.state), row.started_at, row.folder);
  std::int64_t number = 0;
  for (const std::string& check : checks) {
    db.run("INSERT INTO initiative_check(initiative, number, text) VALUES(?,?,?)", row.position, ++number, check);
  }
  number = 0;
  for (const Milestone& milestone : milestones) {
    db.run("INSERT INTO milestone(initiative, number, name, due) VALUES(?,?,?,?)", row.position, ++number,
           milestone.name, milestone.due);
  }
  number = 0;
  for (const MetricTarget& target : targets) {
    db.run("INSERT INTO metric_target(initiative, number, name, unit, target) VALUES(?,?,?,?,?)", row.position,
           ++number, target.name, target.unit, target.target);
  }
}

std::optional<InitiativeRow> find_initiative(Database& db, const InitiativeId& id) {
  Rows rows = db.query(TOS_SELECT_INITIATIVE "WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_initiative(rows);
}

InitiativeRow initiative_at(Database& db, std::int64_t position) {
  Rows rows = db.query(TOS_SELECT_INITIATIVE "WHERE position = ?", position);
  const bool exists = rows.next();
  TOS_SOUND(exists);
  return read_initiative(rows);
}

std::vector<InitiativeRow> all_initiatives(Database& db, bool with_closed) {
  std::vector<InitiativeRow> all;
  for (Rows rows = db.query(TOS_SELECT_INITIATIVE "WHERE ? OR state <> 'closed' ORDER BY number", with_closed);
       rows.next();) {
    all.push_back(read_initiative(rows));
  }
  return all;
}

std::vector<InitiativeRow> initiatives_of(Database& db, std::int64_t decision) {
  std::vector<InitiativeRow> found;
  for (Rows rows = db.query(TOS_SELECT_INITIATIVE "WHERE decision = ? ORDER BY number", decision); rows.next();) {
    found.push_back(read_initiative(rows));
  }
  return found;
}

std::vector<std::string> checks_of(Database& db, std::int64_t initiative) {
  std::vector<std::string> checks;
  for (Rows rows = db.query("SELECT text FROM initiative_check WHERE initiative = ? ORDER BY number", initiative);
       rows.next();) {
    checks.push_back(rows.text(0));
  }
  return checks;
}

std::vector<Milestone> milestones_of(Database& db, std::int64_t initiative) {
  std::vector<Milestone> milestones;
  for (Rows rows = db.query("SELECT name, due FROM milestone WHERE initiative = ? ORDER BY number", initiative);
       rows.next();) {
    milestones.push_back({.name = rows.text(0), .due = rows.time(1)});
  }
  return milestones;
}

std::vector<MetricTarget> targets_of(Database& db, std::int64_t initiative) {
  std::vector<MetricTarget> targets;
  for (Rows rows =
           db.query("SELECT name, unit, target FROM metric_target WHERE initiative = ? ORDER BY number", initiative);
       rows.next();) {
    targets.push_back({.name = rows.text(0), .unit = rows.text(1), .target = rows.text(2)});
  }
  return targets;
}

Result<InitiativeRow> require_initiative(Database& db, const InitiativeId& id) {
  auto row = find_initiative(db, id);
  if (row) return *std::move(row);
  return refuse(rules::DLV_010, "there is no initiative {} here", id.hex16()).hint("tos initiative list");
}

void set_state(Database& db, std::int64_t initiative, InitiativeState state) {
  db.run("UPDATE initiative SET state = ? WHERE position = ?", name_of(state), initiative);
}
void begin_work(Database& db, std::int64_t initiative) {
  db.run("UPDATE initiative SET state = 'active' WHERE position = ? AND state = 'planned'", initiative);
}
void set_delivered(Database& db, std::int64_t initiative, std::int64_t delivery, Timestamp at) {
  db.run("UPDATE initiative SET state = 'delivered', delivery = ?, delivered_at = ? WHERE position = ?", delivery, at,
         initiative);
}
void set_reopened(Database& db, std::int64_t initiative) {
  db.run("UPDATE initiative SET state = 'active', closed_as = NULL WHERE position = ?", initiative);
}
void set_closed(Database& db, std::int64_t initiative, std::string_view as) {
  db.run("UPDATE initiative SET state = 'closed', closed_as = ? WHERE position = ?", as, initiative);
}

void add_task(Database& db, const TaskRow& row, const std::vector<std::int64_t>& after) {
  db.run("INSERT INTO task(position, id, initiative, key, title, owner, estimate_hours, state) VALUES(?,?,?,?,?,?,?,?)",
         row.position, row.id, row.initiative, row.key, row.title, row.owner, row.estimate_hours, name_of(row.state));
  for (const std::int64_t before : after) {
    db.run("INSERT INTO task_after(task, before) VALUES(?,?)", row.position, before);
  }
}

std::optional<TaskRow> find_task(Database& db, const TaskId& id) {
  Rows rows = db.query(TOS_SELECT_TASK "WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_task(rows);
}

TaskRow task_at(Database& db, std::int64_t position) {
  Rows rows = db.query(TOS_SELECT_TASK "WHERE position = ?", position);
  const bool exists = rows.next();
  TOS_SOUND(exists);
  return read_task(rows);
}

std::optional<TaskRow> find_task_by_key(Database& db, std::int64_t initiative, std::string_view key) {
  Rows rows = db.query(TOS_SELECT_TASK "WHERE initiative = ? AND key = ?", initiative, key);
  if (!rows.next()) return std::nullopt;
  return read_task(rows);
}

std::vector<TaskRow> tasks_of(Database& db, std::int64_t initiative) {
  std::vector<TaskRow> tasks;
  for (Rows rows = db.query(TOS_SELECT_TASK "WHERE initiative = ? ORDER BY position", initiative); rows.next();) {
    tasks.push_back(read_task(rows));
  }
  return tasks;
}

std::vector<TaskRow> tasks_before(Database& db, std::int64_t task) {
  std::vector<TaskRow> tasks;
  for (Rows rows = db.query("SELECT before FROM task_after WHERE task = ? ORDER BY before", task); rows.next();) {
    tasks.push_back(task_at(db, rows.integer(0)));
  }
  return tasks;
}

void set_task(Database& db, const TaskRow& row) {
  db.run("UPDATE task SET owner = ?, state = ?, done_position = ? WHERE position = ?", row.owner, name_of(row.state),
         row.done_position, row.position);
}

Result<InitiativeRow> resolve_initiative(Database& db, std::string_view name) {
  if (const auto number = index::parse_short_name(name, 'I')) {
    Rows rows = db.query(TOS_SELECT_INITIATIVE "WHERE number = ?", *number);
    if (rows.next()) return read_initiative(rows);
  } else if (const auto range = index::parse_id_prefix(name)) {
    Rows rows = db.query(TOS_SELECT_INITIATIVE "WHERE id BETWEEN ? AND ? LIMIT 2", Blob{range->first_bytes()},
                         Blob{range->last_bytes()});
    if (rows.next()) {
      InitiativeRow row = read_initiative(rows);
      if (!rows.next()) return row;
      return refuse(rules::DLV_050, "more than one initiative begins with {}", name)
          .hint("write more digits of the id");
    }
  }
  return refuse(rules::DLV_050, "there is no initiative '{}'", name).hint("tos initiative list");
}

}  // namespace tos::delivery
