#include <catch2/catch.hpp>

#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;
using namespace tos::identity;

TEST_CASE("an author is an active member") {
  Garden garden;
  SECTION("accepts IDN-010") {
    CHECK(refused_by(garden.consent("ole")).empty());
    REQUIRE(garden.suspend("ole", "mara"));
    REQUIRE(garden.reinstate("ole", "mara"));
    CHECK(refused_by(garden.consent("ole")).empty());
  }
  SECTION("refuses IDN-010: nobody of that name, or an applicant") {
    CHECK(refused_by(garden.consent("kim")) == "IDN-010");
    REQUIRE(garden.apply("kim"));
    CHECK(refused_by(garden.consent("kim")) == "IDN-010");
  }
  SECTION("refuses IDN-010: suspended") {
    REQUIRE(garden.suspend("ole", "mara"));
    CHECK(refused_by(garden.consent("ole")) == "IDN-010");
  }
  SECTION("refuses IDN-010: gone, with every role") {
    REQUIRE(garden.assign("steward", "ole", "mara"));
    REQUIRE(garden.leave("ole"));
    CHECK(refused_by(garden.consent("ole")) == "IDN-010");
    CHECK_FALSE(garden.holds("ole", "steward"));
  }
}

TEST_CASE("a record is signed by a key of its author that is valid at its place") {
  Garden garden;
  SECTION("accepts IDN-011") {
    REQUIRE(garden.add_key("ole", "ole-2"));
    CHECK(refused_by(garden.consent("ole")).empty());
    CHECK(refused_by(garden.consent("ole", {.key = "ole-2"})).empty());
  }
  SECTION("accepts IDN-011: a new key for a member who was admitted") {
    const auto application = garden.apply("kim", "kim-2");
    REQUIRE(application);
    REQUIRE(garden.admit(*application, "mara"));
    CHECK(refused_by(garden.consent("kim", {.key = "kim-2"})).empty());
    CHECK(refused_by(garden.consent("kim", {.key = "kim"})) == "IDN-011");
  }
  SECTION("refuses IDN-011: a key that nobody enrolled, and one of another member") {
    CHECK(refused_by(garden.consent("ole", {.key = "ole-2"})) == "IDN-011");
    CHECK(refused_by(garden.consent("ole", {.key = "noor"})) == "IDN-011");
  }
  SECTION("refuses IDN-011: a revoked key") {
    REQUIRE(garden.add_key("ole", "ole-2"));
    REQUIRE(garden.consent("ole", {.key = "ole-2"}));
    const KeyRevocation body{.member = handle_of("ole"), .key = key_id_of("ole-2"), .compromised_from = {}};
    REQUIRE(garden.submit("identity.key-revocation/v1", "ole", body, {.key = "ole-2"}));
    CHECK(refused_by(garden.consent("ole", {.key = "ole-2"})) == "IDN-011");
    CHECK(refused_by(garden.consent("ole")).empty());
  }
  SECTION("refuses IDN-011: a replaced key") {
    KeyAddition rotation = garden.addition("ole", "ole-2");
    rotation.replaces = key_id_of("ole");
    REQUIRE(garden.submit("identity.key-addition/v1", "ole", rotation));
    CHECK(refused_by(garden.consent("ole")) == "IDN-011");
    CHECK(refused_by(garden.consent("ole", {.key = "ole-2"})).empty());
  }
}

TEST_CASE("a kind is authored by whom its page or the charter names") {
  charter::Charter charter = small_charter();
  SECTION("accepts IDN-012: the role that its page names") {
    CHECK(refused_by(Garden(charter).suspend("noor", "mara")).empty());
  }
  SECTION("refuses IDN-012: without that role") {
    CHECK(refused_by(Garden(charter).suspend("noor", "ole")) == "IDN-012");
  }
  SECTION("accepts IDN-012, refuses IDN-012: the charter's line stands instead of the page's") {
    charter.permissions.items = {{.kind = {"identity.suspension/v1"}, .who = {{{"moderator"}}}}};
    Garden garden(charter);
    REQUIRE(garden.assign("moderator", "ole", "mara"));
    CHECK(refused_by(garden.suspend("noor", "mara")) == "IDN-012");
    CHECK(refused_by(garden.suspend("noor", "ole")).empty());
  }
  SECTION("accepts IDN-012: any member, where the charter says so") {
    charter.permissions.items = {{.kind = {"identity.suspension/v1"}, .who = {{{"steward"}, {"member"}}}}};
    CHECK(refused_by(Garden(charter).suspend("noor", "ole")).empty());
  }
}

