#include "identity/roll.h"

#include <cstring>
#include <unordered_map>
#include <utility>

#include "core/index/remembered.h"
#include "core/index/sound.h"
#include "core/record/fields.h"
#include "identity/roll_write.h"

namespace tos::identity {

// standing holds the intervals of log positions in which a member was active: from_position included, until excluded.
const char* const roll_schema = R"sql(
CREATE TABLE member(number INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, status TEXT NOT NULL, joined_position INTEGER NOT NULL,
                    last_clock INTEGER NOT NULL, quota_day INTEGER NOT NULL, quota_used INTEGER NOT NULL, archetype TEXT);
CREATE TABLE standing(member INTEGER NOT NULL, from_position INTEGER NOT NULL, until_position INTEGER, PRIMARY KEY(member, from_position)) WITHOUT ROWID;
CREATE INDEX standing_until ON standing(until_position) WHERE until_position IS NOT NULL;
CREATE TABLE member_key(id BLOB PRIMARY KEY, member INTEGER NOT NULL, line TEXT NOT NULL, from_position INTEGER NOT NULL,
                        until_position INTEGER, compromised_from INTEGER) WITHOUT ROWID;
CREATE INDEX member_key_member ON member_key(member, from_position);
CREATE INDEX member_key_compromised ON member_key(id) WHERE compromised_from IS NOT NULL;
CREATE TABLE role_term(assignment BLOB NOT NULL, member INTEGER NOT NULL, role TEXT NOT NULL, from_position INTEGER NOT NULL,
                       starts INTEGER NOT NULL, ends INTEGER NOT NULL, until_position INTEGER, ended_by TEXT NOT NULL,
                       PRIMARY KEY(assignment, member, role)) WITHOUT ROWID;
CREATE INDEX role_term_role ON role_term(role, member);
CREATE TABLE candidate(handle TEXT PRIMARY KEY, key BLOB NOT NULL, line TEXT NOT NULL, origin TEXT NOT NULL, record BLOB NOT NULL,
                       position INTEGER NOT NULL, roles TEXT NOT NULL, state TEXT NOT NULL, archetype TEXT) WITHOUT ROWID;
CREATE INDEX candidate_key ON candidate(key);
CREATE INDEX candidate_record ON candidate(record);
)sql";

std::string_view status_text(Status status) {
  switch (status) {
    case Status::active:
      return "active";
    case Status::suspended:
      return "suspended";
    case Status::left:
      return "left";
  }
  std::unreachable();
}

namespace {

Member read_member(const Rows& rows) {
  const std::string_view status = rows.bytes(2);
  return {.number = rows.integer(0),
          .handle = sound_handle(rows.bytes(1)),
          .status = status == "active"      ? Status::active
                    : status == "suspended" ? Status::suspended
                                            : Status::left,
          .joined_position = rows.integer(3),
          .last_clock = rows.time(4)};
}

MemberKey read_key(const Rows& rows) {
  return {.id = rows.id<KeyId>(0),
          .member = rows.integer(1),
          .line = rows.text(2),
          .from_position = rows.integer(3),
          .until_position = rows.maybe_integer(4),
          .compromised_from = rows.maybe_integer(5)};
}

std::vector<Member> members_of(Rows rows) {
  std::vector<Member> out;
  while (rows.next()) out.push_back(read_member(rows));
  return out;
}

}  // namespace

std::optional<Member> find_member(Database& db, std::string_view handle) {
  Rows rows =
      db.query("SELECT number, handle, status, joined_position, last_clock FROM member WHERE handle = ?", handle);
  if (!rows.next()) return std::nullopt;
  return read_member(rows);
}

std::int64_t author_number(const Context& context) {
  if (context.author != 0) return context.author;
  const auto number = context.db.number("SELECT number FROM member WHERE handle = ?", context.envelope.author);
  TOS_SOUND(number.has_value());
  return *number;
}

std::optional<Member> member_by_number(Database& db, std::int64_t number) {
  Rows rows =
      db.query("SELECT number, handle, status, joined_position, last_clock FROM member WHERE number = ?", number);
  if (!rows.next()) return std::nullopt;
  return read_member(rows);
}

std::vector<Member> all_members(Database& db) {
  return members_of(db.query("SELECT number, handle, status, joined_position, last_clock FROM member ORDER BY handle"));
}

std::vector<Member> members_after(Database& db, std::int64_t number) {
  return members_of(db.query(
      "SELECT number, handle, status, joined_position, last_clock FROM member WHERE number > ? ORDER BY number",
      number));
}

std::vector<Member> ceased_at(Database& db, std::int64_t position) {
  return members_of(
      db.query("SELECT m.number, m.handle, m.status, m.joined_position, m.last_clock FROM standing s JOIN member m ON "
               "m.number = s.member WHERE s.until_position = ? ORDER BY m.number",
               position));
}

std::int64_t active_count(Database& db) {
  return db.number("SELECT count(*) FROM member WHERE status = 'active'").value_or(0);
}

std::optional<MemberKey> find_key(Database& db, const KeyId& key) {
  Rows rows = db.query(
      "SELECT id, member, line, from_position, until_position, compromised_from FROM member_key WHERE id = ?", key);
  if (!rows.next()) return std::nullopt;
  return read_key(rows);
}

