#include "identity/approval.h"

#include <catch2/catch.hpp>

#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;
using namespace tos::identity;

namespace {

// ole petitions for mara's recall; all three must sign within 7 days.
struct Petition : Garden {
  Petition() : Garden(three_sign()) {
    record = *submit("identity.recall-petition/v1", "ole",
                     RecallPetition{.role = handle_of("steward"), .member = handle_of("mara"), .reason = {}});
    end = clock + days(7);
  }
  static charter::Charter three_sign() {
    charter::Charter charter = small_charter();
    charter.recall_petition.least = {3};
    return charter;
  }
  RecordId record;
  Timestamp end;
};

}  // namespace

TEST_CASE("an approval names a record that waits") {
  Petition petition;
  SECTION("accepts IDN-060: until its time is over") {
    REQUIRE(petition.approve(petition.record, "noor"));
    CHECK_FALSE(has_petition(petition.db(), "mara/steward"));
    petition.next_at(Timestamp{petition.end.ms - 1});
    CHECK(refused_by(petition.approve(petition.record, "mara")).empty());
    CHECK(has_petition(petition.db(), "mara/steward"));
    CHECK(approvers_of(petition.db(), petition.record) == std::vector<std::string>{"ole", "noor", "mara"});
  }
  SECTION("refuses IDN-060: its time is over") {
    REQUIRE(petition.approve(petition.record, "noor"));
    petition.next_at(petition.end);
    CHECK(refused_by(petition.approve(petition.record, "mara")) == "IDN-060");
    CHECK_FALSE(has_petition(petition.db(), "mara/steward"));
  }
  SECTION("refuses IDN-060: it took effect") {
    REQUIRE(petition.approve(petition.record, "noor"));
    REQUIRE(petition.approve(petition.record, "mara"));
    REQUIRE(petition.admit(*petition.apply("kim"), "mara"));
    CHECK(refused_by(petition.approve(petition.record, "kim")) == "IDN-060");
  }
  SECTION("refuses IDN-060: it needs none, or is none") {
    const auto consent = petition.consent("ole");
    REQUIRE(consent);
    CHECK(refused_by(petition.approve(*consent, "mara")) == "IDN-060");
    CHECK(refused_by(petition.approve(RecordId(sha256("nothing")), "mara")) == "IDN-060");
  }
}

TEST_CASE("a person approves once, and an author has") {
  Petition petition;
  SECTION("accepts IDN-061") {
    CHECK(refused_by(petition.approve(petition.record, "mara")).empty());
    CHECK(refused_by(petition.approve(petition.record, "noor")).empty());
  }
  SECTION("refuses IDN-061") {
    CHECK(refused_by(petition.approve(petition.record, "ole")) == "IDN-061");
    REQUIRE(petition.approve(petition.record, "noor"));
    CHECK(refused_by(petition.approve(petition.record, "noor")) == "IDN-061");
  }
  SECTION("refuses IDN-061: with another key of theirs") {
    REQUIRE(petition.add_key("ole", "ole-2"));
    CHECK(refused_by(petition.approve(petition.record, "ole", {.key = "ole-2"})) == "IDN-061");
    CHECK_FALSE(has_petition(petition.db(), "mara/steward"));
  }
}

TEST_CASE("approvals are by those who count") {
  charter::Charter charter = small_charter();
  charter.recovery_threshold = {2};
  Garden garden(charter);
  const auto recovery = garden.recover("ole", "ole-2", "mara");
  REQUIRE(recovery);
  SECTION("refuses IDN-062") { CHECK(refused_by(garden.approve(*recovery, "noor")) == "IDN-062"); }
  SECTION("accepts IDN-062: who holds the role by then") {
    REQUIRE(garden.assign("steward", "noor", "mara", 1));
    const Timestamp end = garden.clock + days(1);
    SECTION("to the end of their term") {
      garden.next_at(Timestamp{end.ms - 1});
      CHECK(refused_by(garden.approve(*recovery, "noor")).empty());
      CHECK(garden.has_key("ole", "ole-2"));
    }
    SECTION("refuses IDN-062: not after it") {
      garden.next_at(end);
      CHECK(refused_by(garden.approve(*recovery, "noor")) == "IDN-062");
    }
  }
}

TEST_CASE("the last approval is refused by the rule that the waiting record breaks by then", "[accepts IDN-060]") {
  charter::Charter charter = small_charter();
  charter.recovery_threshold = {2};
  Garden garden(charter);
  REQUIRE(garden.assign("steward", "noor", "mara"));
  const auto recovery = garden.recover("ole", "ole-2", "mara");
  REQUIRE(recovery);
  SECTION("the member has left") {
    REQUIRE(garden.leave("ole"));
    CHECK(refused_by(garden.approve(*recovery, "noor")) == "IDN-031");
  }
  SECTION("somebody else enrolled the key") {
    REQUIRE(garden.apply("kim", "ole-2"));
    CHECK(refused_by(garden.approve(*recovery, "noor")) == "IDN-021");
  }
  SECTION("a refused approval leaves no trace: another may still come") {
    REQUIRE(garden.suspend("noor", "mara"));
    CHECK(refused_by(garden.approve(*recovery, "noor")) == "IDN-010");
    REQUIRE(garden.reinstate("noor", "mara"));
    CHECK(refused_by(garden.approve(*recovery, "noor")).empty());
  }
}
