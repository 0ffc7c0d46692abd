#include "deliberation/stage_move.h"
#include "talk.h"

using namespace tos;
using namespace tos::test;
using namespace tos::deliberation;
using charter::Stage;

namespace {

charter::Charter staged_charter() {
  charter::Charter charter = plain_charter();
  charter.decision_types.items[0].stages.emplace().items = {
      {.stage = Stage::present, .hours = {5}, .evidence = {}, .options = {}, .positions = {}},
      {.stage = Stage::research, .hours = {}, .evidence = {1}, .options = {2}, .positions = {}},
      {.stage = Stage::positions, .hours = {}, .evidence = {}, .options = {}, .positions = {2}}};
  return charter;
}

}  // namespace

TEST_CASE("a proposal goes forward by one stage, back to research or deliberate, or to the archive") {
  Talk talk;
  SECTION("accepts DEL-060, accepts DEL-065, accepts DEL-066, accepts DEL-069") {
    for (const Stage stage : {Stage::prioritize, Stage::research, Stage::positions, Stage::deliberate, Stage::vote,
                              Stage::research, Stage::positions, Stage::deliberate, Stage::archived}) {
      INFO(name_of(stage));
      CHECK(rule_of(talk.move(stage)).empty());
      CHECK(talk.now_at().stage == stage);
    }
    CHECK(talk.now_at().state == ChainState::archived);
  }
  SECTION("refuses DEL-060") {
    for (const Stage stage : {Stage::present, Stage::research, Stage::vote, Stage::act, Stage::iterate}) {
      INFO(name_of(stage));
      CHECK(rule_of(talk.move(stage)) == "DEL-060");
    }
    REQUIRE(talk.move(Stage::prioritize));
    CHECK(rule_of(talk.move(Stage::present)) == "DEL-060");
  }
  SECTION("refuses DEL-021") {
    REQUIRE(talk.move(Stage::archived));
    CHECK(rule_of(talk.move(Stage::archived)) == "DEL-021");
    CHECK(rule_of(talk.show(talk.piece())) == "DEL-021");
  }
  SECTION("refuses DEL-065") { CHECK(rule_of(talk.move(Stage::prioritize, hour(2), "noor")) == "DEL-065"); }
  SECTION("refuses DEL-066, refuses DEL-015") {
    talk.pose_plain();
    CHECK(rule_of(talk.move(Stage::archived)) == "DEL-066");
    CHECK(rule_of(talk.amend({})) == "DEL-015");
  }
  SECTION("refuses DEL-069") {
    const ProposalId old = talk.proposal;
    REQUIRE(talk.amend({}));
    talk.proposal = old;
    CHECK(rule_of(talk.move(Stage::prioritize, hour(3))) == "DEL-069");
  }
}

TEST_CASE("what the charter asks of a stage holds before it is left") {
  Talk talk(staged_charter());
  SECTION("refuses DEL-061") { CHECK(rule_of(talk.move(Stage::prioritize, Timestamp{hour(6).ms - 1})) == "DEL-061"); }
  SECTION("accepts DEL-061, accepts DEL-062, accepts DEL-063, accepts DEL-064, accepts DEL-068") {
    REQUIRE(talk.move(Stage::prioritize, hour(6)));
    REQUIRE(talk.move(Stage::research, hour(6)));
    const auto piece = talk.shown();
    REQUIRE(talk.offer("Buy one"));
    CHECK(rule_of(talk.move(Stage::positions, hour(6))) == "DEL-063");
    REQUIRE(talk.offer("Hire one"));
    REQUIRE(talk.review(piece, "ole", DisputeGround::irrelevant));
    REQUIRE(talk.move(Stage::positions, hour(6)));
    REQUIRE(talk.stand("noor", Stance::support, hour(6)));
    CHECK(rule_of(talk.move(Stage::deliberate, hour(6))) == "DEL-064");
    REQUIRE(talk.stand("ole", Stance::oppose, hour(6)));
    REQUIRE(talk.move(Stage::deliberate, hour(6)));
    REQUIRE(talk.move(Stage::vote, hour(6)));
    CHECK(rule_of(talk.pose(*voting::default_poll(talk.db, talk.proposal, hour(7), 5), "mara", hour(7))).empty());
  }
  SECTION("refuses DEL-062, refuses DEL-063, refuses DEL-064") {
    REQUIRE(talk.move(Stage::prioritize, hour(6)));
    REQUIRE(talk.move(Stage::research, hour(6)));
    CHECK(rule_of(talk.move(Stage::positions, hour(6))) == "DEL-062");
    const auto piece = talk.shown();
    CHECK(rule_of(talk.move(Stage::positions, hour(6))) == "DEL-063");
    REQUIRE(talk.review(piece, "ole", DisputeGround::irrelevant));
    REQUIRE(talk.review(piece, "kim", DisputeGround::inaccurate));
    CHECK(rule_of(talk.move(Stage::positions, hour(6))) == "DEL-062");
    set_stage(talk.db, talk.chain(), Stage::positions, hour(6));
    CHECK(rule_of(talk.move(Stage::deliberate, hour(6))) == "DEL-064");
  }
  SECTION("accepts DEL-061: archiving needs no conditions") { CHECK(rule_of(talk.move(Stage::archived)).empty()); }
  SECTION("refuses DEL-068") { CHECK(rule_of(talk.pose(talk.plain_poll())) == "DEL-068"); }
}

