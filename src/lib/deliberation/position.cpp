#include "deliberation/position.h"

#include "core/index/fitting.h"
#include "core/index/sound.h"
#include "deliberation/rules.h"
#include "identity/roll.h"

namespace tos::deliberation {

std::vector<PositionRow> positions_of(Database& db, std::int64_t chain) {
  std::vector<PositionRow> found;
  for (Rows rows =
           db.query("SELECT position, id, member, at, stance FROM member_position WHERE chain = ? AND stance != "
                    "'withdrawn' ORDER BY member",
                    chain);
       rows.next();) {
    found.push_back({.position = rows.integer(0),
                     .id = rows.id<RecordId>(1),
                     .member = rows.integer(2),
                     .at = rows.time(3),
                     .stance = fitting(value_of<Stance>(rows.bytes(4)))});
  }
  return found;
}

std::int64_t count_positions(Database& db, std::int64_t chain, std::int64_t most) {
  return db
      .number(
          "SELECT count(*) FROM (SELECT 1 FROM member_position p WHERE chain = ? AND stance != 'withdrawn' AND NOT "
          "EXISTS (SELECT 1 FROM recusal r WHERE r.chain = p.chain AND r.member = p.member) LIMIT ?)",
          chain, most)
      .value_or(0);
}

Result<void> check_not_recused(const Context& context, const Subject& subject) {
  if (!is_recused(context.db, subject.chain.first, identity::author_number(context))) return {};
  return refuse(rules::DEL_042, "'{}' is recused from '{}' (P{})", context.envelope.author, subject.version.title,
                subject.chain.number);
}

Result<void> check_position(const Context& context, const Position& position) {
  TOS_TRY(const Subject subject, require_open(context.db, position.proposal));
  TOS_CHECK(check_not_recused(context, subject));
  const bool withdraws = position.stance == Stance::withdrawn;
  if (!withdraws && !position.reason) {
    return refuse(rules::DEL_040, "the position '{}' gives no reason", name_of(position.stance)).hint("--reason TEXT");
  }
  if (withdraws && !context.db.exists("SELECT 1 FROM member_position WHERE chain = ? AND member = ? AND stance != "
                                      "'withdrawn'",
                                      subject.chain.first, identity::author_number(context))) {
    return refuse(rules::DEL_041, "'{}' has no position on '{}' (P{})", context.envelope.author, subject.version.title,
                  subject.chain.number);
  }
  return {};
}

void apply_position(const Context& context, const Position& position) {
  const auto version = find_version(context.db, position.proposal);
  TOS_SOUND(version.has_value());
  // Later means signed later: whatever was carried first.
  context.db.run(
      "INSERT INTO member_position(chain, member, position, id, at, stance) VALUES(?,?,?,?,?,?) ON CONFLICT(chain, "
      "member) DO UPDATE SET position = excluded.position, id = excluded.id, at = excluded.at, stance = "
      "excluded.stance "
      "WHERE (excluded.at, excluded.id) > (member_position.at, member_position.id)",
      version->chain, identity::author_number(context), context.position, context.id, context.envelope.at,
      name_of(position.stance));
}

std::string folder_of_position(const Context& context, const Position& position) {
  return folder_of_chain(context.db, position.proposal);
}

}  // namespace tos::deliberation
