#include "deliberation/module.h"

#include "deliberation/proposal.h"
#include "deliberation/recusal.h"
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
  };
  return table;
}

}  // namespace tos::deliberation
