#include "deliberation/objection.h"

#include "talk.h"

using namespace tos;
using namespace tos::test;
using namespace tos::deliberation;

namespace {

charter::Charter archiving_charter() {
  charter::Charter charter = plain_charter();
  charter.objection_window_hours = {24};
  charter.objection_fallback = charter::ObjectionFallback::archive;
  return charter;
}

// As if a role that the charter names had edited it.
void set_author(Database& db, const ProposalId& version, std::string_view author) {
  db.run("UPDATE proposal SET author = ? WHERE id = ?", author, version);
}

std::string vote_at(Talk& talk, Timestamp at) {
  const auto poll = voting::default_poll(talk.db, talk.proposal, at, 5);
  return poll ? rule_of(talk.pose(*poll, "mara", at)) : rule_of(poll);
}

}  // namespace

TEST_CASE("an objection argues a harmful consequence of the newest version") {
  Talk talk;
  SECTION("accepts DEL-045, accepts DEL-046, accepts DEL-047") {
    const auto row = find_objection(talk.db, talk.objected());
    REQUIRE(row.has_value());
    CHECK(row->number == 1);
    CHECK(row->member == talk.number("noor"));
    CHECK(open_objections(talk.db, talk.chain()).size() == 1);
    CHECK(find_round(talk.db, talk.chain())->ends == hour(2 + 168));
  }
  SECTION("accepts DEL-045, accepts DEL-046: a concern, which holds up nothing") {
    Objection concern = talk.harmful();
    concern.level = ObjectionLevel::concern;
    concern.argues = Argues::improvement;
    concern.harm.reset();
    REQUIRE(talk.object(concern));
    CHECK(objections_of(talk.db, talk.chain()).size() == 1);
    CHECK(open_objections(talk.db, talk.chain()).empty());
    CHECK(vote_at(talk, hour(3)).empty());
  }
  SECTION("refuses DEL-045") {
    Objection objection = talk.harmful();
    objection.harm.reset();
    CHECK(rule_of(talk.object(objection)) == "DEL-045");
  }
  SECTION("refuses DEL-046") {
    Objection objection = talk.harmful();
    objection.argues = Argues::improvement;
    CHECK(rule_of(talk.object(objection)) == "DEL-046");
  }
  SECTION("refuses DEL-047") {
    const Objection objection = talk.harmful();
    REQUIRE(talk.amend({}));
    CHECK(rule_of(talk.object(objection, "noor", hour(3))) == "DEL-047");
  }
  SECTION("refuses DEL-021") {
    REQUIRE(talk.withdraw());
    CHECK(rule_of(talk.object(talk.harmful())) == "DEL-021");
  }
}

TEST_CASE("an author rewords what they find harmful") {
  Talk talk;
  SECTION("refuses DEL-043") { CHECK(rule_of(talk.object(talk.harmful(), "mara")) == "DEL-043"); }
  SECTION("accepts DEL-043: a concern holds up nothing") {
    Objection concern = talk.harmful();
    concern.level = ObjectionLevel::concern;
    CHECK(rule_of(talk.object(concern, "mara")).empty());
  }
  SECTION("accepts DEL-043: an author of another version") {
    REQUIRE(talk.amend({}));
    set_author(talk.db, talk.proposal, "ole");
    CHECK(rule_of(talk.object(talk.harmful(), "mara", hour(3))).empty());
    CHECK(rule_of(talk.object(talk.harmful(), "ole", hour(3))) == "DEL-043");
  }
}

TEST_CASE("a member has one open objection to a version") {
  Talk talk;
  const auto id = talk.objected();
  SECTION("refuses DEL-044") { CHECK(rule_of(talk.object(talk.harmful())) == "DEL-044"); }
  SECTION("accepts DEL-044: another member, and concerns") {
    CHECK(rule_of(talk.object(talk.harmful(), "ole")).empty());
    Objection concern = talk.harmful();
    concern.level = ObjectionLevel::concern;
    CHECK(rule_of(talk.object(concern)).empty());
    CHECK(rule_of(talk.object(concern)).empty());
  }
  SECTION("accepts DEL-044: once it is settled") {
    REQUIRE(talk.settle(talk.deferral(id)));
    CHECK(rule_of(talk.object(talk.harmful())).empty());
  }
  SECTION("accepts DEL-044: to the next version") {
    REQUIRE(talk.amend({}));
    CHECK(rule_of(talk.object(talk.harmful(), "noor", hour(3))).empty());
    CHECK(open_objections(talk.db, talk.chain()).size() == 2);
  }
}

