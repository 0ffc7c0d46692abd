#include "identity/module.h"

#include "identity/approval.h"
#include "identity/consent.h"
#include "identity/founding.h"
#include "identity/joining.h"
#include "identity/keys.h"
#include "identity/open_polls.h"
#include "identity/redaction.h"
#include "identity/roles.h"
#include "identity/roll.h"
#include "identity/standing.h"

namespace tos::identity {

KindTable identity_kinds() {
  static constexpr KindEntry table[] = {
      kind_entry<Founding, check_founding, apply_founding, folder_of_founding>(
          "charter.founding/v1", Signer::founder, "party", "found a group: its name, its founders and its charter"),
      kind_entry<Acceptance, check_acceptance, apply_acceptance, folder_of_acceptance>(
          "charter.acceptance/v1", Signer::candidate, "party", "a named founder says yes"),
      kind_entry<FounderRefusal, check_refusal, apply_refusal, folder_of_refusal>(
          "charter.refusal/v1", Signer::candidate, "party", "a named founder says no"),
      kind_entry<Approval, check_approval, apply_approval, folder_of_approval>(
          "charter.approval/v1", Signer::member, "party", "agree to a record that needs several people"),
      kind_entry<Application, check_application, apply_application, folder_of_application>(
          "identity.application/v1", Signer::applicant, "party", "ask to join, with one's own key"),
      with_authority<Admission, authority_of_admission>(
          kind_entry<Admission, check_admission, apply_admission, folder_of_admission>(
              "identity.admission/v1", Signer::member, "steward", "make an applicant a member")),
      with_authority<Suspension, authority_of_suspension>(
          kind_entry<Suspension, check_suspension, apply_suspension, folder_of_suspension>(
              "identity.suspension/v1", Signer::member, "steward", "suspend a member")),
      with_authority<Reinstatement, authority_of_reinstatement>(
          kind_entry<Reinstatement, check_reinstatement, apply_reinstatement, folder_of_reinstatement>(
              "identity.reinstatement/v1", Signer::member, "steward", "end a member's suspension")),
      kind_entry<Leaving, check_leaving, apply_leaving, folder_of_leaving>("identity.leaving/v1", Signer::member,
                                                                           "member", "leave the group"),
      kind_entry<KeyAddition, check_key_addition, apply_key_addition, folder_of_key_addition>(
          "identity.key-addition/v1", Signer::member, "member", "enrol a further key of one's own, or rotate"),
      with_authority<KeyRevocation, authority_of_key_revocation>(
          kind_entry<KeyRevocation, check_key_revocation, apply_key_revocation, folder_of_key_revocation>(
              "identity.key-revocation/v1", Signer::member, "steward", "end a key's validity")),
      with_authority<KeyRecovery, authority_of_key_recovery>(
          kind_entry<KeyRecovery, check_key_recovery, apply_key_recovery, folder_of_key_recovery>(
              "identity.key-recovery/v1", Signer::member, "steward", "enrol a key for a member who lost all theirs")),
      with_authority<RoleAssignment, authority_of_role_assignment>(
          kind_entry<RoleAssignment, check_role_assignment, apply_role_assignment, folder_of_role_assignment>(
              "identity.role-assignment/v1", Signer::member, "steward", "give a member a role for a term")),
      kind_entry<RoleResignation, check_role_resignation, apply_role_resignation, folder_of_role_resignation>(
          "identity.role-resignation/v1", Signer::member, "member", "lay down a role"),
      with_authority<RecallPetition, authority_of_recall_petition>(
          kind_entry<RecallPetition, check_recall_petition, apply_recall_petition, folder_of_recall_petition>(
              "identity.recall-petition/v1", Signer::member, "member",
              "ask for a vote on recalling somebody from a role")),
      kind_entry<Recall, check_recall, apply_recall, folder_of_recall>("identity.recall/v1", Signer::member, "member",
                                                                       "end a term that a decision recalled"),
      kind_entry<Redaction, check_redaction, apply_redaction, folder_of_redaction>(
          "identity.redaction/v1", Signer::member, "member", "permit a text's absence"),
      kind_entry<ConsentGrant, check_consent_grant, apply_consent_grant, folder_of_consent_grant>(
          "identity.consent-grant/v1", Signer::member, "member", "give a consent"),
      kind_entry<ConsentWithdrawal, check_consent_withdrawal, apply_consent_withdrawal, folder_of_consent_withdrawal>(
          "identity.consent-withdrawal/v1", Signer::member, "member", "take a consent back"),
  };
  return table;
}

std::span<const TimerHandler> identity_timers() {
  static constexpr TimerHandler table[] = {
      {"identity.application-end", expire_application},
      {"identity.term-end", expire_term},
      {"identity.pending-end", expire_pending},
  };
  return table;
}

std::string identity_schema() {
  return std::string(roll_schema) + approval_schema + petition_schema + consent_schema + open_poll_schema;
}

}  // namespace tos::identity