TEST_CASE("a role's power ends with its term", "[accepts IDN-012][refuses IDN-012]") {
  Garden garden;
  REQUIRE(garden.assign("steward", "ole", "mara", 1));
  const Timestamp end = garden.clock + days(1);
  garden.next_at(Timestamp{end.ms - 1});
  CHECK(refused_by(garden.suspend("noor", "ole")).empty());
  REQUIRE(garden.reinstate("noor", "mara", garden.mandate("identity.reinstatement/v1", "noor")));
  garden.next_at(end);
  CHECK(refused_by(garden.suspend("noor", "ole")) == "IDN-012");
}

TEST_CASE("the powers of a role that nobody holds fall to three active members, or all", "[accepts IDN-012]") {
  Garden garden;
  REQUIRE(garden.submit("identity.role-resignation/v1", "mara", RoleResignation{.role = handle_of("steward")}));
  SECTION("three of three") {
    const auto assignment = garden.assign("steward", "ole", "noor");
    REQUIRE(assignment);
    CHECK_FALSE(garden.holds("ole", "steward"));
    REQUIRE(garden.approve(*assignment, "mara"));
    CHECK_FALSE(garden.holds("ole", "steward"));
    REQUIRE(garden.approve(*assignment, "ole"));
    CHECK(garden.holds("ole", "steward"));
  }
  SECTION("two of two") {
    REQUIRE(garden.leave("mara"));
    const auto assignment = garden.assign("steward", "ole", "noor");
    REQUIRE(assignment);
    CHECK_FALSE(garden.holds("ole", "steward"));
    REQUIRE(garden.approve(*assignment, "ole"));
    CHECK(garden.holds("ole", "steward"));
  }
  SECTION("one of one") {
    REQUIRE(garden.leave("mara"));
    REQUIRE(garden.leave("noor"));
    REQUIRE(garden.assign("steward", "ole", "ole"));
    CHECK(garden.holds("ole", "steward"));
  }
  SECTION("a suspended holder does not hold it actively") {
    Garden other;
    REQUIRE(other.assign("moderator", "ole", "mara"));
    REQUIRE(other.suspend("mara", "mara"));
    const auto assignment = other.assign("steward", "ole", "ole");
    REQUIRE(assignment);
    CHECK_FALSE(other.holds("ole", "steward"));
    REQUIRE(other.approve(*assignment, "noor"));
    CHECK(other.holds("ole", "steward"));
  }
}

TEST_CASE("a member adds the charter's records a day, or their role's", "[accepts IDN-013][refuses IDN-013]") {
  charter::Charter charter = small_charter();
  charter.records_per_day = {3};
  charter.roles.items[1].records_per_day.emplace(5);
  Garden garden(charter);  // mara has admitted two; her founding record does not count
  const auto add = [&](int count) {
    for (int i = 0; i < count; ++i) REQUIRE(refused_by(garden.consent("mara")).empty());
  };
  SECTION("the charter's") {
    add(1);
    CHECK(refused_by(garden.consent("mara")) == "IDN-013");
    garden.next_at(Timestamp{garden.clock.day() * days(1).ms + days(1).ms - 1});
    CHECK(refused_by(garden.consent("mara")) == "IDN-013");
    garden.next_at(Timestamp{garden.clock.ms + 1});
    add(3);
    CHECK(refused_by(garden.consent("mara")) == "IDN-013");
  }
  SECTION("a role's, where it is more") {
    REQUIRE(garden.assign("moderator", "mara", "mara"));
    add(2);
    CHECK(refused_by(garden.consent("mara")) == "IDN-013");
  }
  SECTION("with however many keys") {
    REQUIRE(garden.add_key("ole", "ole-2"));
    REQUIRE(refused_by(garden.consent("ole")).empty());
    REQUIRE(refused_by(garden.consent("ole", {.key = "ole-2"})).empty());
    CHECK(refused_by(garden.consent("ole")) == "IDN-013");
    CHECK(refused_by(garden.consent("ole", {.key = "ole-2"})) == "IDN-013");
  }
  SECTION("the day is that of the log's clock, not of the record's date") {
    add(1);
    const Signing today{.at = garden.clock, .saw = garden.seen()};
    garden.wait(days(1));
    REQUIRE(garden.consent("ole"));
    CHECK(refused_by(garden.consent("mara", today)).empty());
  }
}