TEST_CASE("an objection is settled by who raised it, with somebody who takes it up") {
  Talk talk;
  const auto id = talk.objected();
  SECTION("accepts DEL-048, accepts DEL-049, accepts DEL-050, accepts DEL-051, accepts DEL-052") {
    CHECK(rule_of(talk.settle(talk.deferral(id))).empty());
    CHECK(find_objection(talk.db, id)->settled == Settlement::deferral);
    CHECK(find_objection(talk.db, id)->owner == handle("ole"));
    CHECK(open_objections(talk.db, talk.chain()).empty());
  }
  SECTION("accepts DEL-051: monitoring by nobody in particular") {
    Resolution monitoring{.objection = id, .by = Settlement::monitoring, .owner = {}, .due = {}, .reason = {}};
    CHECK(rule_of(talk.settle(monitoring)).empty());
  }
  SECTION("refuses DEL-048") {
    CHECK(rule_of(talk.settle(talk.deferral(ObjectionId(sha256("nothing"))))) == "DEL-048");
  }
  SECTION("refuses DEL-049") {
    REQUIRE(talk.settle(talk.deferral(id)));
    CHECK(rule_of(talk.settle(talk.deferral(id))) == "DEL-049");
  }
  SECTION("refuses DEL-050") { CHECK(rule_of(talk.settle(talk.deferral(id), "mara")) == "DEL-050"); }
  SECTION("refuses DEL-051") {
    Resolution resolution = talk.deferral(id);
    resolution.owner.reset();
    CHECK(rule_of(talk.settle(resolution)) == "DEL-051");
    resolution.by = Settlement::delegation;
    CHECK(rule_of(talk.settle(resolution)) == "DEL-051");
    resolution = talk.deferral(id);
    resolution.due.reset();
    CHECK(rule_of(talk.settle(resolution)) == "DEL-051");
    resolution.due = hour(2);
    CHECK(rule_of(talk.settle(resolution)) == "DEL-051");
    resolution = talk.deferral(id);
    resolution.by = Settlement::amendment;
    CHECK(rule_of(talk.settle(resolution)) == "DEL-051");
  }
  SECTION("refuses DEL-052") {
    Resolution resolution = talk.deferral(id);
    resolution.owner = handle("stranger");
    CHECK(rule_of(talk.settle(resolution)) == "DEL-052");
    talk.set_status("ole", identity::Status::suspended);
    CHECK(rule_of(talk.settle(talk.deferral(id))) == "DEL-052");
  }
}

TEST_CASE("a role that the charter names settles objections: accepts DEL-050") {
  charter::Charter charter = plain_charter();
  charter.permissions.items = {{.kind = {"deliberation.resolution/v1"}, .who = {{{"member"}, {"steward"}}}}};
  Talk talk(charter);
  const auto id = talk.objected();
  CHECK(rule_of(talk.settle(talk.deferral(id), "kim")) == "DEL-050");
  talk.db.run(
      "INSERT INTO role_term(assignment, member, role, from_position, starts, ends, ended_by) VALUES(x'00', ?, "
      "'steward', 1, 0, 0, '')",
      talk.number("kim"));
  CHECK(rule_of(talk.settle(talk.deferral(id), "kim")).empty());
}

TEST_CASE("a new version answers objections by name") {
  Talk talk;
  const auto first = talk.objected();
  const auto second = talk.objected("ole");
  SECTION("accepts DEL-053") {
    REQUIRE(talk.amend({first}));
    CHECK(find_objection(talk.db, first)->settled == Settlement::amendment);
    CHECK(find_objection(talk.db, first)->settled_position == talk.position);
    REQUIRE(open_objections(talk.db, talk.chain()).size() == 1);
    CHECK(open_objections(talk.db, talk.chain()).front().id == second);
  }
  SECTION("refuses DEL-053") {
    CHECK(rule_of(talk.amend({first, first})) == "DEL-053");
    CHECK(rule_of(talk.amend({ObjectionId(sha256("nothing"))})) == "DEL-053");
    REQUIRE(talk.amend({first}));
    CHECK(rule_of(talk.amend({first})) == "DEL-053");
    talk.proposal = talk.propose(hour(3));
    CHECK(rule_of(talk.amend({second})) == "DEL-053");
  }
  SECTION("refuses DEL-053: a first version answers nothing") {
    Proposal body;
    body.title = {"Another proposal"};
    body.decision_type = handle("routine");
    body.paths.items = {Path::social_economy};
    body.answers.emplace().items = {{.objection = first, .how = {"It does not."}}};
    CHECK(rule_of(talk.submit("deliberation.proposal/v1", "mara", hour(3), body)) == "DEL-053");
  }
}

