#pragma once
#include <optional>
#include <string>

#include "core/index/kind_entry.h"

namespace tos::charter {

// What a decision permits: one act of one kind on one target. Voting writes mandates when a decision is logged; the
// modules below it ask for them, so that they need not know how decisions are made.
struct Mandate {
  RecordId decision;
  std::string kind;    // "identity.suspension/v1": the kind of record that carries the act out
  std::string target;  // a handle, "handle/role", an id or a digest, as that kind's page says
  bool adopted = false;
  std::optional<Timestamp> in_force_at;       // nothing: not yet certified, challenged or void
  std::optional<std::int64_t> used_position;  // position of the record that used it
};

extern const char* const mandate_schema;

void add_mandate(Database& db, const Mandate& mandate, Timestamp decided_at);
std::optional<Mandate> find_mandate(Database& db, const RecordId& decision);
void set_in_force(Database& db, const RecordId& decision, std::optional<Timestamp> at);
// The latest decision time on an act that was not adopted; for pauses after a failed recall.
std::optional<Timestamp> last_rejected(Database& db, std::string_view kind, std::string_view target);

// CHA-010 to CHA-013: the decision exists, is adopted and in force, permits this act, and has not been used.
Result<void> check_mandate(const Context& context, const RecordId& decision, std::string_view target);
void use_mandate(const Context& context, const RecordId& decision);
// What used it came to nothing: it permits its act again.
void release_mandate(Database& db, const RecordId& decision);

}  // namespace tos::charter
