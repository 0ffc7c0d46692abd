#include "core/index/database.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <utility>

#include "core/base/assert.h"
#include "core/base/fault.h"

namespace tos {
namespace {

[[noreturn]] void fail(sqlite3* handle, int code) {
  throw DatabaseError{.code = code & 0xff, .what = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code)};
}

void exec(sqlite3* handle, const char* sql) {
  const int code = sqlite3_exec(handle, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(handle, code);
}

constexpr int busy_milliseconds = 10'000;

sqlite3* open_handle(const char* path, int flags) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, nullptr);
  if (code != SQLITE_OK) {
    DatabaseError error{.code = code & 0xff, .what = handle != nullptr ? sqlite3_errmsg(handle) : "out of memory"};
    sqlite3_close(handle);
    throw error;
  }
  sqlite3_busy_timeout(handle, busy_milliseconds);
  // The file may have been handed to us by somebody else: no triggers, views or functions of its making run.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024);
  return handle;
}

}  // namespace

bool DatabaseError::is_damage() const {
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR || code == SQLITE_CANTOPEN ||
         code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_SCHEMA;
}
bool DatabaseError::is_disk_full() const { return code == SQLITE_FULL || code == SQLITE_IOERR; }

Rows::Rows(Rows&& other) noexcept
    : database_(other.database_), idle_(other.idle_), statement_(std::exchange(other.statement_, nullptr)) {}

Rows::~Rows() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  idle_->push_back(statement_);
}

bool Rows::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(database_->handle_, code);
  return false;
}

bool Rows::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }
std::string_view Rows::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Database Database::open_private() {
  Database database(open_handle("", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
  database.script(
      "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-24000;");
  database.private_ = true;
  return database;
}

Database Database::open_file(const std::string& path) {
  const mode_t previous = umask(0077);
  sqlite3* handle = nullptr;
  try {
    handle = open_handle(path.c_str(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    Database database(handle);
    database.script(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY; "
        "PRAGMA cache_size=-16000;");
    int on = 1;
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on, nullptr);
    umask(previous);
    return database;
  } catch (...) {
    umask(previous);
    throw;
  }
}

Database::Database(sqlite3* handle) : handle_(handle) {
  static std::atomic<std::uint64_t> opened = 0;
  serial_ = ++opened;
}

Database::Database(Database&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      serial_(other.serial_),
      private_(other.private_),
      epochs_(other.epochs_),
      idle_(std::move(other.idle_)) {}

Database::~Database() {
  for (auto& [sql, statements] : idle_) {
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  }
  if (handle_ != nullptr) sqlite3_close(handle_);
}

sqlite3_stmt* Database::take(const char* sql, Rows::Idle& idle) {
  if (!idle.empty()) {
    sqlite3_stmt* statement = idle.back();
    idle.pop_back();
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) fail(handle_, code);
  return statement;
}

// Text and blobs of a query are copied by SQLite: what callers pass may be gone before the rows are read.
void Database::bind(sqlite3_stmt* statement, int index, std::int64_t value) {
  sqlite3_bind_int64(statement, index, value);
}
void Database::bind(sqlite3_stmt* statement, int index, std::nullopt_t) { sqlite3_bind_null(statement, index); }
void Database::bind_text(sqlite3_stmt* statement, int index, std::string_view value) {
  const int code = sqlite3_bind_text64(statement, index, value.data() == nullptr ? "" : value.data(), value.size(),
                                       arguments_last_ ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) fail(handle_, code);
}
void Database::bind_blob(sqlite3_stmt* statement, int index, std::string_view value) {
  const int code = sqlite3_bind_blob64(statement, index, value.data() == nullptr ? "" : value.data(), value.size(),
                                       arguments_last_ ? SQLITE_STATIC : SQLITE_TRANSIENT);
  if (code != SQLITE_OK) fail(handle_, code);
}

void Database::script(const std::string& sql) { exec(handle_, sql.c_str()); }
std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(handle_); }
int Database::changed_rows() const { return sqlite3_changes(handle_); }

void Database::begin() {
  exec(handle_, "BEGIN IMMEDIATE");
  for (std::uint64_t& epoch : epochs_) ++epoch;  // another process may have written since
}
void Database::commit() {
  if (fault_point("index.commit") == Fault::disk_full) throw DatabaseError{.code = SQLITE_FULL, .what = "disk full"};
  exec(handle_, "COMMIT");
  if (!private_) shorten_journal();
}

// Whoever opens the database alone reads the whole write-ahead log again, so it must stay short; SQLite's own
// checkpoint leaves it as long as it was. A reader elsewhere keeps it: then a later commit shortens it.
void Database::shorten_journal() {
  constexpr std::uintmax_t most_bytes = 1 << 20;
  std::error_code error;
  const std::uintmax_t there =
      std::filesystem::file_size(std::string(sqlite3_db_filename(handle_, "main")) + "-wal", error);
  if (error || there <= most_bytes) return;
  sqlite3_busy_timeout(handle_, 0);
  sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle_, busy_milliseconds);
}
void Database::rollback() {
  exec(handle_, "ROLLBACK");
  for (std::uint64_t& epoch : epochs_) ++epoch;
}

void Database::savepoint(const std::string& name) { exec(handle_, ("SAVEPOINT " + name).c_str()); }
void Database::release(const std::string& name) { exec(handle_, ("RELEASE " + name).c_str()); }
void Database::rollback_to(const std::string& name) {
  exec(handle_, ("ROLLBACK TO " + name).c_str());
  release(name);
  for (std::uint64_t& epoch : epochs_) ++epoch;
}

std::string Database::fingerprint() {
  std::vector<std::string> tables;
  for (Rows rows =
           query("SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
       rows.next();) {
    tables.push_back(rows.text(0));
  }
  std::string all;
  for (const std::string& table : tables) {
    sqlite3_stmt* statement = nullptr;
    const std::string sql = "SELECT * FROM \"" + table + "\"";
    if (const int code = sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr); code != SQLITE_OK)
      fail(handle_, code);
    std::vector<std::string> lines;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      std::string line;
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, i));
        line += std::to_string(sqlite3_column_type(statement, i)) + ":";
        line.append(data == nullptr ? "" : data, static_cast<std::size_t>(sqlite3_column_bytes(statement, i)));
        line += '\x1f';
      }
      lines.push_back(std::move(line));
    }
    sqlite3_finalize(statement);
    std::ranges::sort(lines);
    all += table + "\n";
    for (const std::string& line : lines) all += line + "\n";
  }
  return to_hex(sha256(all));
}

}  // namespace tos
