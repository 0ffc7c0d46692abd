#pragma once
#include "core/index/kind_entry.h"

namespace tos::identity {

// identity.role-assignment/v1: a term, no longer than the charter's.
struct RoleAssignment {
  Handle role;
  Handle member;
  std::optional<Whole<1, 3650>> term_days;  // shorter than the charter's
  std::optional<RecordId> decision;
};
// identity.role-resignation/v1
struct RoleResignation {
  Handle role;
};
// identity.recall-petition/v1: signed by approvals; opens a recall when enough have signed in time.
struct RecallPetition {
  Handle role;
  Handle member;
  Text reason;
};
// identity.recall/v1: ends a term by decision. The decision's target is "<member>/<role>".
struct Recall {
  Handle role;
  Handle member;
  RecordId decision;
};

inline constexpr auto role_assignment_fields = fields<RoleAssignment>(
    field("role", &RoleAssignment::role, "the role"), field("member", &RoleAssignment::member, "who takes it"),
    field("term_days", &RoleAssignment::term_days, "a term shorter than the charter's"),
    field("decision", &RoleAssignment::decision, "the decision that assigns it, if one does"));
constexpr const auto& fields_of(const RoleAssignment*) { return role_assignment_fields; }
inline constexpr auto role_resignation_fields =
    fields<RoleResignation>(field("role", &RoleResignation::role, "the role that its holder lays down"));
constexpr const auto& fields_of(const RoleResignation*) { return role_resignation_fields; }
inline constexpr auto recall_petition_fields = fields<RecallPetition>(
    field("role", &RecallPetition::role, "the role"), field("member", &RecallPetition::member, "who holds it"),
    field("reason", &RecallPetition::reason, "why they should be recalled"));
constexpr const auto& fields_of(const RecallPetition*) { return recall_petition_fields; }
inline constexpr auto recall_fields =
    fields<Recall>(field("role", &Recall::role, "the role"), field("member", &Recall::member, "who held it"),
                   field("decision", &Recall::decision, "the decision that recalls them"));
constexpr const auto& fields_of(const Recall*) { return recall_fields; }

Result<void> check_role_assignment(const Context& context, const RoleAssignment& assignment);
void apply_role_assignment(const Context& context, const RoleAssignment& assignment);
std::string folder_of_role_assignment(const Context& context, const RoleAssignment& assignment);
std::optional<Authority> authority_of_role_assignment(const Context& context, const RoleAssignment& assignment);

Result<void> check_role_resignation(const Context& context, const RoleResignation& resignation);
void apply_role_resignation(const Context& context, const RoleResignation& resignation);
std::string folder_of_role_resignation(const Context& context, const RoleResignation& resignation);

Result<void> check_recall_petition(const Context& context, const RecallPetition& petition);
void apply_recall_petition(const Context& context, const RecallPetition& petition);
std::string folder_of_recall_petition(const Context& context, const RecallPetition& petition);
std::optional<Authority> authority_of_recall_petition(const Context& context, const RecallPetition& petition);

Result<void> check_recall(const Context& context, const Recall& recall);
void apply_recall(const Context& context, const Recall& recall);
std::string folder_of_recall(const Context& context, const Recall& recall);

// The end of a term by the log clock.
void expire_term(Database& db, Timestamp due, std::string_view subject);

// Whether enough members have signed a petition on "<member>/<role>" that no decision has answered since.
bool has_petition(Database& db, std::string_view target);

extern const char* const petition_schema;

}  // namespace tos::identity
