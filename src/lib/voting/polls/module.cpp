#include "voting/polls/module.h"

#include "voting/polls/ballot.h"
#include "voting/polls/decision.h"
#include "voting/polls/policy_change.h"
#include "voting/polls/poll.h"

namespace tos::voting {

// The electorate decides who votes and the log what was decided: no charter can give either to roles.
KindTable voting_kinds() {
  static constexpr KindEntry table[] = {
      with_authority<Poll, authority_of_poll>(kind_entry<Poll, check_poll, apply_poll, folder_of_poll>(
          "voting.poll/v1", Signer::member, "member", "a question put to the members, with how it is counted")),
      with_authority<Ballot, authority_of_ballot>(kind_entry<Ballot, check_ballot, apply_ballot, folder_of_ballot>(
          "voting.ballot/v1", Signer::member, "party", "what a member says in a poll")),
      with_authority<Decision, authority_of_decision>(
          kind_entry<Decision, check_decision, apply_decision, folder_of_decision>(
              "voting.decision/v1", Signer::member, "party", "the result of a poll, as anybody recounts it")),
      kind_entry<PolicyChange, check_policy_change, apply_policy_change, folder_of_policy_change>(
          policy_change_kind, Signer::member, "member", "put a policy's new wording in force, or its end"),
  };
  return table;
}

}  // namespace tos::voting
