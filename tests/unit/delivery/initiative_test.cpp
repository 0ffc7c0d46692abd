#include <catch2/catch.hpp>

#include "support/test_delivery.h"

using namespace tos;
using namespace tos::test;
using namespace tos::delivery;

TEST_CASE("an initiative starts from a final decision", "[accepts DLV-001, DLV-002, DLV-004, DLV-005]") {
  TestDelivery group;
  group.start();
  const InitiativeRow row = group.started();
  CHECK(row.number == 1);
  CHECK(row.state == InitiativeState::planned);
  CHECK(row.owner == handle("mara"));
  CHECK(row.folder == "initiatives/2026-11/buy-the-cargo-bike-" + group.initiative.hex16());
  CHECK(checks_of(group.db, row.position) == std::vector<std::string>{"It carries 80 kg", "Everybody has a key"});
}

TEST_CASE("an initiative keeps to what was decided and says things once") {
  TestDelivery group;
  Initiative plan = group.plan();
  SECTION("refuses DLV-001") {
    plan.decision = DecisionId(sha256("no decision"));
    CHECK(rule_of(group.start(plan)) == "DLV-001");
  }
  SECTION("refuses DLV-003: without a decision, and the charter names no role") {
    plan.decision = {};
    CHECK(rule_of(group.start(plan)) == "DLV-003");
  }
  SECTION("refuses DLV-004") {
    plan.owner = handle("nobody");
    CHECK(rule_of(group.start(plan)) == "DLV-004");
    group.set_status("noor", identity::Status::suspended);
    plan.owner = handle("noor");
    CHECK(rule_of(group.start(plan)) == "DLV-004");
  }
  SECTION("refuses DLV-005") {
    plan.checks.items.push_back({"It carries 80 kg"});
    CHECK(rule_of(group.start(plan)) == "DLV-005");
  }
  SECTION("refuses DLV-005 of a milestone") {
    plan.milestones.items = {{{"Paid"}, hour(20)}, {{"Paid"}, hour(30)}};
    CHECK(rule_of(group.start(plan)) == "DLV-005");
  }
  SECTION("refuses DLV-024 of a target") {
    plan.metrics.items = {{{"Trips"}, {"a week"}, {"many"}}};
    CHECK(rule_of(group.start(plan)) == "DLV-024");
  }
}

TEST_CASE("refuses DLV-002: a decision that is not adopted, or not final yet") {
  charter::Charter charter = plain_charter();
  charter.cooling_off_hours = {72};
  TestDelivery group(charter);
  CHECK(rule_of(group.start(group.plan())) == "DLV-002");
  group.clock_now = hour(15 + 73);
  CHECK(rule_of(group.start(group.plan())) == "");

  TestVote rejected({"mara", "noor", "ole"});
  rejected.pose_plain();
  rejected.cast_all({{"mara", "no"}, {"noor", "no"}});
  const voting::DecisionRow decision = rejected.decided();
  Initiative plan = group.plan();
  plan.decision = decision.id;
  CHECK(rule_of(rejected.submit("delivery.initiative/v1", "mara", hour(16), plan)) == "DLV-002");
}

TEST_CASE("accepts DLV-003: an urgent role starts an initiative without a decision") {
  charter::Charter charter = plain_charter();
  charter.delivery = charter::delivery_terms(charter);
  charter.delivery->urgent_roles.items = {handle("steward")};
  TestDelivery group(charter);
  Initiative plan = group.plan();
  plan.decision = {};
  CHECK(rule_of(group.start(plan)) == "DLV-003");
  group.db.run(
      "INSERT INTO role_term(assignment, member, role, from_position, starts, ends, ended_by) VALUES(?,?,?,?,?,?,'')",
      RecordId(sha256("assignment")), group.number("mara"), "steward", 1, hour(0), hour(1000));
  CHECK(rule_of(group.start(plan)) == "");
}

TEST_CASE("an initiative is delivered with green gates and every check answered",
          "[accepts DLV-030, DLV-031, DLV-032, DLV-033]") {
  TestDelivery group;
  group.delivered();
  const InitiativeRow row = group.started();
  CHECK(row.state == InitiativeState::delivered);
  CHECK(row.delivered_at == hour(16));
  const auto answers = answers_of(group.db, *row.delivery);
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].is_met);
  CHECK_FALSE(answers[1].is_met);
  CHECK(answers[1].note == "soon");
}