TEST_CASE("open objections hold up the vote while their round runs") {
  charter::Charter charter = plain_charter();
  charter.objection_window_hours = {24};
  Talk talk(charter);
  const auto first = talk.objected();
  SECTION("refuses DEL-055") {
    CHECK(vote_at(talk, hour(3)) == "DEL-055");
    CHECK(vote_at(talk, Timestamp{hour(26).ms - 1}) == "DEL-055");
  }
  SECTION("accepts DEL-055: the round is over, though the objection stands") {
    CHECK(vote_at(talk, hour(26)).empty());
    CHECK(open_objections(talk.db, talk.chain()).size() == 1);
    CHECK(talk.now_at().state == ChainState::open);
  }
  SECTION("accepts DEL-055: the objection is met") {
    REQUIRE(talk.amend({first}));
    CHECK(vote_at(talk, hour(4)).empty());
  }
  SECTION("accepts DEL-055: whoever objected is recused") {
    REQUIRE(talk.recuse("noor"));
    CHECK(vote_at(talk, hour(3)).empty());
  }
  SECTION("accepts DEL-055: nobody holds up one version twice") {
    REQUIRE(talk.objected("ole", hour(25)) != ObjectionId());
    CHECK(find_round(talk.db, talk.chain())->ends == hour(26));
    CHECK(vote_at(talk, hour(26)).empty());
  }
  SECTION("refuses DEL-055: a new version can be objected to anew") {
    REQUIRE(talk.amend({first}, hour(20)));
    REQUIRE(talk.objected("noor", hour(21)) != ObjectionId());
    CHECK(find_round(talk.db, talk.chain())->ends == hour(45));
    CHECK(vote_at(talk, hour(44)) == "DEL-055");
    CHECK(vote_at(talk, hour(45)).empty());
  }
}

TEST_CASE("where the charter says so, a proposal whose objections outlast their round is archived") {
  Talk talk(archiving_charter());
  const auto id = talk.objected();
  SECTION("it is") {
    talk.fire_timers(Timestamp{hour(26).ms - 1});
    CHECK(talk.now_at().state == ChainState::open);
    talk.fire_timers(hour(26));
    CHECK(talk.now_at().state == ChainState::archived);
    CHECK(talk.now_at().stage == charter::Stage::archived);
    CHECK(vote_at(talk, hour(12)) == "VOT-020");
  }
  SECTION("not where they are met") {
    REQUIRE(talk.settle(talk.deferral(id)));
    talk.fire_timers(hour(26));
    CHECK(talk.now_at().state == ChainState::open);
  }
  SECTION("not by the end of an earlier round") {
    REQUIRE(talk.amend({}, hour(20)));
    REQUIRE(talk.objected("ole", hour(21)) != ObjectionId());
    talk.fire_timers(hour(26));
    CHECK(talk.now_at().state == ChainState::open);
    talk.fire_timers(hour(45));
    CHECK(talk.now_at().state == ChainState::archived);
  }
}

TEST_CASE("where objections outlast their round, a majority decides what consent did not") {
  charter::Charter charter = plain_charter();
  charter.decision_types.items[0].method = {"consent"};
  charter.objection_window_hours = {24};
  Talk talk(charter);
  const auto id = talk.objected();
  const auto pose_by = [&](std::string_view method, Timestamp at) {
    auto poll = *voting::default_poll(talk.db, talk.proposal, at, 5);
    poll.method = {std::string(method)};
    return rule_of(talk.pose(poll, "mara", at));
  };
  SECTION("refuses VOT-025: by consent") { CHECK(pose_by("consent", hour(26)) == "VOT-025"); }
  SECTION("accepts VOT-025: by majority") { CHECK(pose_by("majority", hour(26)).empty()); }
  SECTION("refuses VOT-025: by majority, where the objection is met") {
    REQUIRE(talk.settle(talk.deferral(id)));
    CHECK(pose_by("majority", hour(26)) == "VOT-025");
    CHECK(pose_by("consent", hour(26)).empty());
  }
}
