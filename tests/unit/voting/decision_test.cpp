#include "voting/polls/decision.h"

#include <catch2/catch.hpp>

#include "core/log/merkle.h"
#include "identity/open_polls.h"
#include "support/test_vote.h"

using namespace tos;
using namespace tos::test;
using namespace tos::voting;

namespace {

const std::vector<std::string> five{"mara", "noor", "ole", "pia", "quin"};

struct Five : TestVote {
  explicit Five(const charter::Charter& charter = plain_charter()) : TestVote(five, charter) {}
};

std::string figure(const Decision& decision, std::string_view name) {
  for (const Figure& one : decision.figures) {
    if (one.name.text == name) return fmt::format("{}/{}", one.numerator.value, one.denominator.value);
  }
  return "none";
}

LogRoot handles_root(const std::vector<std::string>& handles) {
  std::vector<Digest> leaves;
  for (const std::string& handle : handles) leaves.push_back(log::merkle_leaf_hash(handle));
  return LogRoot(log::merkle_tree_hash(leaves));
}

charter::Charter again_charter() {
  charter::Charter charter = plain_charter();
  charter.tie = charter::TieRule::again;
  return charter;
}

}  // namespace

TEST_CASE("a decision says what was counted, of whom and out of which ballots",
          "[accepts VOT-040][accepts VOT-041][accepts VOT-042][accepts VOT-043]") {
  Five vote;
  vote.pose_plain();
  vote.cast_all({{"noor", "no"}, {"pia", "abstain"}, {"mara", "yes"}, {"ole", "yes"}});
  const auto ballots = ballots_of(vote.db, vote.row().position);  // members were numbered in the order of their handles
  const Decision decision = vote.counted();
  CHECK(decision.outcome == DecisionOutcome::adopted);
  CHECK(figure(decision, "turnout") == "4/5");
  CHECK(figure(decision, "quorum") == "1/2");
  CHECK(figure(decision, "yes") == "2/3");
  CHECK(figure(decision, "no") == "1/3");
  CHECK(figure(decision, "abstain") == "1/4");
  CHECK(figure(decision, "threshold") == "1/2");
  CHECK(decision.electorate.size.value == 5);
  CHECK(decision.electorate.root == handles_root(five));
  REQUIRE(ballots.size() == 4);
  std::vector<RecordId> ids;
  for (const BallotRow& ballot : ballots) ids.push_back(ballot.id);
  CHECK(decision.ballots.root == log::merkle_root(ids));
  CHECK(decision.set_aside_count.value == 0);

  const DecisionRow row = vote.decided();
  CHECK(row.number == 1);
  CHECK(row.outcome == DecisionOutcome::adopted);
  CHECK(vote.row().decision == row.position);
  CHECK(figures_of(vote.db, row.position).size() == 6);
  CHECK(deliberation::chain_at(vote.db, vote.row().chain).state == deliberation::ChainState::decided);
  CHECK_FALSE(identity::any_open_for(vote.db, vote.number("noor")));
  CHECK(undecided_polls(vote.db).empty());
}

TEST_CASE("the order of ballots in the root is that of handles, not of joining") {
  TestVote vote({"zoe", "mara", "abel"});
  vote.pose_plain();
  std::vector<RecordId> ids;
  for (const char* member : {"abel", "mara", "zoe"}) ids.push_back(*vote.cast(member, "yes"));
  CHECK(vote.counted().ballots.root == log::merkle_root(ids));
  CHECK(vote.counted().electorate.root == handles_root({"abel", "mara", "zoe"}));
}

TEST_CASE("a poll has one decision, after its last ballot may have come") {
  Five vote;
  SECTION("refuses VOT-040") {
    vote.pose_plain();
    Decision decision = vote.counted();
    decision.poll = PollId(sha256("nothing"));
    CHECK(rule_of(vote.decide(decision)) == "VOT-040");
  }
  SECTION("refuses VOT-041") {
    vote.pose_plain();
    const Decision decision = vote.counted();
    REQUIRE(vote.decide(decision));
    CHECK(rule_of(vote.decide(decision, hour(16), "noor")) == "VOT-041");
  }
  SECTION("refuses VOT-042") {
    vote.pose_plain();
    CHECK(rule_of(vote.decide(vote.counted(), hour(14))) == "VOT-042");
  }
  SECTION("refuses VOT-042: its own date counts, not the log's clock") {
    vote.pose_plain();
    vote.join("rosa", hour(20));
    CHECK(rule_of(vote.decide(vote.counted(), hour(13))) == "VOT-042");
  }
  SECTION("accepts VOT-042 a millisecond later") {
    vote.pose_plain();
    CHECK(rule_of(vote.decide(vote.counted(), Timestamp{hour(14).ms + 1})).empty());
  }
}