TEST_CASE("one source of evidence counts once: refuses DEL-062, accepts DEL-062") {
  charter::Charter charter = staged_charter();
  charter.decision_types.items[0].stages->items[1].evidence = {2};
  charter.decision_types.items[0].stages->items[1].options = {};
  Talk talk(charter);
  set_stage(talk.db, talk.chain(), Stage::research, hour(2));
  const auto first = talk.shown();
  Evidence again = talk.piece();
  again.title = {"Bikes last"};
  const auto second = talk.show(again)->as<EvidenceTag>();
  CHECK(rule_of(talk.move(Stage::positions)) == "DEL-062");
  Evidence file = again;
  file.digest = FileDigest(sha256("a file"));
  REQUIRE(talk.show(file));
  SECTION("two sources") { CHECK(rule_of(talk.move(Stage::positions)).empty()); }
  SECTION("disputed as often as it was shown") {
    for (const char* who : {"ole", "kim"}) REQUIRE(talk.review(first, who, DisputeGround::irrelevant));
    CHECK(count_undisputed_sources(talk.db, talk.chain(), 9) == 2);
    for (const char* who : {"ole", "kim"}) REQUIRE(talk.review(second, who, DisputeGround::irrelevant));
    CHECK(rule_of(talk.move(Stage::positions)) == "DEL-062");
    REQUIRE(talk.review(second, "kim", {}, hour(3)));
    CHECK(rule_of(talk.move(Stage::positions, hour(3))).empty());
  }
}

TEST_CASE("a type of decision with stages asks for each of them, whatever type the proposal had before") {
  Talk talk(staged_charter());
  const auto reword = [&](std::string_view type, Timestamp at) {
    Proposal body;
    body.title = {"Two cargo bikes"};
    body.decision_type = handle(type);
    body.paths.items = {Path::social_economy};
    body.replaces = talk.proposal;
    talk.proposal = talk.submit("deliberation.proposal/v1", "mara", at, body)->as<ProposalTag>();
  };
  reword("membership", hour(2));
  CHECK(talk.now_at().stage == Stage::present);
  for (const Stage stage : {Stage::prioritize, Stage::research, Stage::positions, Stage::deliberate, Stage::vote}) {
    REQUIRE(talk.move(stage, hour(2)));
  }
  SECTION("refuses DEL-068, refuses DEL-061") {
    reword("routine", hour(3));
    CHECK(talk.now_at().stage == Stage::present);
    CHECK(talk.now_at().stage_since == hour(3));
    CHECK(rule_of(talk.pose(*voting::default_poll(talk.db, talk.proposal, hour(4), 5), "mara", hour(4))) == "DEL-068");
    CHECK(rule_of(talk.move(Stage::prioritize, hour(7))) == "DEL-061");
    CHECK(rule_of(talk.move(Stage::prioritize, hour(8))).empty());
    SECTION("another wording of the same type goes on where it was") {
      reword("routine", hour(9));
      CHECK(talk.now_at().stage == Stage::prioritize);
    }
  }
  SECTION("accepts DEL-068: a type without stages") {
    reword("role", hour(3));
    CHECK(talk.now_at().stage == Stage::vote);
  }
}

TEST_CASE("where the charter sets no stages, a poll opens in any, and brings the proposal to vote: accepts DEL-068") {
  Talk talk;
  talk.pose_plain();
  CHECK(talk.now_at().stage == Stage::vote);
}

TEST_CASE("a stage moves on to vote only where no objection holds it up: refuses DEL-055") {
  Talk talk;
  set_stage(talk.db, talk.chain(), Stage::deliberate, hour(2));
  const auto id = talk.objected();
  CHECK(rule_of(talk.move(Stage::vote)) == "DEL-055");
  REQUIRE(talk.settle(talk.deferral(id)));
  CHECK(rule_of(talk.move(Stage::vote)).empty());
}

TEST_CASE("after the vote an adopted proposal goes on, and no other") {
  Talk talk;
  SECTION("refuses DEL-067: not decided") {
    set_stage(talk.db, talk.chain(), Stage::vote, hour(2));
    CHECK(rule_of(talk.move(Stage::act)) == "DEL-067");
  }
  SECTION("accepts DEL-067: adopted") {
    talk.pose_plain();
    talk.cast_all({{"mara", "yes"}, {"noor", "yes"}, {"ole", "yes"}});
    REQUIRE(talk.decided().outcome == voting::DecisionOutcome::adopted);
    for (const Stage stage : {Stage::act, Stage::review, Stage::legislate, Stage::monitor, Stage::iterate}) {
      CHECK(rule_of(talk.move(stage, hour(16))).empty());
    }
    CHECK(rule_of(talk.move(Stage::research, hour(16))) == "DEL-067");
    CHECK(rule_of(talk.move(Stage::archived, hour(16))).empty());
    CHECK(talk.now_at().state == ChainState::decided);
  }
  SECTION("refuses DEL-067: rejected") {
    talk.pose_plain();
    talk.cast_all({{"mara", "no"}, {"noor", "no"}, {"ole", "no"}});
    REQUIRE(talk.decided().outcome == voting::DecisionOutcome::rejected);
    CHECK(rule_of(talk.move(Stage::act, hour(16))) == "DEL-067");
  }
}
