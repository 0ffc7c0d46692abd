#include "core/index/log_table.h"

#include <cstring>

#include "core/base/assert.h"
#include "core/index/prefix_table.h"
#include "core/index/remembered.h"
#include "core/index/sound.h"

namespace tos::index {

const char* const log_schema = R"sql(
CREATE TABLE folder(number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE log(position INTEGER PRIMARY KEY, id BLOB NOT NULL, kind TEXT NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL,
                 clock INTEGER NOT NULL, subtree BLOB NOT NULL, folder INTEGER NOT NULL, texts TEXT NOT NULL);
CREATE TABLE log_id(prefix INTEGER PRIMARY KEY, position INTEGER NOT NULL);
CREATE TABLE idempotency(author TEXT NOT NULL, key TEXT NOT NULL, id BLOB NOT NULL, PRIMARY KEY(author, key)) WITHOUT ROWID;
CREATE TABLE absent_text(position INTEGER NOT NULL, field TEXT NOT NULL, PRIMARY KEY(position, field)) WITHOUT ROWID;
CREATE TABLE permitted_absence(record BLOB NOT NULL, field TEXT NOT NULL, PRIMARY KEY(record, field)) WITHOUT ROWID;
CREATE TABLE value(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
)sql";

namespace {

std::int64_t prefix_of(const RecordId& id) {
  std::int64_t prefix;
  std::memcpy(&prefix, id.digest().data(), sizeof prefix);
  return prefix;
}

std::string file_path(std::string_view folder, std::string_view kind, const RecordId& id) {
  return fmt::format("{}/{}-{}.yaml", folder, noun_of(kind), id.hex16());
}

// The replay of a stranger's log asks this for every record: a private database keeps the prefixes in memory.
PrefixTable& prefixes(Database& db) {
  static thread_local Remembered<PrefixTable> remembered;
  PrefixTable& table = remembered.of(db, Database::Part::log);
  if (table.size() == 0) {
    for (Rows rows = db.query("SELECT position, id FROM log"); rows.next();) {
      table.add(prefix_of(rows.id<RecordId>(1)), rows.integer(0));
    }
  }
  return table;
}

std::optional<std::int64_t> position_of_prefix(Database& db, const RecordId& id) {
  if (db.is_private()) return prefixes(db).find(prefix_of(id));
  return db.number("SELECT position FROM log_id WHERE prefix = ?", prefix_of(id));
}

void add_prefix(Database& db, const RecordId& id, std::int64_t position) {
  if (db.is_private()) {
    prefixes(db).add(prefix_of(id), position);
  } else {
    db.run("INSERT INTO log_id(prefix, position) VALUES(?,?)", prefix_of(id), position);
  }
}

RecordId id_at(Database& db, std::int64_t position) {
  Rows rows = db.query("SELECT id FROM log WHERE position = ?", position);
  if (!rows.next())
    throw DatabaseError{.code = DatabaseError::damaged, .what = "log_id names a position that log has not"};
  return rows.id<RecordId>(0);
}

// The last folder in use: records come in runs.
struct KnownFolder {
  std::string path;
  std::int64_t number = 0;
};

std::int64_t folder_number(Database& db, std::string_view folder) {
  static thread_local Remembered<KnownFolder> remembered;
  KnownFolder& known = remembered.of(db, Database::Part::log);
  if (known.number != 0 && known.path == folder) return known.number;
  std::optional<std::int64_t> number = db.number("SELECT number FROM folder WHERE path = ?", folder);
  if (!number) {
    db.run("INSERT INTO folder(path) VALUES(?)", folder);
    number = db.last_row();
  }
  known = {.path = std::string(folder), .number = *number};
  return *number;
}

constexpr const char* select_entry =
    "SELECT l.position, l.id, l.kind, l.author, l.at, l.clock, l.subtree, f.path FROM log l JOIN folder f ON f.number "
    "= "
    "l.folder "
    "WHERE l.position = ?";

}  // namespace

LogState log_state(Database& db) {
  Rows rows = db.query("SELECT position, clock FROM log ORDER BY position DESC LIMIT 1");
  if (!rows.next()) return {};
  return {.size = rows.integer(0), .clock = rows.time(1)};
}

std::optional<std::int64_t> position_of(Database& db, const RecordId& id) {
  const auto position = position_of_prefix(db, id);
  if (!position || id_at(db, *position) != id) return std::nullopt;
  return position;
}

std::optional<RecordId> same_hex16(Database& db, const RecordId& id) {
  const auto position = position_of_prefix(db, id);
  if (!position) return std::nullopt;
  return id_at(db, *position);
}

std::optional<LogEntry> entry_at(Database& db, std::int64_t position) {
  Rows rows = db.query(select_entry, position);
  if (!rows.next()) return std::nullopt;
  LogEntry entry{.position = rows.integer(0),
                 .id = rows.id<RecordId>(1),
                 .kind = rows.text(2),
                 .author = sound_handle(rows.bytes(3)),
                 .at = rows.time(4),
                 .clock = rows.time(5),
                 .path = {},
                 .subtree = rows.id<LogRoot>(6).digest()};
  entry.path = file_path(rows.bytes(7), entry.kind, entry.id);
  return entry;
}

std::optional<LogEntry> find_entry(Database& db, const RecordId& id) {
  const auto position = position_of(db, id);
  if (!position) return std::nullopt;
  return entry_at(db, *position);
}

std::optional<Digest> subtree_at(Database& db, std::int64_t position) {
  Rows rows = db.query("SELECT subtree FROM log WHERE position = ?", position);
  if (!rows.next()) return std::nullopt;
  return rows.id<LogRoot>(0).digest();
}

std::optional<Timestamp> clock_at(Database& db, std::int64_t size) {
  Rows rows = db.query("SELECT clock FROM log WHERE position = ?", size);
  if (!rows.next()) return std::nullopt;
  return rows.time(0);
}

void add_entry(Database& db, const LogEntry& entry, std::string_view folder,
               const std::optional<std::string>& idempotency_key) {
  add_prefix(db, entry.id, entry.position);
  db.run("INSERT INTO log(position, id, kind, author, at, clock, subtree, folder, texts) VALUES(?,?,?,?,?,?,?,?,?)",
         entry.position, entry.id, entry.kind, entry.author, entry.at, entry.clock, LogRoot(entry.subtree),
         folder_number(db, folder), entry.texts);
  if (idempotency_key) {
    db.run("INSERT INTO idempotency(author, key, id) VALUES(?,?,?)", entry.author, *idempotency_key, entry.id);
  }
}

std::optional<RecordId> find_idempotent(Database& db, const Handle& author, std::string_view key) {
  Rows rows = db.query("SELECT id FROM idempotency WHERE author = ? AND key = ?", author, key);
  if (!rows.next()) return std::nullopt;
  return rows.id<RecordId>(0);
}

std::optional<std::string> get_value(Database& db, std::string_view name) {
  return db.text("SELECT value FROM value WHERE name = ?", name);
}
void set_value(Database& db, std::string_view name, std::string_view value) {
  db.run("INSERT INTO value(name, value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value = excluded.value", name,
         Blob{value});
}

void add_absent_text(Database& db, std::int64_t position, std::string_view field) {
  db.run("INSERT INTO absent_text(position, field) VALUES(?,?)", position, field);
}

bool has_text(Database& db, std::int64_t position, std::string_view field) {
  return db.exists("SELECT 1 FROM log WHERE position = ? AND instr(',' || texts || ',', ',' || ? || ',') > 0", position,
                   field);
}

void permit_absence(Database& db, const RecordId& record, std::string_view field) {
  db.run("INSERT OR IGNORE INTO permitted_absence(record, field) VALUES(?,?)", record, field);
}

std::optional<AbsentText> first_unpermitted(Database& db) {
  Rows rows = db.query(
      "SELECT t.position, t.field FROM absent_text t JOIN log l ON l.position = t.position WHERE NOT EXISTS "
      "(SELECT 1 FROM permitted_absence p WHERE p.record = l.id AND p.field = t.field) ORDER BY t.position LIMIT 1");
  if (!rows.next()) return std::nullopt;
  return AbsentText{.position = rows.integer(0), .field = rows.text(1)};
}

std::int64_t redacted_count(Database& db) { return db.number("SELECT count(*) FROM absent_text").value_or(0); }

}  // namespace tos::index
