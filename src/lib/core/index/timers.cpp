#include "core/index/timers.h"

namespace tos::index {

const char* const timer_schema = R"sql(
CREATE TABLE timer(due INTEGER NOT NULL, position INTEGER NOT NULL, idx INTEGER NOT NULL, name TEXT NOT NULL, subject BLOB NOT NULL,
                   PRIMARY KEY(due, position, idx, name, subject)) WITHOUT ROWID;
)sql";

void set_timer(Database& db, const Timer& timer) {
  db.bump(Database::Part::timers);
  db.run("INSERT INTO timer(due, position, idx, name, subject) VALUES(?,?,?,?,?)", timer.due, timer.position,
         timer.index, timer.name, Blob{timer.subject});
}

std::optional<Timer> next_due(Database& db, Timestamp now) {
  Rows rows = db.query(
      "SELECT due, position, idx, name, subject FROM timer WHERE due <= ? ORDER BY due, position, idx, name, subject "
      "LIMIT 1",
      now);
  if (!rows.next()) return std::nullopt;
  return Timer{.due = rows.time(0),
               .position = rows.integer(1),
               .index = static_cast<int>(rows.integer(2)),
               .name = rows.text(3),
               .subject = rows.text(4)};
}

void remove_timer(Database& db, const Timer& timer) {
  db.bump(Database::Part::timers);
  db.run("DELETE FROM timer WHERE due = ? AND position = ? AND idx = ? AND name = ? AND subject = ?", timer.due,
         timer.position, timer.index, timer.name, Blob{timer.subject});
}

}  // namespace tos::index
