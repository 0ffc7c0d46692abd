#include "voting/polls/policy_change.h"

#include <catch2/catch.hpp>

#include "deliberation/objection.h"
#include "deliberation/position.h"
#include "support/test_vote.h"
#include "voting/polls/minority.h"

using namespace tos;
using namespace tos::test;
using namespace tos::voting;

namespace {

const Text some_text{sha256("salt and text")};

// Two decisions: a policy on the first proposal, and one that adopted its change.
struct Changing : TestVote {
  Changing() : TestVote({"mara", "noor", "ole"}) {}

  // Proposes, polls and decides, twenty hours from the last.
  DecisionId adopt(std::optional<deliberation::ProposedAct> act = {}, std::string_view type = "routine",
                   bool with_text = true) {
    const std::int64_t from = next_;
    deliberation::Proposal body;
    body.title = {"Lend the ladder"};
    body.decision_type = handle(type);
    body.paths.items = {deliberation::Path::social_economy};
    body.mandate = std::move(act);
    if (with_text) body.text = some_text;
    body.sunset = sunset;
    proposal = submit("deliberation.proposal/v1", "mara", hour(from), body)->as<ProposalTag>();
    return decide_from(from);
  }
  DecisionId decide_from(std::int64_t from) {
    next_ = from + 20;
    const Poll body = *default_poll(db, proposal, hour(from + 1), 3);
    REQUIRE(rule_of(pose(body, "mara", hour(from + 1))).empty());
    for (const auto& [member, choice] : votes) {
      Ballot said = ballot(choice);
      if (choice == "no") said.reason = some_text;
      REQUIRE(submit("voting.ballot/v1", member, hour(from + 2), said));
    }
    return decided(hour(from + 15)).id;
  }
  static deliberation::ProposedAct change_of(const DecisionId& policy) {
    return {.kind = {std::string(policy_change_kind)}, .target = {policy.hex()}};
  }
  static deliberation::ProposedAct repeal_of(const DecisionId& policy) {
    return {.kind = {std::string(policy_change_kind)}, .target = {"repeal/" + policy.hex()}};
  }
  Result<RecordId> change(const DecisionId& decision, const DecisionId& policy,
                          std::vector<DissentAnswer> answers = {}) {
    PolicyChange body{.decision = decision.as<RecordTag>(), .policy = policy, .answers = {}};
    if (!answers.empty()) body.answers.emplace().items = std::move(answers);
    return submit("voting.policy-change/v1", "noor", hour(next_), body);
  }
  PolicyState state_of(const DecisionId& id) { return policy_of(db, *find_decision(db, id), clock)->state; }

  std::optional<Timestamp> sunset;
  std::vector<std::pair<std::string, std::string>> votes{{"mara", "yes"}, {"noor", "yes"}, {"ole", "yes"}};

 private:
  std::int64_t next_ = 2;
};

}  // namespace

TEST_CASE("an amended policy is superseded; one that is repealed ends",
          "[accepts VOT-060][accepts VOT-061][accepts VOT-062]") {
  Changing group;
  const DecisionId first = group.adopt();
  CHECK(group.state_of(first) == PolicyState::in_force);
  const DecisionId second = group.adopt(Changing::change_of(first));
  CHECK_FALSE(policy_of(group.db, *find_decision(group.db, second), group.clock).has_value());
  REQUIRE(rule_of(group.change(second, first)).empty());
  CHECK(group.state_of(first) == PolicyState::superseded);
  CHECK(find_decision(group.db, first)->state == DecisionState::superseded);
  CHECK(group.state_of(second) == PolicyState::in_force);
  CHECK(earlier_wordings(group.db, *find_decision(group.db, second)).size() == 1);

  const DecisionId third = group.adopt(Changing::repeal_of(second), "routine", false);
  REQUIRE(rule_of(group.change(third, second)).empty());
  CHECK(group.state_of(second) == PolicyState::repealed);
  CHECK_FALSE(policy_of(group.db, *find_decision(group.db, third), group.clock).has_value());
  CHECK(all_policies(group.db, group.clock).size() == 2);
}

