#include "charter/mandate.h"

#include <algorithm>

#include "charter/rules.h"
#include "core/index/log_table.h"

namespace tos::charter {

const char* const mandate_schema = R"sql(
CREATE TABLE mandate(decision BLOB PRIMARY KEY, kind TEXT NOT NULL, target TEXT NOT NULL, adopted INTEGER NOT NULL,
                     in_force_at INTEGER, used_position INTEGER, decided_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX mandate_target ON mandate(kind, target);
)sql";

namespace {

// A target as people see it: digests and ids by their first digits.
std::string shown_target(std::string_view target) {
  constexpr std::size_t digest_digits = 64;
  constexpr std::size_t shown_digits = 16;
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  std::string shown;
  while (!target.empty()) {
    const auto end = std::ranges::find_if_not(target, is_hex);
    const auto digits = static_cast<std::size_t>(end - target.begin());
    shown += digits == digest_digits ? std::string(target.substr(0, shown_digits)) + "…"
                                     : std::string(target.substr(0, digits));
    target.remove_prefix(digits);
    if (target.empty()) break;
    shown += target.front();
    target.remove_prefix(1);
  }
  return shown;
}

Refusal not_this_act(const Mandate& mandate, std::string_view kind, std::string_view target) {
  const std::string decided = shown_target(mandate.target), asked = shown_target(target);
  if (mandate.kind == kind && (decided != mandate.target || asked != target)) {
    return refuse(rules::CHA_012, "decision {} adopted other terms or another amount: '{}', and not '{}'",
                  mandate.decision.hex16(), decided, asked)
        .hint("leave terms, amounts and legs out, and what it adopted is used; tos decision show {}",
              mandate.decision.hex16());
  }
  return refuse(rules::CHA_012, "decision {} permits {} on '{}', not {} on '{}'", mandate.decision.hex16(),
                mandate.kind, decided, kind, asked);
}

}  // namespace

void add_mandate(Database& db, const Mandate& mandate, Timestamp decided_at) {
  db.run(
      "INSERT INTO mandate(decision, kind, target, adopted, in_force_at, used_position, decided_at) "
      "VALUES(?,?,?,?,?,?,?)",
      mandate.decision, mandate.kind, mandate.target, mandate.adopted, mandate.in_force_at, mandate.used_position,
      decided_at);
}

std::optional<Mandate> find_mandate(Database& db, const RecordId& decision) {
  Rows rows =
      db.query("SELECT kind, target, adopted, in_force_at, used_position FROM mandate WHERE decision = ?", decision);
  if (!rows.next()) return std::nullopt;
  Mandate mandate{.decision = decision,
                  .kind = rows.text(0),
                  .target = rows.text(1),
                  .adopted = rows.integer(2) != 0,
                  .in_force_at = {},
                  .used_position = {}};
  mandate.in_force_at = rows.maybe_time(3);
  mandate.used_position = rows.maybe_integer(4);
  return mandate;
}

void set_in_force(Database& db, const RecordId& decision, std::optional<Timestamp> at) {
  db.run("UPDATE mandate SET in_force_at = ? WHERE decision = ?", at, decision);
}

std::optional<Timestamp> last_rejected(Database& db, std::string_view kind, std::string_view target) {
  const auto at =
      db.number("SELECT max(decided_at) FROM mandate WHERE kind = ? AND target = ? AND adopted = 0", kind, target);
  if (!at) return std::nullopt;
  return Timestamp{*at};
}

Result<void> check_mandate(const Context& context, const RecordId& decision, std::string_view target) {
  const auto mandate = find_mandate(context.db, decision);
  if (!mandate) {
    return refuse(rules::CHA_010, "{} is no decision here that permits an act", decision.hex16())
        .hint("tos decision list");
  }
  if (mandate->kind != context.envelope.kind || mandate->target != target) {
    return not_this_act(*mandate, context.envelope.kind, target);
  }
  if (!mandate->adopted)
    return refuse(rules::CHA_011, "decision {} did not adopt the proposal", decision.hex16())
        .hint("tos decision show {}", decision.hex16());
  if (!mandate->in_force_at || *mandate->in_force_at > context.now) {
    return refuse(rules::CHA_011, "decision {} is not in force yet", decision.hex16())
        .hint("tos decision show {}", decision.hex16());
  }
  if (mandate->used_position) {
    const auto by = index::entry_at(context.db, *mandate->used_position);
    if (!by)  // in a log that is judged without its table
      return refuse(rules::CHA_013, "decision {} is used", decision.hex16());
    return refuse(rules::CHA_013, "decision {} is used by the record {}", decision.hex16(), by->id.hex16())
        .hint("tos show {}", by->id.hex16());
  }
  return {};
}

void use_mandate(const Context& context, const RecordId& decision) {
  context.db.run("UPDATE mandate SET used_position = ? WHERE decision = ?", context.position, decision);
}

void release_mandate(Database& db, const RecordId& decision) {
  db.run("UPDATE mandate SET used_position = NULL WHERE decision = ?", decision);
}

}  // namespace tos::charter
