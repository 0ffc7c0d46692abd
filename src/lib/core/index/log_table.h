#pragma once
#include <optional>
#include <string>

#include "core/base/id.h"
#include "core/base/time.h"
#include "core/index/database.h"
#include "core/record/envelope.h"

namespace tos::index {

extern const char* const log_schema;

// One logged record, as the read model remembers it.
struct LogEntry {
  std::int64_t position = 0;  // from 1
  RecordId id;
  std::string kind;
  Handle author;
  Timestamp at;
  Timestamp clock;  // the log clock after this record: the greatest `at` so far
  std::string path;
  Digest subtree = {};     // the hash of the largest complete Merkle subtree that ends with this record
  std::string texts = {};  // names of the body's Text fields, comma-separated
};

struct LogState {
  std::int64_t size = 0;
  Timestamp clock = {};
};

LogState log_state(Database& db);
std::optional<LogEntry> find_entry(Database& db, const RecordId& id);
std::optional<LogEntry> entry_at(Database& db, std::int64_t position);
std::optional<std::int64_t> position_of(Database& db, const RecordId& id);
// A record whose id begins with the same 16 hex digits: the file name of both would be the same.
std::optional<RecordId> same_hex16(Database& db, const RecordId& id);
std::optional<Digest> subtree_at(Database& db, std::int64_t position);
std::optional<Timestamp> clock_at(Database& db, std::int64_t size);  // the log clock after the first `size` records

// Appends; the caller has computed the clock and the root.
void add_entry(Database& db, const LogEntry& entry, std::string_view folder,
               const std::optional<std::string>& idempotency_key);
// The record of this author that carries this key.
std::optional<RecordId> find_idempotent(Database& db, const Handle& author, std::string_view key);

// Small named values: group id, handle, schema version, frontier, head commit.
std::optional<std::string> get_value(Database& db, std::string_view name);
void set_value(Database& db, std::string_view name, std::string_view value);

// Which enclosures are absent, and which redactions permit it.
void add_absent_text(Database& db, std::int64_t position, std::string_view field);
bool has_text(Database& db, std::int64_t position, std::string_view field);
// An absent text whose absence no redaction permits (REC-009), the first in log order; and how many are permitted.
struct AbsentText {
  std::int64_t position = 0;
  std::string field;
};
std::optional<AbsentText> first_unpermitted(Database& db);
std::int64_t redacted_count(Database& db);
void permit_absence(Database& db, const RecordId& record, std::string_view field);

}  // namespace tos::index