TEST_CASE("a policy ends at its sunset, and can be renewed after it") {
  Changing group;
  group.sunset = hour(100);
  const DecisionId first = group.adopt();
  const auto state_at = [&](Timestamp now) { return policy_of(group.db, *find_decision(group.db, first), now)->state; };
  CHECK(state_at(hour(99)) == PolicyState::in_force);
  CHECK(state_at(hour(100)) == PolicyState::sunset);
  group.sunset.reset();
  const DecisionId second = group.adopt(Changing::change_of(first));
  REQUIRE(rule_of(group.change(second, first)).empty());
  CHECK(state_at(hour(100)) == PolicyState::superseded);
}

TEST_CASE("what is changed is a policy in force") {
  Changing group;
  const DecisionId first = group.adopt();
  SECTION("refuses VOT-060") {
    const DecisionId nothing(sha256("nothing"));
    const DecisionId second = group.adopt(Changing::change_of(nothing));
    CHECK(rule_of(group.change(second, nothing)) == "VOT-060");
  }
  SECTION("refuses VOT-061: it was rejected") {
    group.votes = {{"mara", "no"}, {"noor", "no"}};
    const DecisionId rejected = group.adopt();
    group.votes = {{"mara", "yes"}, {"noor", "yes"}};
    const DecisionId second = group.adopt(Changing::change_of(rejected));
    CHECK(rule_of(group.change(second, rejected)) == "VOT-061");
  }
  SECTION("refuses VOT-061: it was changed already") {
    const DecisionId second = group.adopt(Changing::change_of(first));
    const DecisionId third = group.adopt(Changing::change_of(first));
    REQUIRE(rule_of(group.change(second, first)).empty());
    CHECK(rule_of(group.change(third, first)) == "VOT-061");
  }
  SECTION("refuses VOT-062") {
    const DecisionId second = group.adopt(Changing::change_of(first), "membership");
    CHECK(rule_of(group.change(second, first)) == "VOT-062");
  }
  SECTION("a decision permits its own change only") {
    const DecisionId other = group.adopt();
    const DecisionId second = group.adopt(Changing::change_of(other));
    CHECK(rule_of(group.change(second, first)) == "CHA-012");
  }
  SECTION("a repeal is of its own policy only") {
    const DecisionId other = group.adopt();
    const DecisionId repeal = group.adopt(Changing::repeal_of(other), "routine", false);
    CHECK(rule_of(group.change(repeal, first)) == "CHA-012");
    CHECK(rule_of(group.change(repeal, other)).empty());
  }
}

TEST_CASE("a change answers those who blocked") {
  Changing group;
  REQUIRE(group.submit(
      "deliberation.position/v1", "ole", hour(2),
      deliberation::Position{.proposal = group.proposal, .stance = deliberation::Stance::block, .reason = some_text}));
  REQUIRE(group.submit(
      "deliberation.position/v1", "noor", hour(2),
      deliberation::Position{.proposal = group.proposal, .stance = deliberation::Stance::oppose, .reason = some_text}));
  group.votes = {{"mara", "yes"}, {"noor", "yes"}, {"ole", "no"}};
  const DecisionId first = group.decide_from(3);
  group.votes = {{"mara", "yes"}, {"noor", "yes"}};
  const auto report = minority_report(group.db, *find_decision(group.db, first));
  REQUIRE(report.size() == 3);
  CHECK(report[0].kind == DissentKind::block);
  CHECK(report[1].kind == DissentKind::opposition);
  CHECK(report[2].kind == DissentKind::no_vote);
  CHECK(report[2].member == group.number("ole"));
  const DecisionId second = group.adopt(Changing::change_of(first));
  const DissentAnswer answer{.dissent = report[0].id, .how = {"insured"}};
  SECTION("refuses VOT-063: no answer") { CHECK(rule_of(group.change(second, first)) == "VOT-063"); }
  SECTION("refuses VOT-063: twice") { CHECK(rule_of(group.change(second, first, {answer, answer})) == "VOT-063"); }
  SECTION("refuses VOT-063: to somebody who said nothing") {
    CHECK(rule_of(group.change(second, first, {answer, {.dissent = second.as<RecordTag>(), .how = {"well"}}})) ==
          "VOT-063");
  }
  SECTION("accepts VOT-063") {
    CHECK(rejoinders_to(group.db, report[0].id).empty());
    CHECK(rule_of(group.change(second, first, {answer, {.dissent = report[2].id, .how = {"insured"}}})).empty());
    REQUIRE(rejoinders_to(group.db, report[0].id).size() == 1);
    CHECK(rejoinders_to(group.db, report[0].id).front().how == "insured");
    CHECK(rejoinders_to(group.db, report[1].id).empty());
  }
}

