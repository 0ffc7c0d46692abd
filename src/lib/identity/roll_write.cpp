#include "identity/roll_write.h"

#include "charter/parameters.h"
#include "core/base/assert.h"
#include "core/index/sound.h"
#include "core/index/timers.h"

namespace tos::identity {
namespace {

std::string join(const std::vector<Handle>& roles) {
  std::string out;
  for (const Handle& role : roles) out += (out.empty() ? "" : ",") + role.text();
  return out;
}

std::vector<Handle> split(std::string_view text) {
  std::vector<Handle> roles;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    roles.push_back(sound_handle(text.substr(0, comma)));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return roles;
}

constexpr const char* candidate_columns_by_handle =
    "SELECT handle, key, line, origin, record, position, roles, state, archetype FROM candidate WHERE handle = ?";
constexpr const char* candidate_columns_all =
    "SELECT handle, key, line, origin, record, position, roles, state, archetype FROM candidate ORDER BY position, "
    "handle";

Candidate read_candidate(const Rows& rows) {
  Candidate candidate{.handle = sound_handle(rows.bytes(0)),
                      .key = rows.id<KeyId>(1),
                      .line = rows.text(2),
                      .origin = rows.text(3),
                      .record = rows.id<RecordId>(4),
                      .position = rows.integer(5),
                      .roles = split(rows.bytes(6)),
                      .state = rows.text(7),
                      .archetype = {}};
  candidate.archetype = rows.maybe_text(8);
  return candidate;
}

}  // namespace

void add_candidate(Database& db, const Candidate& candidate) {
  db.run(
      "INSERT INTO candidate(handle, key, line, origin, record, position, roles, state, archetype) "
      "VALUES(?,?,?,?,?,?,?,?,?) "
      "ON CONFLICT(handle) DO UPDATE SET key = excluded.key, line = excluded.line, origin = excluded.origin, record = "
      "excluded.record, "
      "position = excluded.position, roles = excluded.roles, state = excluded.state, archetype = excluded.archetype",
      candidate.handle, candidate.key, candidate.line, candidate.origin, candidate.record, candidate.position,
      join(candidate.roles), candidate.state, candidate.archetype);
}

std::optional<Candidate> find_candidate(Database& db, std::string_view handle) {
  Rows rows = db.query(candidate_columns_by_handle, handle);
  if (!rows.next()) return std::nullopt;
  return read_candidate(rows);
}

std::vector<Candidate> all_candidates(Database& db) {
  std::vector<Candidate> out;
  for (Rows rows = db.query(candidate_columns_all); rows.next();) out.push_back(read_candidate(rows));
  return out;
}

void set_candidate_state(Database& db, std::string_view handle, std::string_view state) {
  db.run("UPDATE candidate SET state = ? WHERE handle = ?", state, handle);
}

bool is_candidate_key(Database& db, const KeyId& key) {
  return db.exists("SELECT 1 FROM candidate WHERE key = ? AND state = 'pending'", key);
}

std::int64_t enrol(const Context& context, const Candidate& candidate) {
  Database& db = context.db;
  db.bump(Database::Part::roll);
  db.run(
      "INSERT INTO member(handle, status, joined_position, last_clock, quota_day, quota_used, archetype) "
      "VALUES(?,'active',?,?,0,0,?)",
      candidate.handle, context.position, context.now, candidate.archetype);
  const std::int64_t number = db.last_row();
  db.run("INSERT INTO standing(member, from_position, until_position) VALUES(?,?,NULL)", number, context.position);
  add_key(context, number, candidate.key, candidate.line);
  set_candidate_state(db, candidate.handle.text(), "accepted");
  return number;
}

void set_status(const Context& context, const Member& member, Status status) {
  Database& db = context.db;
  db.bump(Database::Part::roll);
  db.run("UPDATE member SET status = ? WHERE number = ?", status_text(status), member.number);
  if (status == Status::active) {
    db.run("INSERT INTO standing(member, from_position, until_position) VALUES(?,?,NULL)", member.number,
           context.position);
  } else {
    db.run("UPDATE standing SET until_position = ? WHERE member = ? AND until_position IS NULL", context.position,
           member.number);
  }
}

void add_key(const Context& context, std::int64_t member, const KeyId& key, std::string_view line) {
  context.db.bump(Database::Part::roll);
  context.db.run("INSERT INTO member_key(id, member, line, from_position) VALUES(?,?,?,?)", key, member, line,
                 context.position);
}

void revoke_key(const Context& context, const KeyId& key, std::optional<std::int64_t> compromised_from) {
  context.db.bump(Database::Part::roll);
  context.db.run(
      "UPDATE member_key SET until_position = coalesce(until_position, ?), compromised_from = ? WHERE id = ?",
      context.position, compromised_from, key);
}

void start_term(const Context& context, std::int64_t member, const Handle& role, Timestamp ends, int timer_index) {
  context.db.run(
      "INSERT INTO role_term(assignment, member, role, from_position, starts, ends, until_position, ended_by) "
      "VALUES(?,?,?,?,?,?,NULL,'')",
      context.id, member, role, context.position, context.now, ends);
  index::set_timer(context.db, {.due = ends,
                                .position = context.position,
                                .index = timer_index,
                                .name = "identity.term-end",
                                .subject = fmt::format("{}{}/{}", context.id.bytes(), member, role)});
}

void end_term(Database& db, std::int64_t member, const Handle& role, std::int64_t position, std::string_view ended_by) {
  db.run(
      "UPDATE role_term SET until_position = ?, ended_by = ? WHERE member = ? AND role = ? AND until_position IS NULL",
      position, ended_by, member, role);
}

std::int64_t quota_of(Database& db, const Member& member, const charter::Charter& charter) {
  std::int64_t quota = charter.records_per_day;
  for (const charter::RoleTerms& role : charter.roles) {
    if (role.records_per_day && *role.records_per_day > quota && holds_role(db, member.number, role.name.text()))
      quota = *role.records_per_day;
  }
  return quota;
}

}  // namespace tos::identity
