#include "deliberation/module.h"

#include "deliberation/evidence.h"
#include "deliberation/objection.h"
#include "deliberation/option.h"
#include "deliberation/position.h"
#include "deliberation/proposal.h"
#include "deliberation/recusal.h"
#include "deliberation/stage_move.h"
#include "deliberation/withdrawal.h"

namespace tos::deliberation {

KindTable deliberation_kinds() {
  static constexpr KindEntry table[] = {
      with_authority<Proposal, authority_of_proposal>(
          kind_entry<Proposal, check_proposal, apply_proposal, folder_of_proposal>(
              "deliberation.proposal/v1", Signer::member, "member",
              "a question put to the group, or a new version of it")),
      kind_entry<Withdrawal, check_withdrawal, apply_withdrawal, folder_of_withdrawal>(
          "deliberation.withdrawal/v1", Signer::member, "party", "an author takes their proposal back"),
      with_authority<Recusal, authority_of_recusal>(
          kind_entry<Recusal, check_recusal, apply_recusal, folder_of_recusal>(
              "deliberation.recusal/v1", Signer::member, "party",
              "a member with a conflict of interest leaves a proposal's electorate")),
      kind_entry<Evidence, check_evidence, apply_evidence, folder_of_evidence>(
          "deliberation.evidence/v1", Signer::member, "member",
          "what speaks for or against a proposal, with its source"),
      kind_entry<EvidenceReview, check_evidence_review, apply_evidence_review, folder_of_evidence_review>(
          "deliberation.evidence-review/v1", Signer::member, "member", "another member confirms or disputes evidence"),
      kind_entry<Option, check_option, apply_option, folder_of_option>(
          "deliberation.option/v1", Signer::member, "member", "a way to do what is proposed, with its trade-offs"),
      kind_entry<Position, check_position, apply_position, folder_of_position>(
          "deliberation.position/v1", Signer::member, "member", "where a member stands on a proposal, and why"),
      kind_entry<Objection, check_objection, apply_objection, folder_of_objection>(
          "deliberation.objection/v1", Signer::member, "member", "a concern about a proposal, or an objection to it"),
      kind_entry<Resolution, check_resolution, apply_resolution, folder_of_resolution>(
          "deliberation.resolution/v1", Signer::member, "member", "how an objection is met without another wording"),
      kind_entry<StageMove, check_stage_move, apply_stage_move, folder_of_stage_move>(
          "deliberation.stage-move/v1", Signer::member, "member",
          "a proposal goes to another stage, or to the archive"),
  };
  return table;
}

}  // namespace tos::deliberation
