#include "history/index_file.h"

#include "core/base/rules.h"
#include "core/index/log_table.h"
#include "core/log/rules.h"
#include "history/catalog.h"

namespace tos::history {
namespace {

bool has_layout(Database& db) {
  if (!db.exists("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'value'")) return false;
  return index::get_value(db, "schema") == layout_fingerprint();
}

void make_tables(Database& db) {
  db.begin();
  db.script(schema());
  index::set_value(db, "schema", layout_fingerprint());
  db.commit();
}

void remove_files(const std::filesystem::path& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix, ignored);
}

Database open_or_make(const std::filesystem::path& path) {
  Database db = Database::open_file(path.string());
  if (!has_layout(db)) {
    if (db.exists("SELECT 1 FROM sqlite_schema LIMIT 1")) throw DatabaseError{.code = 1, .what = "another layout"};
    make_tables(db);
  }
  return db;
}

}  // namespace

Database open_index(const std::filesystem::path& tos_dir) {
  const std::filesystem::path path = tos_dir / "index.db";
  std::error_code ignored;
  std::filesystem::create_directories(tos_dir, ignored);
  for (int attempt = 0; attempt < 2; ++attempt) {
    try {
      return open_or_make(path);
    } catch (const DatabaseError& error) {
      if (!error.is_damage()) break;
      remove_files(path);
    }
  }
  Database db = Database::open_private();
  make_tables(db);
  return db;
}

Refusal index_refusal(const std::filesystem::path& tos_dir, const DatabaseError& error) {
  constexpr int busy = 5;  // SQLITE_BUSY
  if (error.code == busy) {
    return refuse(log::LOG_030, "another tos process is writing to this clone").hint("wait for it, then run it again");
  }
  if (!error.is_damage()) {
    return refuse(SYS_001, "the read model cannot be written: {}", error.what)
        .hint("free disk space and run the command again");
  }
  remove_files(tos_dir / "index.db");
  return refuse(SYS_002, "the read model was damaged and has been removed: {}", error.what)
      .hint("run the command again");
}

void reset_index(Database& db) {
  std::vector<std::string> tables;
  for (Rows rows = db.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
       rows.next();) {
    tables.push_back(rows.text(0));
  }
  db.begin();
  for (const std::string& table : tables) db.script("DELETE FROM \"" + table + "\"");
  index::set_value(db, "schema", layout_fingerprint());
  db.commit();
}

std::optional<log::ObjectId> index_commit(Database& db) {
  const auto hex = index::get_value(db, "commit");
  return hex ? log::ObjectId::parse(*hex) : std::nullopt;
}

void set_index_commit(Database& db, const log::ObjectId& commit) { index::set_value(db, "commit", commit.hex()); }

}  // namespace tos::history
