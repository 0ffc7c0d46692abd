#include "voting/polls/certification.h"

#include <catch2/catch.hpp>

#include "charter/mandate.h"
#include "support/test_vote.h"

using namespace tos;
using namespace tos::test;
using namespace tos::voting;

namespace {

charter::Charter careful_charter(std::int64_t certifiers, std::int64_t cooling_off_hours) {
  charter::Charter charter = plain_charter();
  charter.certifiers = {certifiers};
  charter.cooling_off_hours = {cooling_off_hours};
  charter.certify_within_days = {2};
  return charter;
}

// Whether mara's proposal to suspend noor was adopted at hour 15.
struct Decided : TestVote {
  Decided(std::int64_t certifiers, std::int64_t cooling_off_hours, std::string_view choice = "yes")
      : TestVote({"mara", "noor", "ole"}, careful_charter(certifiers, cooling_off_hours)) {
    proposal = propose(hour(1), deliberation::ProposedAct{.kind = {"identity.suspension/v1"}, .target = {"noor"}},
                       "membership");
    pose_plain();
    cast_all({{"mara", std::string(choice)}, {"ole", std::string(choice)}});
    decision = decided().id;
  }
  DecisionRow now_at(Timestamp at) {
    fire_timers(at);
    return *find_decision(db, decision);
  }
  charter::Mandate mandate() { return *charter::find_mandate(db, decision.as<RecordTag>()); }

  DecisionId decision;
};

}  // namespace

TEST_CASE("with nothing to wait for a decision takes force at once") {
  Decided vote(0, 0);
  const DecisionRow row = vote.now_at(hour(15));
  CHECK(row.state == DecisionState::final);
  CHECK(row.in_force_at == hour(15));
  CHECK_FALSE(row.uncertified);
  CHECK(vote.mandate().adopted);
  CHECK(vote.mandate().kind == "identity.suspension/v1");
  CHECK(vote.mandate().target == "noor");
  CHECK(vote.mandate().in_force_at == hour(15));
}

TEST_CASE("cooling-off ends by the log's clock") {
  Decided vote(0, 72);
  CHECK(vote.now_at(Timestamp{hour(87).ms - 1}).state == DecisionState::provisional);
  CHECK_FALSE(vote.mandate().in_force_at.has_value());
  CHECK(vote.now_at(hour(87)).state == DecisionState::final);
  CHECK(vote.mandate().in_force_at == hour(87));
}

TEST_CASE("a rejected act is remembered as rejected") {
  Decided vote(0, 0, "no");
  CHECK_FALSE(vote.mandate().adopted);
  CHECK(charter::last_rejected(vote.db, "identity.suspension/v1", "noor") == hour(15));
}

TEST_CASE("certified before the end of cooling-off, a decision takes force at that end") {
  Decided vote(2, 10);
  CHECK(certifiers_wanted(vote.db, vote.decision) == 2);
  certify(vote.db, vote.decision, 99, hour(20));
  CHECK(certifiers_wanted(vote.db, vote.decision) == 0);
  CHECK(vote.now_at(hour(20)).state == DecisionState::provisional);
  const DecisionRow row = vote.now_at(hour(25));
  CHECK(row.state == DecisionState::final);
  CHECK(row.certified_at == 99);
  CHECK_FALSE(row.uncertified);
}

TEST_CASE("certified after cooling-off, a decision takes force then") {
  Decided vote(2, 10);
  CHECK(vote.now_at(hour(25)).state == DecisionState::provisional);
  certify(vote.db, vote.decision, 99, hour(30));
  CHECK(vote.now_at(hour(30)).in_force_at == hour(30));
}

TEST_CASE("silence is no veto: an uncertified decision takes force, marked so") {
  Decided vote(2, 10);
  CHECK(vote.now_at(Timestamp{hour(15 + 48).ms - 1}).state == DecisionState::provisional);
  const DecisionRow row = vote.now_at(hour(15 + 48));
  CHECK(row.state == DecisionState::final);
  CHECK(row.uncertified);
  CHECK(vote.mandate().in_force_at == hour(15 + 48));
  CHECK(certifiers_wanted(vote.db, vote.decision) == 0);
  certify(vote.db, vote.decision, 99, hour(70));  // too late to matter
  CHECK(vote.now_at(hour(70)).uncertified);
  CHECK_FALSE(vote.now_at(hour(70)).certified_at.has_value());
}

TEST_CASE("an unknown decision wants no certifiers") {
  Decided vote(2, 10);
  CHECK(certifiers_wanted(vote.db, DecisionId(sha256("nothing"))) == 0);
}

TEST_CASE("a tie that is voted again and a first missed quorum leave no mandate") {
  charter::Charter charter = careful_charter(0, 0);
  TestVote vote({"mara", "noor", "ole"}, charter);
  vote.proposal = vote.propose(
      hour(1), deliberation::ProposedAct{.kind = {"identity.suspension/v1"}, .target = {"noor"}}, "membership");
  vote.pose_plain();
  const DecisionRow row = vote.decided();
  CHECK(row.outcome == DecisionOutcome::no_quorum);
  CHECK_FALSE(charter::find_mandate(vote.db, row.id.as<RecordTag>()).has_value());
}
