#include "identity/founding.h"

#include <catch2/catch.hpp>

#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;
using namespace tos::identity;

TEST_CASE("a group begins with one founding record, by a founder that it names with their key") {
  GroupFixture fixture;
  const Founding body = fixture.founding({"mara", "ole"});
  SECTION("accepts IDN-001, IDN-002") {
    const auto id = fixture.found(body, "ole");
    REQUIRE(refused_by(id).empty());
    CHECK(fixture.group() == id->as<GroupTag>());
    CHECK(fixture.member("ole").has_value());
    CHECK_FALSE(fixture.member("mara").has_value());
  }
  SECTION("refuses IDN-001: its author is no founder") { CHECK(refused_by(fixture.found(body, "noor")) == "IDN-001"); }
  SECTION("refuses IDN-001: its author signs with another key than it names") {
    CHECK(refused_by(fixture.submit("charter.founding/v1", "mara", body, {.key = "mara-2"})) == "IDN-001");
    CHECK(refused_by(fixture.submit("charter.founding/v1", "mara", body, {.key = "ole"})) == "IDN-001");
  }
  SECTION("refuses IDN-001: a second founding record") {
    REQUIRE(fixture.found(body, "mara"));
    CHECK(refused_by(fixture.found(fixture.founding({"noor"}), "noor")) == "IDN-001");
  }
  SECTION("refuses IDN-001: another record first") {
    const Signing elsewhere{.group = GroupId(sha256("other")), .saw = Seen{.size = 1, .root = {}}};
    CHECK(refused_by(fixture.accept("mara", elsewhere)) == "IDN-001");
  }
}

TEST_CASE("founders are different people and start in roles of the charter, each once") {
  GroupFixture fixture;
  Founding body = fixture.founding({"mara", "ole"});
  const auto found = [&] { return refused_by(fixture.found(body, "mara")); };
  SECTION("refuses IDN-002: one handle twice") {
    body.founders.items[1].handle = handle_of("mara");
    CHECK(found() == "IDN-002");
  }
  SECTION("refuses IDN-002: one key twice") {
    body.founders.items[1].key = {line_of("mara")};
    CHECK(found() == "IDN-002");
  }
  SECTION("accepts IDN-050") {
    body.founders.items[1].roles.items = {handle_of("moderator"), handle_of("steward")};
    CHECK(found().empty());
    CHECK(fixture.holds("mara", "steward"));
  }
  SECTION("refuses IDN-050") {
    body.founders.items[1].roles.items = {handle_of("treasurer")};
    CHECK(found() == "IDN-050");
  }
  SECTION("refuses IDN-051") {
    body.founders.items[1].roles.items = {handle_of("steward"), handle_of("steward")};
    CHECK(found() == "IDN-051");
  }
}

TEST_CASE("a group is founded when more than half of its founders have accepted",
          "[accepts IDN-003][refuses IDN-003]") {
  struct Row {
    std::vector<std::string> founders;
    std::vector<std::string> answers;  // "-ole": he refuses
    bool founded;
  };
  const Row rows[] = {
      {{"mara"}, {}, true},
      {{"mara", "ole"}, {}, false},
      {{"mara", "ole"}, {"ole"}, true},
      {{"mara", "ole"}, {"-ole"}, false},
      {{"mara", "ole", "noor"}, {}, false},
      {{"mara", "ole", "noor"}, {"-ole"}, false},
      {{"mara", "ole", "noor"}, {"noor"}, true},
      {{"mara", "ole", "noor", "siv"}, {"noor"}, false},
      {{"mara", "ole", "noor", "siv"}, {"noor", "-ole", "siv"}, true},
  };
  for (const Row& row : rows) {
    GroupFixture fixture;
    REQUIRE(fixture.found(fixture.founding(row.founders), "mara"));
    for (const std::string& answer : row.answers) {
      const bool refuses = answer.starts_with('-');
      REQUIRE(
          (refuses ? fixture.submit("charter.refusal/v1", answer.substr(1), FounderRefusal{}) : fixture.accept(answer))
              .has_value());
    }
    INFO(row.founders.size() << " founders, answers: " << fmt::format("{}", fmt::join(row.answers, " ")));
    CHECK(founding_state(fixture.db()).is_founded() == row.founded);
    CHECK(refused_by(fixture.apply("kim")) == (row.founded ? "" : "IDN-003"));
    CHECK(refused_by(fixture.consent("mara")) == (row.founded ? "" : "IDN-003"));
  }
}

TEST_CASE("a named founder answers once, with the key that the founding record names") {
  GroupFixture fixture;
  REQUIRE(fixture.found(fixture.founding({"mara", "ole", "noor"}), "mara"));
  const auto refuse = [&](std::string_view founder) {
    return refused_by(fixture.submit("charter.refusal/v1", founder, FounderRefusal{}));
  };
  SECTION("accepts IDN-004") {
    CHECK(refused_by(fixture.accept("ole")).empty());
    CHECK(fixture.holds("ole", "steward"));
    CHECK(refuse("noor").empty());
    CHECK_FALSE(fixture.member("noor").has_value());
  }
  SECTION("accepts IDN-004: after the group is founded") {
    REQUIRE(fixture.accept("ole"));
    REQUIRE(fixture.consent("ole"));
    CHECK(refused_by(fixture.accept("noor")).empty());
  }
  SECTION("refuses IDN-004: somebody else") {
    CHECK(refused_by(fixture.accept("kim")) == "IDN-004");
    CHECK(refuse("kim") == "IDN-004");
  }
  SECTION("refuses IDN-004: another key, or another founder's") {
    CHECK(refused_by(fixture.accept("ole", {.key = "ole-2"})) == "IDN-004");
    CHECK(refused_by(fixture.accept("ole", {.key = "noor"})) == "IDN-004");
  }
  SECTION("refuses IDN-004: who has answered") {
    REQUIRE(fixture.accept("ole"));
    REQUIRE(refuse("noor").empty());
    CHECK(refused_by(fixture.accept("ole")) == "IDN-004");
    CHECK(refuse("ole") == "IDN-004");
    CHECK(refused_by(fixture.accept("noor")) == "IDN-004");
    CHECK(refused_by(fixture.accept("mara")) == "IDN-004");
  }
  SECTION("refuses IDN-004: an applicant") {
    REQUIRE(fixture.accept("ole"));
    REQUIRE(fixture.apply("kim"));
    CHECK(refused_by(fixture.accept("kim")) == "IDN-004");
  }
}
