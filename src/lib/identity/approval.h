#pragma once
#include "core/index/kind_entry.h"
#include "identity/roll.h"

namespace tos::identity {

// charter.approval/v1: one person's yes to a record that waits for several.
struct Approval {
  RecordId record;
};
inline constexpr auto approval_fields =
    fields<Approval>(field("record", &Approval::record, "the record that is approved"));
constexpr const auto& fields_of(const Approval*) { return approval_fields; }

Result<void> check_approval(const Context& context, const Approval& approval);
void apply_approval(const Context& context, const Approval& approval);
std::string folder_of_approval(const Context& context, const Approval& approval);

// A record in the log whose effect waits until `needed` persons have agreed. Thresholds count persons, not keys; the
// effect is at the position of the last approval needed.
struct Pending {
  RecordId record;
  std::int64_t position = 0;
  std::string kind;
  std::string message;  // to decode it again when it takes effect; empty where voting handles the effect
  Authority authority;
  std::int64_t approvals = 0;
  std::string state;  // "open", "done", "expired"
};

extern const char* const approval_schema;

// The record waits; its author is the first approval where `author_counts`.
void open_pending(const Context& context, std::string_view message, const Authority& authority, bool author_counts);
std::optional<Pending> find_pending(Database& db, const RecordId& record);
std::vector<Pending> open_pendings(Database& db);
std::vector<std::string> approvers_of(Database& db,
                                      const RecordId& record);  // handles, in the order of their approvals
void finish_pending(Database& db, const RecordId& record);
void expire_pending(Database& db, Timestamp due, std::string_view subject);

// IDN-012: what authority this record needs, and that its author is among those who count. `needed` of one: it takes
// effect at once. Where nobody holds a role that the kind needs, any three active members stand in (DESIGN §4).
Result<Authority> authority_for(const Context& context, const Member& author, const KindEntry& entry, const Body& body);

}  // namespace tos::identity
