#include "identity/joining.h"

#include <catch2/catch.hpp>

#include "identity/roll_write.h"
#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;
using namespace tos::identity;

TEST_CASE("a handle stands for one person for ever") {
  Garden garden;
  SECTION("accepts IDN-020") { CHECK(refused_by(garden.apply("kim")).empty()); }
  SECTION("refuses IDN-020: a member's, even one who left") {
    CHECK(refused_by(garden.apply("ole", "kim")) == "IDN-020");
    REQUIRE(garden.leave("ole"));
    CHECK(refused_by(garden.apply("ole", "kim")) == "IDN-020");
  }
  SECTION("refuses IDN-020: an open application's") {
    REQUIRE(garden.apply("kim"));
    CHECK(refused_by(garden.apply("kim", "kim-2")) == "IDN-020");
  }
  SECTION("refuses IDN-020: a founder's who has refused or not answered") {
    GroupFixture other;
    REQUIRE(other.found(other.founding({"mara", "ole", "noor", "siv", "ada"}), "mara"));
    REQUIRE(other.accept("ole"));
    REQUIRE(other.accept("noor"));
    REQUIRE(other.submit("charter.refusal/v1", "siv", FounderRefusal{}));
    CHECK(refused_by(other.apply("siv", "siv-2")) == "IDN-020");
    CHECK(refused_by(other.apply("ada", "ada-2")) == "IDN-020");
  }
}

TEST_CASE("an applicant signs with the key applied with, which is nobody's") {
  Garden garden;
  SECTION("accepts IDN-021, accepts IDN-022") { CHECK(refused_by(garden.apply("kim", "kim-2")).empty()); }
  SECTION("accepts IDN-021: the key of a founder who refused") {
    GroupFixture other;
    REQUIRE(other.found(other.founding({"mara", "ole", "siv"}), "mara"));
    REQUIRE(other.accept("ole"));
    CHECK(refused_by(other.apply("kim", "siv")) == "IDN-021");
    REQUIRE(other.submit("charter.refusal/v1", "siv", FounderRefusal{}));
    CHECK(refused_by(other.apply("kim", "siv")).empty());
  }
  SECTION("refuses IDN-021: a member's") { CHECK(refused_by(garden.apply("kim", "ole")) == "IDN-021"); }
  SECTION("refuses IDN-021: another applicant's") {
    REQUIRE(garden.apply("kim"));
    CHECK(refused_by(garden.apply("siv", "kim")) == "IDN-021");
  }
  SECTION("refuses IDN-022") {
    Application body;
    body.key = {line_of("kim")};
    CHECK(refused_by(garden.submit("identity.application/v1", "kim", body, {.key = "siv"})) == "IDN-022");
  }
}

TEST_CASE("an application is open for 30 days") {
  Garden garden;
  const auto application = garden.apply("kim");
  REQUIRE(application);
  const Timestamp end = garden.clock + days(30);
  SECTION("accepts IDN-023") {
    garden.next_at(Timestamp{end.ms - 1});
    CHECK(refused_by(garden.admit(*application, "mara")).empty());
    CHECK(garden.member("kim")->status == Status::active);
    CHECK(garden.has_key("kim", "kim"));
    garden.next_at(end);
    REQUIRE(garden.consent("kim"));
    CHECK(find_candidate(garden.db(), "kim")->state == "accepted");
  }
  SECTION("refuses IDN-023: over") {
    garden.next_at(end);
    CHECK(refused_by(garden.admit(*application, "mara")) == "IDN-023");
  }
  SECTION("accepts IDN-020, IDN-021: then its handle and key are free again") {
    garden.next_at(end);
    const auto again = garden.apply("kim");
    REQUIRE(refused_by(again).empty());
    CHECK(refused_by(garden.admit(*application, "mara")) == "IDN-023");
    CHECK(refused_by(garden.admit(*again, "mara")).empty());
  }
  SECTION("refuses IDN-023: admitted already, or none at all") {
    REQUIRE(garden.admit(*application, "mara"));
    CHECK(refused_by(garden.admit(*application, "mara")) == "IDN-023");
    CHECK(refused_by(garden.admit(RecordId(sha256("nothing")), "mara")) == "IDN-023");
    CHECK(refused_by(garden.admit(*garden.consent("ole"), "mara")) == "IDN-023");
  }
}

TEST_CASE("an admission follows the charter") {
  charter::Charter charter = small_charter();
  SECTION("accepts IDN-024: a steward") {
    Garden garden(charter);
    const auto application = garden.apply("kim");
    CHECK(refused_by(garden.admit(*application, "ole")) == "IDN-012");
    CHECK(refused_by(garden.admit(*application, "mara")).empty());
  }
  SECTION("accepts IDN-024: members who vouch") {
    Garden garden(charter);
    charter.admission = {.by = charter::AdmissionBy::vouch, .vouchers = {2}};
    charter::set_current(garden.db(), garden.replay().size(), charter);
    const auto application = garden.apply("kim");
    const auto admission = garden.admit(*application, "noor");
    REQUIRE(admission);
    CHECK_FALSE(garden.member("kim").has_value());
    REQUIRE(garden.approve(*admission, "ole"));
    CHECK(garden.member("kim").has_value());
  }
  charter.admission.by = charter::AdmissionBy::decision;
  SECTION("accepts IDN-024: a decision") {
    Garden garden(charter);
    const auto application = garden.apply("kim");
    CHECK(refused_by(garden.admit(*application, "ole", garden.mandate("identity.admission/v1", "kim"))).empty());
    CHECK(garden.member("kim").has_value());
  }
  SECTION("refuses IDN-024") {
    Garden garden(charter);
    const auto application = garden.apply("kim");
    CHECK(refused_by(garden.admit(*application, "mara")) == "IDN-024");
  }
}