namespace {

std::optional<SigningMember> read_signer(Database& db, const KeyId& key) {
  Rows rows = db.query(
      "SELECT m.number, m.handle, m.status, m.joined_position, m.last_clock, k.until_position, m.quota_day, "
      "m.quota_used "
      "FROM member_key k JOIN member m ON m.number = k.member WHERE k.id = ?",
      key);
  if (!rows.next()) return std::nullopt;
  return SigningMember{.member = read_member(rows),
                       .key_until = rows.maybe_integer(5),
                       .quota_day = rows.integer(6),
                       .quota_used = rows.integer(7)};
}

struct HashOfKey {  // an id is a digest: its first bytes are as good as any hash of it
  std::size_t operator()(const KeyId& key) const {
    std::size_t hash;
    std::memcpy(&hash, key.digest().data(), sizeof hash);
    return hash;
  }
};

// Who signed with which key. A member's keys share a quota, so that of each member only the key that signed last is
// remembered: with another one they are read again.
struct Signers {
  std::unordered_map<KeyId, SigningMember, HashOfKey> by_key;
  std::unordered_map<std::int64_t, KeyId> key_of;  // by member

  void remember(const KeyId& key, const SigningMember& signer) {
    const auto [last, is_first] = key_of.try_emplace(signer.member.number, key);
    if (!is_first) by_key.erase(std::exchange(last->second, key));
    by_key.insert_or_assign(key, signer);
  }
};

// Those who signed last. A hostile log may hold a million keys, so there is a bound.
Signers& known_signers(const Database& db) {
  static thread_local Remembered<Signers> remembered;
  Signers& signers = remembered.of(db, Database::Part::roll);
  constexpr std::size_t most_remembered = 4096;
  if (signers.by_key.size() > most_remembered) signers = {};
  return signers;
}

}  // namespace

std::optional<SigningMember> find_signer(Database& db, const KeyId& key) {
  Signers& signers = known_signers(db);
  if (const auto known = signers.by_key.find(key); known != signers.by_key.end()) return known->second;
  const std::optional<SigningMember> signer = read_signer(db, key);
  if (signer) signers.remember(key, *signer);
  return signer;
}

void note_activity(const Context& context, const SigningMember& signer) {
  SigningMember after = signer;
  after.member.last_clock = context.now;
  after.quota_used = signer.quota_day == context.now.day() ? signer.quota_used + 1 : 1;
  after.quota_day = context.now.day();
  context.db.run("UPDATE member SET last_clock = ?, quota_day = ?, quota_used = ? WHERE number = ?", context.now,
                 after.quota_day, after.quota_used, signer.member.number);
  // Everything else that writes to the roll empties what is remembered; this knows what it changes.
  auto& by_key = known_signers(context.db).by_key;
  const auto known = by_key.find(context.envelope.key);
  if (known != by_key.end()) known->second = after;
}

std::vector<MemberKey> keys_of(Database& db, std::int64_t member) {
  std::vector<MemberKey> out;
  for (Rows rows = db.query(
           "SELECT id, member, line, from_position, until_position, compromised_from FROM member_key WHERE member = ? "
           "ORDER BY from_position, id",
           member);
       rows.next();) {
    out.push_back(read_key(rows));
  }
  return out;
}

std::vector<MemberKey> compromised_keys(Database& db) {
  std::vector<MemberKey> out;
  for (Rows rows = db.query("SELECT id, member, line, from_position, until_position, compromised_from FROM member_key "
                            "WHERE compromised_from IS NOT NULL ORDER BY id");
       rows.next();) {
    out.push_back(read_key(rows));
  }
  return out;
}

std::vector<RoleTerm> all_role_terms(Database& db) {
  std::vector<RoleTerm> out;
  for (Rows rows = db.query(
           "SELECT assignment, member, role, from_position, starts, ends, until_position, ended_by FROM role_term "
           "ORDER BY from_position, role, member");
       rows.next();) {
    out.push_back({.assignment = rows.id<RecordId>(0),
                   .member = rows.integer(1),
                   .role = sound_handle(rows.bytes(2)),
                   .from_position = rows.integer(3),
                   .starts = rows.time(4),
                   .ends = rows.time(5),
                   .until_position = rows.maybe_integer(6),
                   .ended_by = rows.text(7)});
  }
  return out;
}

bool holds_role(Database& db, std::int64_t member, std::string_view role) {
  return db.exists("SELECT 1 FROM role_term WHERE role = ? AND member = ? AND until_position IS NULL", role, member);
}

std::int64_t holder_count(Database& db, std::string_view role) {
  return db
      .number(
          "SELECT count(DISTINCT t.member) FROM role_term t JOIN member m ON m.number = t.member "
          "WHERE t.role = ? AND t.until_position IS NULL AND m.status = 'active'",
          role)
      .value_or(0);
}

Electorate electorate_now(Database& db, Timestamp now, Duration dormant_after) {
  Electorate electorate;
  const Timestamp since = now - dormant_after;
  for (Rows rows = db.query("SELECT number, last_clock FROM member WHERE status = 'active'"); rows.next();) {
    if (rows.time(1) < since) {
      electorate.dormant.push_back(rows.integer(0));
    } else {
      ++electorate.count;
    }
  }
  return electorate;
}

bool was_active_at(Database& db, std::int64_t member, std::int64_t position) {
  return db.exists(
      "SELECT 1 FROM standing WHERE member = ? AND from_position <= ? AND (until_position IS NULL OR until_position > "
      "?)",
      member, position, position);
}

std::int64_t last_change_of_standing(Database& db) {
  return db.number("SELECT max(max(from_position), coalesce(max(until_position), 0)) FROM standing").value_or(0);
}

std::vector<Member> active_at(Database& db, std::int64_t position) {
  return members_of(
      db.query("SELECT m.number, m.handle, m.status, m.joined_position, m.last_clock FROM standing s JOIN member m ON "
               "m.number = s.member "
               "WHERE s.from_position <= ? AND (s.until_position IS NULL OR s.until_position > ?) ORDER BY m.handle",
               position, position));
}

}  // namespace tos::identity