TEST_CASE("what is not done is not delivered") {
  TestDelivery group;
  group.start();
  SECTION("refuses DLV-030") {
    REQUIRE(group.prove(group.green()).has_value());
    CHECK(rule_of(group.deliver(group.handover(), "noor")) == "DLV-030");
    group.set_status("mara", identity::Status::left);
    CHECK(rule_of(group.deliver(group.handover(), "noor")) == "");
  }
  SECTION("refuses DLV-032: nothing shown, one gate missing, one turned red") {
    CHECK(rule_of(group.deliver(group.handover())) == "DLV-032");
    REQUIRE(group.prove(group.lines({"LINT=OK", "SMOKE=OK"})).has_value());
    CHECK(rule_of(group.deliver(group.handover())) == "DLV-032");
    REQUIRE(group.prove(group.green()).has_value());
    group.clock_now = hour(17);
    REQUIRE(group.prove(group.lines({"VALIDATORS=RED (401)"})).has_value());
    CHECK(rule_of(group.deliver(group.handover())) == "DLV-032");
  }
  SECTION("refuses DLV-033: an answer too few, twice, to no check") {
    REQUIRE(group.prove(group.green()).has_value());
    Delivery body = group.handover();
    body.answers.items.pop_back();
    CHECK(rule_of(group.deliver(body)) == "DLV-033");
    body.answers.items.push_back(body.answers.items.front());
    CHECK(rule_of(group.deliver(body)) == "DLV-033");
    body.answers.items.back().check = {3};
    CHECK(rule_of(group.deliver(body)) == "DLV-033");
  }
}

TEST_CASE("refuses DLV-031 and DLV-011: what is delivered stays so until a review opens it", "[accepts DLV-011]") {
  TestDelivery group;
  group.delivered();
  CHECK(rule_of(group.deliver(group.handover())) == "DLV-031");
  CHECK(rule_of(group.prove(group.green())) == "DLV-011");
  CHECK(rule_of(group.add(group.task("lock"))) == "DLV-011");
  REQUIRE(group.review(group.look(ReviewOutcome::reopened)).has_value());
  CHECK(group.started().state == InitiativeState::active);
  CHECK(rule_of(group.add(group.task("lock"))) == "");
  INFO("refuses DLV-032: what was shown before");
  CHECK(rule_of(group.deliver(group.handover())) == "DLV-032");
  REQUIRE(group.prove(group.green()));
  CHECK(rule_of(group.deliver(group.handover())) == "");
}

TEST_CASE("what is opened again is closed no longer") {
  TestDelivery group;
  group.delivered();
  REQUIRE(group.review(group.look(ReviewOutcome::verified)));
  REQUIRE(group.close(ClosedAs::completed));
  REQUIRE(group.review(group.look(ReviewOutcome::reopened)));
  CHECK(group.started().state == InitiativeState::active);
  CHECK_FALSE(group.started().closed_as.has_value());
  CHECK(initiatives_of(group.db, voting::find_decision(group.db, group.decision)->position).size() == 1);
}

TEST_CASE("refuses DLV-035: whoever delivers for an owner who has left is not who verifies") {
  TestDelivery group;
  group.start();
  REQUIRE(group.prove(group.green(), "noor"));
  group.set_status("mara", identity::Status::suspended);
  REQUIRE(group.deliver(group.handover(), "noor"));
  CHECK(rule_of(group.review(group.look(ReviewOutcome::verified), "noor")) == "DLV-035");
  CHECK(rule_of(group.review(group.look(ReviewOutcome::noted), "noor")).empty());
  CHECK(rule_of(group.review(group.look(ReviewOutcome::verified), "ole")).empty());
}

