#pragma once
#include <catch2/catch.hpp>

#include "deliberation/proposal.h"
#include "deliberation/recusal.h"
#include "support/test_group.h"
#include "voting/polls/ballot.h"
#include "voting/polls/decision.h"
#include "voting/polls/poll.h"

// A group with a proposal by mara (logged at hour 1) and, once pose() is called, a poll on it that is open from hour 2
// to hour 12 and takes late ballots until hour 14.
namespace tos::test {

struct TestVote : TestGroup {
  explicit TestVote(const std::vector<std::string>& members, const charter::Charter& charter = plain_charter())
      : TestGroup(members, charter) {
    proposal = propose(hour(1));
  }

  ProposalId proposal;
  PollId poll;

  ProposalId propose(Timestamp at, std::optional<deliberation::ProposedAct> act = {}, std::string_view type = "routine",
                     std::string_view author = "mara") {
    deliberation::Proposal body;
    body.title = {"Shared cargo bike"};
    body.decision_type = handle(type);
    body.paths.items = {deliberation::Path::social_economy};
    body.mandate = std::move(act);
    return submit("deliberation.proposal/v1", author, at, body)->as<ProposalTag>();
  }
  // As the charter asks for it.
  voting::Poll plain_poll() { return *voting::default_poll(db, proposal, hour(2), identity::active_count(db)); }
  Result<RecordId> pose(const voting::Poll& body, std::string_view author = "mara", Timestamp at = hour(2)) {
    auto id = submit("voting.poll/v1", author, at, body);
    if (id) poll = id->as<PollTag>();
    return id;
  }
  voting::PollRow pose_plain() {
    const auto id = pose(plain_poll());
    REQUIRE(id.has_value());
    return row();
  }
  voting::PollRow row() { return *voting::find_poll(db, poll); }

  voting::Ballot ballot(std::string_view choice) const {
    voting::Ballot body{.poll = poll};
    body.choice = {std::string(choice)};
    return body;
  }
  Result<RecordId> cast(std::string_view member, std::string_view choice, Timestamp at = hour(3)) {
    return submit("voting.ballot/v1", member, at, ballot(choice));
  }
  void cast_all(const std::vector<std::pair<std::string, std::string>>& ballots) {
    for (const auto& [member, choice] : ballots) REQUIRE(cast(member, choice).has_value());
  }
  Result<RecordId> recuse(std::string_view member, Timestamp at = hour(3)) {
    return submit("deliberation.recusal/v1", member, at, deliberation::Recusal{.proposal = proposal, .reason = {}});
  }

  voting::Decision counted() { return voting::build_decision(db, row()); }
  Result<RecordId> decide(const voting::Decision& body, Timestamp at = hour(15), std::string_view author = "mara") {
    return submit("voting.decision/v1", author, at, body);
  }
  voting::DecisionRow decided(Timestamp at = hour(15)) {
    const auto id = decide(counted(), at);
    REQUIRE(id.has_value());
    return *voting::find_decision(db, id->as<DecisionTag>());
  }
};

}  // namespace tos::test
