#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/index/kind_entry.h"

namespace tos::identity {

// The roll: who is a member, with which keys and roles, over which positions of the log.

enum class Status { active, suspended, left };

struct Member {
  std::int64_t number = 0;  // row in the read model; never shown
  Handle handle;
  Status status = Status::active;
  std::int64_t joined_position = 0;
  Timestamp last_clock;  // now() of their newest record: dormancy counts from it
};

struct MemberKey {
  KeyId id;
  std::int64_t member = 0;
  std::string line;  // "ssh-ed25519 AAAA…"
  std::int64_t from_position = 0;
  std::optional<std::int64_t> until_position;    // revoked by the record at this position
  std::optional<std::int64_t> compromised_from;  // ballots at or after it in undecided polls do not count
};

struct RoleTerm {
  RecordId assignment;
  std::int64_t member = 0;
  Handle role;
  std::int64_t from_position = 0;
  Timestamp starts;
  Timestamp ends;
  std::optional<std::int64_t> until_position;  // ended (expired, resigned, recalled) at this position
  std::string ended_by;                        // "", "term", "resignation", "recall", "leaving"
};

extern const char* const roll_schema;

std::optional<Member> find_member(Database& db, std::string_view handle);
// Of the record's author, who is a member: IDN-010 has passed.
std::int64_t author_number(const Context& context);
std::optional<Member> member_by_number(Database& db, std::int64_t number);
std::vector<Member> all_members(Database& db);
// Whoever became a member after the one of this number, in that order.
std::vector<Member> members_after(Database& db, std::int64_t number);
// Whom the record at this position made cease to be active.
std::vector<Member> ceased_at(Database& db, std::int64_t position);
std::int64_t active_count(Database& db);

std::optional<MemberKey> find_key(Database& db, const KeyId& key);
// Whose key this is, and what a record signed by it must be judged by: one query for every record.
struct SigningMember {
  Member member;
  std::optional<std::int64_t> key_until;  // the position that revoked it
  std::int64_t quota_day = 0;
  std::int64_t quota_used = 0;  // records in the log on that day
};
std::optional<SigningMember> find_signer(Database& db, const KeyId& key);

std::vector<MemberKey> keys_of(Database& db, std::int64_t member);
std::vector<MemberKey> compromised_keys(Database& db);  // with compromised_from; by id

std::vector<RoleTerm> all_role_terms(Database& db);
bool holds_role(Database& db, std::int64_t member, std::string_view role);  // now
std::int64_t holder_count(Database& db, std::string_view role);             // now

// The electorate of a poll at a log position: members active there (the record at it included), without the dormant
// (no record since `now` − dormant_after). Call at the poll's own position for the count and the dormant.
struct Electorate {
  std::int64_t count = 0;
  std::vector<std::int64_t> dormant;  // member numbers left out for dormancy
};
Electorate electorate_now(Database& db, Timestamp now, Duration dormant_after);
// Whether the member was active at an earlier position.
bool was_active_at(Database& db, std::int64_t member, std::int64_t position);
// The position at which somebody last became active or ceased to be; 0 for nobody yet. The active members at two
// positions with no such change between them are the same.
std::int64_t last_change_of_standing(Database& db);
// Everybody active at a position, by handle, bytewise: for the electorate's Merkle root.
std::vector<Member> active_at(Database& db, std::int64_t position);

}  // namespace tos::identity