TEST_CASE("a certificate that differs in any field is refused: refuses VOT-043") {
  Five vote;
  vote.pose_plain();
  vote.cast_all({{"mara", "yes"}, {"noor", "yes"}, {"ole", "no"}});
  REQUIRE(vote.recuse("pia"));
  Decision decision = vote.counted();
  SECTION("outcome") { decision.outcome = DecisionOutcome::rejected; }
  SECTION("winners") { decision.winners.items = {{1}}; }
  SECTION("a figure's numerator") { decision.figures.items[2].numerator.value += 1; }
  SECTION("a figure's denominator") { decision.figures.items[2].denominator.value += 1; }
  SECTION("a figure's name") { decision.figures.items[2].name = {"maybe"}; }
  SECTION("a figure more") { decision.figures.items.push_back(decision.figures.items[0]); }
  SECTION("electorate size") { decision.electorate.size.value += 1; }
  SECTION("electorate root") { decision.electorate.root = LogRoot(sha256("x")); }
  SECTION("ballot count") { decision.ballots.size.value -= 1; }
  SECTION("ballot root") { decision.ballots.root = LogRoot(sha256("x")); }
  SECTION("number set aside") { decision.set_aside_count.value += 1; }
  SECTION("ballots set aside") { decision.set_aside.items.push_back({.ballot = RecordId(sha256("x"))}); }
  CHECK(rule_of(vote.decide(decision)) == "VOT-043");
}

TEST_CASE("quorum, threshold and denominator decide") {
  struct Case {
    const char* name;
    int yes, no, abstain;
    DecisionOutcome outcome;
  };
  const auto run = [](TestVote& vote, const Case& one) {
    std::vector<std::string> choices;
    choices.insert(choices.end(), static_cast<std::size_t>(one.yes), "yes");
    choices.insert(choices.end(), static_cast<std::size_t>(one.no), "no");
    choices.insert(choices.end(), static_cast<std::size_t>(one.abstain), "abstain");
    for (std::size_t i = 0; i < choices.size(); ++i) REQUIRE(vote.cast(five[i], choices[i]));
    INFO(one.name);
    CHECK(vote.counted().outcome == one.outcome);
  };
  SECTION("majority of non-abstaining, quorum a half") {
    const auto one = GENERATE(Case{"2 of 5 take part", 2, 0, 0, DecisionOutcome::no_quorum},
                              Case{"abstentions take part", 1, 0, 2, DecisionOutcome::adopted},
                              Case{"more yes than no", 3, 2, 0, DecisionOutcome::adopted},
                              Case{"as many", 2, 2, 1, DecisionOutcome::rejected},
                              Case{"more no", 1, 2, 0, DecisionOutcome::rejected},
                              Case{"nobody says yes or no", 0, 0, 5, DecisionOutcome::rejected});
    Five vote;
    vote.pose_plain();
    run(vote, one);
  }
  SECTION("two thirds of the eligible") {
    const auto one =
        GENERATE(Case{"3 of 5", 3, 0, 0, DecisionOutcome::rejected}, Case{"4 of 5", 4, 1, 0, DecisionOutcome::adopted});
    Five vote;
    Poll body = vote.plain_poll();
    body.method = {"supermajority"};
    body.threshold = {2, 3};
    body.denominator = charter::Denominator::eligible;
    REQUIRE(vote.pose(body));
    run(vote, one);
  }
  SECTION("supermajority is at least its share: 3 of 5 are 0.6") {
    Five vote;
    Poll body = vote.plain_poll();
    body.method = {"supermajority"};
    body.threshold = {3, 5};
    body.denominator = charter::Denominator::cast;
    REQUIRE(vote.pose(body));
    run(vote, {"3 of 5", 3, 1, 1, DecisionOutcome::adopted});
  }
  SECTION("majority is more than its share: 3 of 5 are not more than 0.6") {
    Five vote;
    Poll body = vote.plain_poll();
    body.threshold = {3, 5};
    REQUIRE(vote.pose(body));
    run(vote, {"3 of 5", 3, 2, 0, DecisionOutcome::rejected});
  }
}

TEST_CASE("what a tie does is the charter's to say") {
  SECTION("status quo: rejected") {
    Five vote;
    vote.pose_plain();
    vote.cast_all({{"mara", "yes"}, {"noor", "yes"}, {"ole", "no"}, {"pia", "no"}});
    CHECK(vote.counted().outcome == DecisionOutcome::rejected);
  }
  SECTION("again: tied, and the proposal may be polled once more") {
    Five vote(again_charter());
    vote.pose_plain();
    vote.cast_all({{"mara", "yes"}, {"noor", "yes"}, {"ole", "no"}, {"pia", "no"}});
    CHECK(vote.decided().outcome == DecisionOutcome::tied);
    Poll body = vote.plain_poll();
    body.opens_at = hour(20);
    body.closes_at = hour(30);
    CHECK(rule_of(vote.pose(body, "noor", hour(20))).empty());
  }
  SECTION("again, but the threshold was out of reach anyway: rejected") {
    Five vote(again_charter());
    Poll body = vote.plain_poll();
    body.denominator = charter::Denominator::eligible;
    REQUIRE(vote.pose(body));
    vote.cast_all({{"mara", "yes"}, {"noor", "yes"}, {"ole", "no"}, {"pia", "no"}});
    CHECK(vote.counted().outcome == DecisionOutcome::rejected);
  }
}

