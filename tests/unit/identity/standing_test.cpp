#include "identity/standing.h"

#include <catch2/catch.hpp>

#include "identity/open_polls.h"
#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;
using namespace tos::identity;

TEST_CASE("a record about somebody names a member, past or present") {
  Garden garden;
  SECTION("accepts IDN-030") {
    CHECK(refused_by(garden.suspend("ole", "mara")).empty());
    REQUIRE(garden.leave("noor"));
    CHECK(refused_by(garden.submit(
                         "identity.key-revocation/v1", "mara",
                         KeyRevocation{.member = handle_of("noor"), .key = key_id_of("noor"), .compromised_from = {}}))
              .empty());
    CHECK(garden.replay().last_folder() == "members/noor");
  }
  SECTION("refuses IDN-030") {
    REQUIRE(garden.apply("kim"));
    for (const char* nobody : {"siv", "kim"}) {
      INFO(nobody);
      CHECK(refused_by(garden.suspend(nobody, "mara")) == "IDN-030");
      CHECK(refused_by(garden.reinstate(nobody, "mara")) == "IDN-030");
      CHECK(refused_by(garden.assign("moderator", nobody, "mara")) == "IDN-030");
      CHECK(refused_by(garden.recover(nobody, "new", "mara")) == "IDN-030");
      CHECK(refused_by(garden.submit(
                "identity.recall-petition/v1", "mara",
                RecallPetition{.role = handle_of("steward"), .member = handle_of(nobody), .reason = {}})) == "IDN-030");
    }
  }
}

TEST_CASE("a change of standing changes it") {
  Garden garden;
  SECTION("accepts IDN-031") {
    CHECK(refused_by(garden.suspend("ole", "mara")).empty());
    CHECK(garden.member("ole")->status == Status::suspended);
    CHECK(refused_by(garden.recover("ole", "ole-2", "mara")).empty());
    CHECK(refused_by(garden.reinstate("ole", "mara")).empty());
    CHECK(garden.member("ole")->status == Status::active);
    CHECK(refused_by(garden.suspend("ole", "mara")).empty());
  }
  SECTION("refuses IDN-031: an active member") { CHECK(refused_by(garden.reinstate("ole", "mara")) == "IDN-031"); }
  SECTION("refuses IDN-031: a suspended one") {
    REQUIRE(garden.suspend("ole", "mara"));
    CHECK(refused_by(garden.suspend("ole", "mara")) == "IDN-031");
    CHECK(refused_by(garden.assign("moderator", "ole", "mara")) == "IDN-031");
  }
  SECTION("refuses IDN-031: one who left") {
    REQUIRE(garden.leave("ole"));
    CHECK(refused_by(garden.suspend("ole", "mara")) == "IDN-031");
    CHECK(refused_by(garden.reinstate("ole", "mara")) == "IDN-031");
    CHECK(refused_by(garden.assign("moderator", "ole", "mara")) == "IDN-031");
    CHECK(refused_by(garden.recover("ole", "ole-2", "mara")) == "IDN-031");
  }
}

TEST_CASE("while a poll has no decision its electors are suspended by decision only") {
  Garden garden;
  note_opened(garden.db(), 1, garden.replay().size());
  SECTION("refuses IDN-032") { CHECK(refused_by(garden.suspend("ole", "mara")) == "IDN-032"); }
  SECTION("accepts IDN-032: by decision") {
    CHECK(refused_by(garden.suspend("ole", "mara", garden.mandate("identity.suspension/v1", "ole"))).empty());
  }
  SECTION("accepts IDN-032: once it is decided") {
    note_decided(garden.db(), 1);
    CHECK(refused_by(garden.suspend("ole", "mara")).empty());
  }
  SECTION("accepts IDN-032: who joined after it opened") {
    REQUIRE(garden.admit(*garden.apply("kim"), "mara"));
    CHECK(refused_by(garden.suspend("kim", "mara")).empty());
  }
  SECTION("refuses IDN-032: who was suspended and came back, once another has opened") {
    REQUIRE(garden.suspend("ole", "mara", garden.mandate("identity.suspension/v1", "ole")));
    REQUIRE(garden.reinstate("ole", "mara"));
    note_opened(garden.db(), 2, garden.replay().size());
    note_decided(garden.db(), 1);
    CHECK(refused_by(garden.suspend("ole", "mara")) == "IDN-032");
  }
}
