#pragma once
#include "charter/parameters.h"
#include "identity/roll.h"

namespace tos::identity {

// The only writers of the roll. Called by apply functions, whose checks have passed.

std::string_view status_text(Status status);

// Someone who may become a member: a named founder, or an applicant whose handle is held.
struct Candidate {
  Handle handle;
  KeyId key;
  std::string line;
  std::string origin;  // "founder" or "applicant"
  RecordId record;     // the founding record, or the application
  std::int64_t position = 0;
  std::vector<Handle> roles;  // what a founder starts with
  std::string state;          // "pending", "accepted", "refused", "expired"
  std::optional<std::string> archetype;
};

void add_candidate(Database& db, const Candidate& candidate);
std::optional<Candidate> find_candidate(Database& db, std::string_view handle);
std::vector<Candidate> all_candidates(Database& db);
void set_candidate_state(Database& db, std::string_view handle, std::string_view state);
bool is_candidate_key(Database& db, const KeyId& key);  // of a pending one

// Makes a candidate a member with their key, active from this record on.
std::int64_t enrol(const Context& context, const Candidate& candidate);
void set_status(const Context& context, const Member& member, Status status);
void add_key(const Context& context, std::int64_t member, const KeyId& key, std::string_view line);
void revoke_key(const Context& context, const KeyId& key, std::optional<std::int64_t> compromised_from);
void start_term(const Context& context, std::int64_t member, const Handle& role, Timestamp ends, int timer_index);
void end_term(Database& db, std::int64_t member, const Handle& role, std::int64_t position, std::string_view ended_by);

// Every logged record of a member: dormancy and quota count from it.
void note_activity(const Context& context, const SigningMember& signer);

// Records a day that the member may add: the charter's, or more by a role they hold.
std::int64_t quota_of(Database& db, const Member& member, const charter::Charter& charter);

}  // namespace tos::identity