namespace {

Dissent block_of(std::int64_t member, int number) {
  return {.kind = DissentKind::block,
          .id = RecordId(sha256("block ", fmt::format("{} {}", member, number))),
          .member = member};
}

}  // namespace

TEST_CASE("nobody's many objections push aside another's one: accepts VOT-063") {
  std::vector<Dissent> report;
  for (int i = 0; i < 70; ++i) report.push_back(block_of(1, i));
  report.push_back(block_of(2, 0));
  report.push_back(block_of(3, 0));
  report.push_back({.kind = DissentKind::opposition, .id = RecordId(sha256("opposition")), .member = 4});
  const auto asked = to_be_answered(report, most_answers);
  REQUIRE(asked.size() == most_answers);
  CHECK(asked[0].id == report[0].id);
  CHECK(asked[1].id == report[70].id);
  CHECK(asked[2].id == report[71].id);
  CHECK(asked[3].id == report[1].id);
  CHECK(to_be_answered(report, 100).size() == 72);
}

namespace {

// ole objects to mara's words, and she answers with others.
struct Answered : Changing {
  Answered() {
    const auto objection = submit("deliberation.objection/v1", "ole", hour(2),
                                  deliberation::Objection{.proposal = proposal,
                                                          .level = deliberation::ObjectionLevel::objection,
                                                          .argues = deliberation::Argues::consequence,
                                                          .harm = some_text,
                                                          .reason = some_text});
    id = *objection;
    deliberation::Proposal body;
    body.title = {"Lend both ladders"};
    body.decision_type = handle("routine");
    body.paths.items = {deliberation::Path::social_economy};
    body.replaces = proposal;
    body.answers.emplace().items = {{.objection = id.as<ObjectionTag>(), .how = {"no."}}};
    proposal = submit("deliberation.proposal/v1", "mara", hour(2), body)->as<ProposalTag>();
  }
  std::vector<Dissent> report() { return minority_report(db, *find_decision(db, decide_from(3))); }
  RecordId id;
};

}  // namespace

TEST_CASE("an objection that was answered stays in the report unless its author agrees") {
  Answered group;
  group.votes = {{"mara", "yes"}, {"noor", "yes"}};
  SECTION("silence is no agreement") {
    const auto report = group.report();
    REQUIRE(report.size() == 1);
    CHECK(report[0].kind == DissentKind::answered);
    CHECK(report[0].id == group.id);
    CHECK_FALSE(is_blocking(report[0]));
    CHECK(to_be_answered(report, most_answers).empty());
  }
  SECTION("a no is none either") {
    group.votes.emplace_back("ole", "no");
    const auto report = group.report();
    REQUIRE(report.size() == 2);
    CHECK(report[0].kind == DissentKind::answered);
    CHECK(report[1].kind == DissentKind::no_vote);
  }
  SECTION("a yes is") {
    group.votes.emplace_back("ole", "yes");
    CHECK(group.report().empty());
  }
  SECTION("support is") {
    REQUIRE(
        group.submit("deliberation.position/v1", "ole", hour(2),
                     deliberation::Position{
                         .proposal = group.proposal, .stance = deliberation::Stance::support, .reason = some_text}));
    CHECK(group.report().empty());
  }
  SECTION("whoever is recused has no say") {
    REQUIRE(group.recuse("ole", hour(2)));
    CHECK(group.report().empty());
  }
}
