#include "deliberation/objection.h"

#include "core/index/fitting.h"
#include "core/index/sound.h"
#include "deliberation/editors.h"
#include "deliberation/position.h"
#include "deliberation/round.h"
#include "deliberation/rules.h"
#include "identity/roll.h"

namespace tos::deliberation {
namespace {

#define TOS_SELECT_OBJECTION \
  "SELECT position, id, number, chain, version, member, level, settled, settled_position, owner, due FROM objection "

ObjectionRow read_objection(const Rows& rows) {
  ObjectionRow row{.position = rows.integer(0),
                   .id = rows.id<ObjectionId>(1),
                   .number = rows.integer(2),
                   .chain = rows.integer(3),
                   .version = rows.integer(4),
                   .member = rows.integer(5),
                   .level = fitting(value_of<ObjectionLevel>(rows.bytes(6))),
                   .settled = value_of<Settlement>(rows.bytes(7)),
                   .settled_position = {},
                   .owner = {},
                   .due = {}};
  row.settled_position = rows.maybe_integer(8);
  if (!rows.is_null(9)) row.owner = sound_handle(rows.bytes(9));
  row.due = rows.maybe_time(10);
  return row;
}

Refusal incomplete(const Resolution& resolution, std::string_view lacks) {
  return refuse(rules::DEL_051, "the {} {}", name_of(resolution.by), lacks)
      .hint("tos objection resolve O1 --by deferral --owner HANDLE --due TIME --reason TEXT");
}

// DEL-051, DEL-052.
Result<void> check_way(const Context& context, const Resolution& resolution) {
  const bool defers = resolution.by == Settlement::deferral;
  if (resolution.by == Settlement::amendment) {
    return refuse(rules::DEL_051, "an amendment is a new version of the proposal")
        .hint("tos proposal amend P1 --answer O1=HOW");
  }
  if ((defers || resolution.by == Settlement::delegation) && !resolution.owner) {
    return incomplete(resolution, "names no owner");
  }
  if (defers && !resolution.due) return incomplete(resolution, "names no date");
  if (resolution.due && *resolution.due <= context.now) {
    return incomplete(resolution, fmt::format("is due {}, which is over", resolution.due->to_minute()));
  }
  if (resolution.owner) {
    const auto owner = identity::find_member(context.db, resolution.owner->text());
    if (!owner || owner->status != identity::Status::active) {
      return refuse(rules::DEL_052, "'{}' is no active member", *resolution.owner).hint("tos member list");
    }
  }
  return {};
}

}  // namespace

std::optional<ObjectionRow> find_objection(Database& db, const ObjectionId& id) {
  Rows rows = db.query(TOS_SELECT_OBJECTION "WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_objection(rows);
}

std::vector<ObjectionRow> objections_of(Database& db, std::int64_t chain) {
  std::vector<ObjectionRow> found;
  for (Rows rows = db.query(TOS_SELECT_OBJECTION "WHERE chain = ? ORDER BY number", chain); rows.next();) {
    found.push_back(read_objection(rows));
  }
  return found;
}

std::vector<ObjectionRow> open_objections(Database& db, std::int64_t chain) {
  std::vector<ObjectionRow> found;
  for (Rows rows = db.query(
           TOS_SELECT_OBJECTION "WHERE chain = ? AND level = 'objection' AND settled = '' ORDER BY number", chain);
       rows.next();) {
    ObjectionRow row = read_objection(rows);
    if (!is_recused(db, chain, row.member)) found.push_back(std::move(row));
  }
  return found;
}

bool has_open_objection(Database& db, std::int64_t chain) {
  return db.exists(
      "SELECT 1 FROM objection o WHERE chain = ? AND level = 'objection' AND settled = '' AND NOT EXISTS (SELECT 1 "
      "FROM "
      "recusal r WHERE r.chain = o.chain AND r.member = o.member) LIMIT 1",
      chain);
}

void settle_objection(Database& db, const ObjectionId& id, Settlement by, std::int64_t position) {
  db.run("UPDATE objection SET settled = ?, settled_position = ? WHERE id = ?", name_of(by), position, id);
  TOS_SOUND(db.changed_rows() == 1);
}

namespace {

// DEL-043, DEL-044.
Result<void> check_objector(const Context& context, const Subject& subject) {
  if (subject.version.author == context.envelope.author) {
    return refuse(rules::DEL_043, "'{}' is your own wording", subject.version.title)
        .hint("reword it: tos proposal amend P{}", subject.chain.number);
  }
  const auto open = context.db.number(
      "SELECT number FROM objection WHERE chain = ? AND level = 'objection' AND settled = '' AND version = ? AND "
      "member = ?",
      subject.chain.first, subject.version.position, identity::author_number(context));
  if (!open) return {};
  return refuse(rules::DEL_044, "O{} of '{}' to '{}' is open", *open, context.envelope.author, subject.version.title)
      .hint("settle it and say all in one: tos objection resolve O{} --by monitoring", *open);
}

}  // namespace

Result<void> check_objection(const Context& context, const Objection& objection) {
  TOS_TRY(const Subject subject, require_open(context.db, objection.proposal));
  TOS_CHECK(check_not_recused(context, subject));
  if (objection.level == ObjectionLevel::objection) {
    if (!objection.harm) return refuse(rules::DEL_045, "the objection states no harm").hint("--harm TEXT");
    if (objection.argues == Argues::improvement) {
      return refuse(rules::DEL_046, "the objection argues an improvement")
          .hint("raise a concern: tos objection add P{} --concern", subject.chain.number);
    }
  }
  if (subject.version.position != subject.chain.newest) {
    return refuse(rules::DEL_047, "'{}' is version {} of P{}, and there is a newer one", subject.version.title,
                  subject.version.number, subject.chain.number)
        .hint("tos proposal show P{}", subject.chain.number);
  }
  return objection.level == ObjectionLevel::objection ? check_objector(context, subject) : Result<void>();
}

void apply_objection(const Context& context, const Objection& objection) {
  const auto version = find_version(context.db, objection.proposal);
  TOS_SOUND(version.has_value());
  context.db.run(
      "INSERT INTO objection(position, id, number, chain, version, member, level) "
      "VALUES(?, ?, (SELECT coalesce(max(number), 0) + 1 FROM objection), ?, ?, ?, ?)",
      context.position, context.id, version->chain, version->position, identity::author_number(context),
      name_of(objection.level));
  if (objection.level == ObjectionLevel::objection) begin_round(context, *version);
}

std::string folder_of_objection(const Context& context, const Objection& objection) {
  return folder_of_chain(context.db, objection.proposal);
}

Result<void> check_resolution(const Context& context, const Resolution& resolution) {
  const auto objection = find_objection(context.db, resolution.objection);
  if (!objection) {
    return refuse(rules::DEL_048, "there is no objection {} here", resolution.objection.hex16())
        .hint("tos proposal show P1");
  }
  TOS_CHECK(require_open(context.db, version_at(context.db, objection->version)->id));
  if (objection->settled) {
    return refuse(rules::DEL_049, "O{} is met by {} already", objection->number, name_of(*objection->settled));
  }
  if (objection->member != identity::author_number(context) && !holds_named_role(context)) {
    return refuse(rules::DEL_050, "O{} is by '{}'", objection->number,
                  identity::member_by_number(context.db, objection->member)->handle)
        .hint("agree with them on a way, or answer it in a new version: tos proposal amend");
  }
  return check_way(context, resolution);
}

void apply_resolution(const Context& context, const Resolution& resolution) {
  settle_objection(context.db, resolution.objection, resolution.by, context.position);
  context.db.run("UPDATE objection SET owner = ?, due = ? WHERE id = ?", resolution.owner, resolution.due,
                 resolution.objection);
}

std::string folder_of_resolution(const Context& context, const Resolution& resolution) {
  const auto objection = find_objection(context.db, resolution.objection);
  TOS_SOUND(objection.has_value());
  return chain_at(context.db, objection->chain).folder;
}

}  // namespace tos::deliberation
