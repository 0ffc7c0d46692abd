#include "economy/points_tables.h"

#include <algorithm>
#include <tuple>

#include "core/index/database.h"
#include "core/index/fitting.h"
#include "core/index/sound.h"

namespace tos::economy {

const char* const points_schema = R"sql(
CREATE TABLE points_allocation(chain INTEGER NOT NULL, member INTEGER NOT NULL, points INTEGER NOT NULL, position INTEGER NOT NULL,
                               PRIMARY KEY(chain, member)) WITHOUT ROWID;
CREATE INDEX points_allocation_member ON points_allocation(member, position);
CREATE TABLE points_member(member INTEGER PRIMARY KEY, position INTEGER NOT NULL, given INTEGER NOT NULL, shrinks_at INTEGER);
CREATE TABLE points_mark(one INTEGER PRIMARY KEY CHECK(one = 1), code TEXT NOT NULL, members INTEGER NOT NULL, closings INTEGER NOT NULL);
CREATE TABLE points_earned(member INTEGER NOT NULL, kind TEXT NOT NULL, month TEXT NOT NULL, records INTEGER NOT NULL,
                           PRIMARY KEY(member, kind)) WITHOUT ROWID;
)sql";

namespace {

AllocationRow read_allocation(const Rows& rows) {
  return {.chain = rows.integer(0), .member = rows.integer(1), .points = rows.integer(2), .position = rows.integer(3)};
}

std::vector<AllocationRow> read_allocations(Rows rows) {
  std::vector<AllocationRow> found;
  while (rows.next()) found.push_back(read_allocation(rows));
  return found;
}

void change_given(Database& db, std::int64_t member, std::int64_t by) {
  db.run("UPDATE points_member SET given = given + ? WHERE member = ?", by, member);
  TOS_SOUND(db.changed_rows() == 1);  // only who got points gives some
}

}  // namespace

void add_allocation(Database& db, const AllocationRow& allocation) {
  db.run("INSERT INTO points_allocation(chain, member, points, position) VALUES(?,?,?,?)", allocation.chain,
         allocation.member, allocation.points, allocation.position);
  change_given(db, allocation.member, allocation.points);
}

void remove_allocation(Database& db, const AllocationRow& allocation) {
  db.run("DELETE FROM points_allocation WHERE chain = ? AND member = ?", allocation.chain, allocation.member);
  TOS_SOUND(db.changed_rows() == 1);
  change_given(db, allocation.member, -allocation.points);
}

std::optional<AllocationRow> find_allocation(Database& db, std::int64_t chain, std::int64_t member) {
  Rows rows = db.query("SELECT chain, member, points, position FROM points_allocation WHERE chain = ? AND member = ?",
                       chain, member);
  if (!rows.next()) return std::nullopt;
  return read_allocation(rows);
}

std::vector<AllocationRow> allocations_to(Database& db, std::int64_t chain) {
  return read_allocations(db.query(
      "SELECT chain, member, points, position FROM points_allocation WHERE chain = ? ORDER BY position", chain));
}

std::vector<AllocationRow> allocations_of(Database& db, std::int64_t member) {
  return read_allocations(db.query(
      "SELECT chain, member, points, position FROM points_allocation WHERE member = ? ORDER BY position", member));
}

std::optional<PointsMember> find_points_member(Database& db, std::int64_t member) {
  Rows rows = db.query("SELECT member, position, given, shrinks_at FROM points_member WHERE member = ?", member);
  if (!rows.next()) return std::nullopt;
  PointsMember row{.member = rows.integer(0), .position = rows.integer(1), .given = rows.integer(2), .shrinks_at = {}};
  row.shrinks_at = rows.maybe_time(3);
  return row;
}

void add_points_member(Database& db, const PointsMember& row) {
  db.run("INSERT INTO points_member(member, position, given, shrinks_at) VALUES(?,?,?,?)", row.member, row.position,
         row.given, row.shrinks_at);
}

void set_shrinks_at(Database& db, std::int64_t member, std::optional<Timestamp> at) {
  db.run("UPDATE points_member SET shrinks_at = ? WHERE member = ?", at, member);
  TOS_SOUND(db.changed_rows() == 1);
}

std::optional<PointsMark> points_mark(Database& db) {
  Rows rows = db.query("SELECT code, members, closings FROM points_mark");
  if (!rows.next()) return std::nullopt;
  auto code = CurrencyCode::parse(rows.bytes(0));
  TOS_SOUND(code.has_value());
  return PointsMark{.code = *std::move(code), .members = rows.integer(1), .closings = rows.integer(2)};
}

void set_points_mark(Database& db, const PointsMark& mark) {
  db.run("INSERT OR REPLACE INTO points_mark(one, code, members, closings) VALUES(1,?,?,?)", mark.code.text(),
         mark.members, mark.closings);
}

bool count_earning(Database& db, std::int64_t member, std::string_view kind, std::string_view month,
                   std::int64_t most) {
  const std::int64_t earned =
      db.number("SELECT records FROM points_earned WHERE member = ? AND kind = ? AND month = ?", member, kind, month)
          .value_or(0);
  if (earned >= most) return false;
  // One row is enough: the log clock never goes back to an earlier month.
  db.run("INSERT OR REPLACE INTO points_earned(member, kind, month, records) VALUES(?,?,?,?)", member, kind, month,
         earned + 1);
  return true;
}

Support support_of(Database& db, std::int64_t chain) {
  Rows rows = db.query("SELECT count(*), coalesce(sum(points), 0) FROM points_allocation WHERE chain = ?", chain);
  rows.next();
  return {.members = rows.integer(0), .points = rows.integer(1)};
}

std::vector<AgendaRow> ranked(std::vector<AgendaRow> ideas) {
  std::ranges::sort(ideas, {}, [](const AgendaRow& idea) {
    return std::tuple(-idea.support.members, -idea.support.points, idea.number);
  });
  return ideas;
}

std::vector<AgendaRow> open_ideas(Database& db) {
  std::vector<AgendaRow> ideas;
  for (Rows rows = db.query(
           "SELECT c.first, c.number, count(a.member), coalesce(sum(a.points), 0) FROM proposal_chain c LEFT JOIN "
           "points_allocation a ON a.chain = c.first WHERE c.state = 'open' GROUP BY c.first");
       rows.next();) {
    ideas.push_back({.chain = rows.integer(0),
                     .number = rows.integer(1),
                     .support = {.members = rows.integer(2), .points = rows.integer(3)}});
  }
  return ranked(std::move(ideas));
}

}  // namespace tos::economy
