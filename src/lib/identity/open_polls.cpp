#include "identity/open_polls.h"

namespace tos::identity {

const char* const open_poll_schema = R"sql(
CREATE TABLE open_poll(poll INTEGER PRIMARY KEY, position INTEGER NOT NULL);
)sql";

void note_opened(Database& db, std::int64_t poll, std::int64_t position) {
  db.run("INSERT INTO open_poll(poll, position) VALUES(?,?)", poll, position);
}

void note_decided(Database& db, std::int64_t poll) { db.run("DELETE FROM open_poll WHERE poll = ?", poll); }

bool any_open_for(Database& db, std::int64_t member) {
  return db.exists(
      "SELECT 1 FROM open_poll p JOIN standing s ON s.member = ? AND s.from_position <= p.position AND "
      "(s.until_position IS NULL OR s.until_position > p.position) LIMIT 1",
      member);
}

}  // namespace tos::identity