TEST_CASE("a quorum is missed once without harm, the second time the proposal is done") {
  Five vote;
  vote.pose_plain();
  CHECK(vote.decided().outcome == DecisionOutcome::no_quorum);
  Poll body = vote.plain_poll();
  body.opens_at = hour(20);
  body.closes_at = hour(30);
  REQUIRE(vote.pose(body, "noor", hour(20)));
  CHECK(vote.row().number == 2);
  CHECK(vote.decided(hour(40)).outcome == DecisionOutcome::no_quorum);
  CHECK(deliberation::chain_at(vote.db, vote.row().chain).state == deliberation::ChainState::decided);
  body.opens_at = hour(50);
  body.closes_at = hour(60);
  CHECK(rule_of(vote.pose(body, "noor", hour(50))) == "VOT-020");
}

TEST_CASE("a recusal takes a member out of the count and out of the whole") {
  Five vote;
  vote.pose_plain();
  vote.cast_all({{"mara", "yes"}, {"noor", "no"}, {"ole", "no"}});
  CHECK(vote.counted().outcome == DecisionOutcome::rejected);
  const auto ballot = ballots_by(vote.db, vote.row().position, vote.number("ole")).front().id;
  REQUIRE(vote.recuse("ole"));
  REQUIRE(vote.recuse("noor"));
  const Decision decision = vote.counted();
  CHECK(decision.outcome == DecisionOutcome::no_quorum);  // 1 of 3
  CHECK(decision.electorate.size.value == 3);
  CHECK(decision.electorate.root == handles_root({"mara", "pia", "quin"}));
  CHECK(figure(decision, "turnout") == "1/3");
  REQUIRE(decision.set_aside.size() == 2);
  CHECK(decision.set_aside_count.value == 2);
  CHECK(decision.set_aside.items[1].ballot == ballot);
  CHECK(decision.set_aside.items[1].reason == SetAsideReason::recused);
  CHECK(rule_of(vote.decide(decision)).empty());
}

TEST_CASE("ballots by a compromised key do not count while there is no decision") {
  Five vote;
  vote.pose_plain();
  REQUIRE(vote.cast("noor", "yes", hour(3)));
  const std::int64_t stolen_from = vote.position + 1;
  const auto forged = vote.cast("noor", "no", hour(4));
  vote.cast_all({{"mara", "yes"}, {"ole", "no"}});
  SECTION("the ballot before it counts instead") {
    vote.compromise("noor", stolen_from);
    const Decision decision = vote.counted();
    CHECK(figure(decision, "yes") == "2/3");
    REQUIRE(decision.set_aside.size() == 1);
    CHECK(decision.set_aside.items[0].ballot == *forged);
    CHECK(decision.set_aside.items[0].reason == SetAsideReason::compromised_key);
    CHECK(rule_of(vote.decide(decision)).empty());
  }
  SECTION("ballots by another key of the member count") {
    vote.sign_with(KeyId(sha256("second key")));
    REQUIRE(vote.cast("noor", "abstain", hour(5)));
    vote.compromise("noor", stolen_from);
    CHECK(figure(vote.counted(), "abstain") == "1/3");
  }
  SECTION("a decision that is made stays") {
    const DecisionRow row = vote.decided();
    vote.compromise("noor", stolen_from);
    CHECK(find_decision(vote.db, row.id)->outcome == DecisionOutcome::rejected);
  }
}

TEST_CASE("suspension and exit after the poll was posed leave ballots and electorate as they are") {
  Five vote;
  vote.pose_plain();
  vote.cast_all({{"mara", "yes"}, {"noor", "yes"}, {"ole", "no"}});
  const Decision before = vote.counted();
  vote.set_status("noor", identity::Status::suspended);
  vote.set_status("pia", identity::Status::left);
  const Decision after = vote.counted();
  CHECK(after.outcome == DecisionOutcome::adopted);
  CHECK(after.electorate.root == before.electorate.root);
  CHECK(after.ballots.root == before.ballots.root);
}

TEST_CASE("more set-aside ballots than a certificate holds are counted, not listed") {
  Five vote;
  vote.pose_plain();
  for (int i = 0; i < 257; ++i) REQUIRE(vote.cast("noor", "yes", hour(3) + Duration{i}));
  REQUIRE(vote.recuse("noor"));
  const Decision decision = vote.counted();
  CHECK(decision.set_aside_count.value == 257);
  CHECK(decision.set_aside.empty());
  CHECK(rule_of(vote.decide(decision)).empty());
}

TEST_CASE("people name a decision by number or by the beginning of its id") {
  Five vote;
  vote.pose_plain();
  const DecisionRow row = vote.decided();
  SECTION("accepts VOT-051") {
    CHECK(resolve_decision(vote.db, "D1")->id == row.id);
    CHECK(resolve_decision(vote.db, row.id.hex16())->id == row.id);
  }
  SECTION("refuses VOT-051") { CHECK(rule_of(resolve_decision(vote.db, "D2")) == "VOT-051"); }
}
