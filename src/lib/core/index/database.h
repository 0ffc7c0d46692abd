#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/record/handle.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tos {

// Thrown by every call below when SQLite itself fails: disk full, damaged file. Caught where a database is opened or a
// batch is applied; never crosses out of history.
struct DatabaseError {
  static constexpr int damaged = 11;  // SQLITE_CORRUPT
  int code;                           // SQLite's
  std::string what;
  bool is_damage() const;  // the file is not a sound database: throw it away and rebuild
  bool is_disk_full() const;
};

// Opaque bytes as a column value: query("…", Blob{bytes}).
struct Blob {
  std::string_view bytes;
};

class Database;

// Rows of one prepared statement, which is returned to its database when this goes.
class Rows {
 public:
  Rows(Rows&& other) noexcept;
  Rows(const Rows&) = delete;
  ~Rows();
  bool next();  // true: a row is current
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::string_view bytes(int column) const;  // text or blob, valid until next()
  std::string text(int column) const { return std::string(bytes(column)); }
  Timestamp time(int column) const { return {integer(column)}; }
  // Nothing where the column is null.
  std::optional<std::int64_t> maybe_integer(int column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
  }
  std::optional<Timestamp> maybe_time(int column) const {
    return is_null(column) ? std::nullopt : std::optional(time(column));
  }
  std::optional<std::string> maybe_text(int column) const {
    return is_null(column) ? std::nullopt : std::optional(text(column));
  }
  template <class IdType>
  IdType id(int column) const {
    const auto id = IdType::from_bytes(bytes(column));
    if (!id) throw DatabaseError{.code = DatabaseError::damaged, .what = "an id of the wrong length"};
    return *id;
  }

 private:
  friend class Database;
  using Idle = std::vector<sqlite3_stmt*>;  // prepared statements of one text that nobody uses now
  Rows(Database& database, Idle& idle, sqlite3_stmt* statement)
      : database_(&database), idle_(&idle), statement_(statement) {}
  Database* database_;
  Idle* idle_;
  sqlite3_stmt* statement_;
};

// The read model: an SQLite database whose statements are prepared once each. Not thread-safe: one thread a database.
class Database {
 public:
  // A private temporary database, held in a bounded cache and spilled to an unlinked file.
  static Database open_private();
  // A file of mode 0600, created if absent, opened defensively. Throws DatabaseError.
  static Database open_file(const std::string& path);
  Database(Database&&) noexcept;
  ~Database();

  // `sql` must be a string literal: its address names the prepared statement.
  template <class... Args>
  Rows query(const char* sql, const Args&... args) {
    return prepared(sql, false, args...);
  }
  template <class... Args>
  void run(const char* sql, const Args&... args) {
    prepared(sql, true, args...).next();
  }
  // The first column of the first row, or nothing.
  template <class... Args>
  std::optional<std::int64_t> number(const char* sql, const Args&... args) {
    Rows rows = query(sql, args...);
    if (!rows.next() || rows.is_null(0)) return std::nullopt;
    return rows.integer(0);
  }
  template <class... Args>
  std::optional<std::string> text(const char* sql, const Args&... args) {
    Rows rows = query(sql, args...);
    if (!rows.next() || rows.is_null(0)) return std::nullopt;
    return rows.text(0);
  }
  template <class... Args>
  bool exists(const char* sql, const Args&... args) {
    return query(sql, args...).next();
  }

  void script(const std::string& sql);  // several statements, unprepared
  std::int64_t last_row() const;
  int changed_rows() const;  // by the last statement that wrote

  // What is kept in memory beside the database holds as long as its epoch does. Writers of that part bump it; so does
  // every rollback.
  enum class Part { charter, timers, log, roll, recusals };  // log: rows that only rollbacks ever remove
  std::uint64_t epoch(Part part) const { return epochs_[static_cast<std::size_t>(part)]; }
  void bump(Part part) { ++epochs_[static_cast<std::size_t>(part)]; }
  std::uint64_t serial() const { return serial_; }  // tells one open database from another
  bool is_private() const { return private_; }

  void savepoint(const std::string& name);
  void release(const std::string& name);
  void rollback_to(const std::string& name);  // and releases it

  void begin();
  void commit();
  void rollback();

  // SHA-256 over every table's rows in a fixed order: equal states have equal fingerprints.
  std::string fingerprint();

 private:
  void shorten_journal();
  friend class Rows;
  explicit Database(sqlite3* handle);
  template <class... Args>
  Rows prepared(const char* sql, bool arguments_last, const Args&... args) {
    arguments_last_ = arguments_last;
    Rows::Idle& idle = idle_[sql];
    Rows rows(*this, idle, take(sql, idle));
    int index = 0;
    (bind(rows.statement_, ++index, args), ...);
    return rows;
  }
  sqlite3_stmt* take(const char* sql, Rows::Idle& idle);

  void bind(sqlite3_stmt* statement, int index, std::int64_t value);
  void bind(sqlite3_stmt* statement, int index, int value) { bind(statement, index, std::int64_t{value}); }
  void bind(sqlite3_stmt* statement, int index, bool value) { bind(statement, index, std::int64_t{value}); }
  void bind(sqlite3_stmt* statement, int index, Timestamp value) { bind(statement, index, value.ms); }
  void bind(sqlite3_stmt* statement, int index, std::nullopt_t);
  void bind_text(sqlite3_stmt* statement, int index, std::string_view value);
  void bind_blob(sqlite3_stmt* statement, int index, std::string_view value);
  void bind(sqlite3_stmt* statement, int index, std::string_view value) { bind_text(statement, index, value); }
  void bind(sqlite3_stmt* statement, int index, const std::string& value) { bind_text(statement, index, value); }
  void bind(sqlite3_stmt* statement, int index, const char* value) { bind_text(statement, index, value); }
  void bind(sqlite3_stmt* statement, int index, Blob value) { bind_blob(statement, index, value.bytes); }
  void bind(sqlite3_stmt* statement, int index, const Handle& value) { bind_text(statement, index, value.text()); }
  template <class Tag>
  void bind(sqlite3_stmt* statement, int index, const Id<Tag>& value) {
    bind_blob(statement, index, value.bytes());
  }
  template <class T>
  void bind(sqlite3_stmt* statement, int index, const std::optional<T>& value) {
    if (value) {
      bind(statement, index, *value);
    } else {
      bind(statement, index, std::nullopt);
    }
  }

  sqlite3* handle_;
  std::uint64_t serial_;
  bool private_ = false;
  bool arguments_last_ = false;  // until the statement is done: SQLite need not copy them
  std::array<std::uint64_t, 5> epochs_{};
  std::unordered_map<const char*, Rows::Idle> idle_;
};

}  // namespace tos
