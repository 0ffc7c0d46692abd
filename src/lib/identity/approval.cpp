#include "identity/approval.h"

#include <algorithm>

#include "charter/parameters.h"
#include "core/index/sound.h"
#include "core/index/timers.h"
#include "identity/rules.h"

namespace tos::identity {

const char* const approval_schema = R"sql(
CREATE TABLE pending(record BLOB PRIMARY KEY, position INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, needed INTEGER NOT NULL,
                     entitled TEXT NOT NULL, until_clock INTEGER, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE approval(record BLOB NOT NULL, member INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(record, member)) WITHOUT ROWID;
)sql";

namespace {

bool is_entitled(Database& db, std::int64_t member, std::string_view entitled) {
  return entitled == "member" || holds_role(db, member, entitled);
}

void add_approval(Database& db, const RecordId& record, std::int64_t member, std::int64_t position) {
  db.run("INSERT INTO approval(record, member, position) VALUES(?,?,?)", record, member, position);
}

Pending read_pending(Database& db, const Rows& rows) {
  Pending pending{.record = rows.id<RecordId>(0),
                  .position = rows.integer(1),
                  .kind = rows.text(2),
                  .message = rows.text(3),
                  .authority = {.needed = rows.integer(4), .entitled = rows.text(5), .until = {}},
                  .approvals = 0,
                  .state = rows.text(7)};
  pending.authority.until = rows.maybe_time(6);
  pending.approvals = db.number("SELECT count(*) FROM approval WHERE record = ?", pending.record).value_or(0);
  return pending;
}

}  // namespace

Result<void> check_approval(const Context& context, const Approval& approval) {
  const auto pending = find_pending(context.db, approval.record);
  if (!pending || pending->state != "open") {
    return refuse(rules::IDN_060, "{} does not wait for approvals", approval.record.hex16()).hint("tos due");
  }
  const auto member = find_member(context.db, context.envelope.author.text());
  TOS_SOUND(member.has_value());  // IDN-010 has passed
  if (!is_entitled(context.db, member->number, pending->authority.entitled)) {
    return refuse(rules::IDN_062, "'{}' does not hold the role '{}'", member->handle, pending->authority.entitled);
  }
  if (context.db.exists("SELECT 1 FROM approval WHERE record = ? AND member = ?", approval.record, member->number)) {
    return refuse(rules::IDN_061, "'{}' has approved {} already", member->handle, approval.record.hex16());
  }
  return {};
}

void apply_approval(const Context& context, const Approval& approval) {
  const auto member = find_member(context.db, context.envelope.author.text());
  TOS_SOUND(member.has_value());
  add_approval(context.db, approval.record, member->number, context.position);
}

std::string folder_of_approval(const Context&, const Approval&) { return "charter"; }

void open_pending(const Context& context, std::string_view message, const Authority& authority, bool author_counts) {
  context.db.run(
      "INSERT INTO pending(record, position, kind, message, needed, entitled, until_clock, state) "
      "VALUES(?,?,?,?,?,?,?,'open')",
      context.id, context.position, context.envelope.kind, message, authority.needed, authority.entitled,
      authority.until);
  const auto member = find_member(context.db, context.envelope.author.text());
  if (author_counts && member) add_approval(context.db, context.id, member->number, context.position);
  if (authority.until) {
    index::set_timer(context.db, {.due = *authority.until,
                                  .position = context.position,
                                  .index = 90,
                                  .name = "identity.pending-end",
                                  .subject = std::string(context.id.bytes())});
  }
}

std::optional<Pending> find_pending(Database& db, const RecordId& record) {
  Rows rows = db.query(
      "SELECT record, position, kind, message, needed, entitled, until_clock, state FROM pending WHERE record = ?",
      record);
  if (!rows.next()) return std::nullopt;
  return read_pending(db, rows);
}

std::vector<Pending> open_pendings(Database& db) {
  std::vector<Pending> out;
  for (Rows rows = db.query("SELECT record, position, kind, message, needed, entitled, until_clock, state FROM pending "
                            "WHERE state = 'open' "
                            "ORDER BY position");
       rows.next();) {
    out.push_back(read_pending(db, rows));
  }
  return out;
}

std::vector<std::string> approvers_of(Database& db, const RecordId& record) {
  std::vector<std::string> handles;
  for (Rows rows = db.query("SELECT m.handle FROM approval a JOIN member m ON m.number = a.member WHERE a.record = ? "
                            "ORDER BY a.position, m.handle",
                            record);
       rows.next();) {
    handles.push_back(rows.text(0));
  }
  return handles;
}

void finish_pending(Database& db, const RecordId& record) {
  db.run("UPDATE pending SET state = 'done' WHERE record = ?", record);
}

void expire_pending(Database& db, Timestamp, std::string_view subject) {
  db.run("UPDATE pending SET state = 'expired' WHERE record = ? AND state = 'open'", *RecordId::from_bytes(subject));
}

Result<Authority> authority_for(const Context& context, const Member& author, const KindEntry& entry,
                                const Body& body) {
  std::vector<std::string> who;
  if (entry.authority != nullptr) {
    if (auto stated = entry.authority(context, body)) {
      if (stated->entitled == "member" || holds_role(context.db, author.number, stated->entitled))
        return *std::move(stated);
      if (holder_count(context.db, stated->entitled) > 0) {
        return refuse(rules::IDN_012, "{} is for holders of the role '{}'", noun_of(entry.kind.name), stated->entitled)
            .hint("tos role list");
      }
      who = {stated->entitled};
    }
  }
  if (who.empty()) who = charter::who_may(charter::current(context.db), entry.kind.name, entry.default_permission);
  std::int64_t holders = 0;
  for (const std::string& one : who) {
    if (one == "member" || one == "party" || holds_role(context.db, author.number, one)) return Authority{};
    holders += holder_count(context.db, one);
  }
  if (holders > 0) {
    return refuse(rules::IDN_012, "'{}' may not author a {}: that is for {}", author.handle, noun_of(entry.kind.name),
                  fmt::join(who, ", "))
        .hint("tos role list");
  }
  return Authority{.needed = std::min<std::int64_t>(3, active_count(context.db)), .entitled = "member"};
}

}  // namespace tos::identity