TEST_CASE("somebody else verifies, then it is closed", "[accepts DLV-034, DLV-035, DLV-038]") {
  TestDelivery group;
  group.delivered();
  CHECK(rule_of(group.close(ClosedAs::completed)) == "DLV-038");
  CHECK(rule_of(group.close(ClosedAs::abandoned)) == "DLV-038");
  SECTION("refuses DLV-035") {
    CHECK(rule_of(group.review(group.look(ReviewOutcome::verified), "mara")) == "DLV-035");
    CHECK(rule_of(group.review(group.look(ReviewOutcome::noted), "mara")) == "");
  }
  REQUIRE(group.review(group.look(ReviewOutcome::verified)).has_value());
  CHECK(group.started().state == InitiativeState::verified);
  CHECK(rule_of(group.review(group.look(ReviewOutcome::verified), "ole")) == "DLV-034");
  CHECK(rule_of(group.close(ClosedAs::completed, "noor")) == "DLV-030");
  CHECK(rule_of(group.close(ClosedAs::completed)) == "");
  CHECK(group.started().closed_as == "completed");
  CHECK(all_initiatives(group.db, false).empty());
  CHECK(all_initiatives(group.db, true).size() == 1);
}

TEST_CASE("refuses DLV-034 and DLV-038: what was not delivered is neither reviewed nor completed") {
  TestDelivery group;
  group.start();
  CHECK(rule_of(group.review(group.look(ReviewOutcome::noted))) == "DLV-034");
  CHECK(rule_of(group.close(ClosedAs::completed)) == "DLV-038");
  CHECK(rule_of(group.close(ClosedAs::abandoned)) == "");
  CHECK(rule_of(group.review(group.look(ReviewOutcome::noted))) == "DLV-034");
}

TEST_CASE("a scheduled review keeps the charter's days", "[accepts DLV-036]") {
  TestDelivery group;
  group.delivered();
  Review body = group.look(ReviewOutcome::noted);
  SECTION("refuses DLV-036: no such day, and a day too early") {
    body.scheduled_days = Whole<1, 3650>{31};
    CHECK(rule_of(group.review(body)) == "DLV-036");
    body.scheduled_days = Whole<1, 3650>{30};
    group.clock_now = hour(16) + days(29);
    CHECK(rule_of(group.review(body)) == "DLV-036");
  }
  body.scheduled_days = Whole<1, 3650>{30};
  group.clock_now = hour(16) + days(30);
  CHECK(rule_of(group.review(body)) == "");
  CHECK(reviews_of(group.db, group.started().position).back().scheduled_days == 30);
}

TEST_CASE("dissent that is revisited is on the proposal", "[accepts DLV-037]") {
  TestDelivery group;
  group.delivered();
  Review body = group.look(ReviewOutcome::noted);
  const RecordId against = *RecordId::from_bytes(
      group.db.query("SELECT id FROM log WHERE kind = 'voting.ballot/v1' AND author = 'ole'").next()
          ? *group.db.text("SELECT id FROM log WHERE kind = 'voting.ballot/v1' AND author = 'ole'")
          : "");
  body.dissent.items = {{.record = against, .verdict = Foresight::came_true}};
  SECTION("refuses DLV-037: elsewhere, nowhere, twice") {
    body.dissent.items.front().record = group.initiative.as<RecordTag>();
    CHECK(rule_of(group.review(body)) == "DLV-037");
    body.dissent.items.front().record = RecordId(sha256("nothing"));
    CHECK(rule_of(group.review(body)) == "DLV-037");
    body.dissent.items = {{.record = against}, {.record = against}};
    CHECK(rule_of(group.review(body)) == "DLV-037");
  }
  body.dissent.items = {{.record = against, .verdict = Foresight::came_true}};
  const auto id = group.review(body);
  REQUIRE(id.has_value());
  const ReviewRow row = reviews_of(group.db, group.started().position).back();
  CHECK(dissent_in(group.db, row.position).front().verdict == "came-true");
}

TEST_CASE("refuses DLV-050: a short name, a prefix, or nothing", "[accepts DLV-050]") {
  TestDelivery group;
  group.start();
  CHECK(resolve_initiative(group.db, "I1")->id == group.initiative);
  CHECK(resolve_initiative(group.db, "i1")->id == group.initiative);
  CHECK(resolve_initiative(group.db, group.initiative.hex16())->id == group.initiative);
  CHECK(rule_of(resolve_initiative(group.db, "I2")) == "DLV-050");
  CHECK(rule_of(resolve_initiative(group.db, "0000")) == "DLV-050");
}
