#include "identity/roles.h"

#include <catch2/catch.hpp>

#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;
using namespace tos::identity;

namespace {

struct RoleGarden : Garden {
  explicit RoleGarden(const charter::Charter& charter = small_charter()) : Garden(charter) {}

  Result<RecordId> resign(std::string_view role, std::string_view member) {
    return submit("identity.role-resignation/v1", member, RoleResignation{.role = handle_of(role)});
  }
  Result<RecordId> petition(std::string_view role, std::string_view member, std::string_view by) {
    return submit("identity.recall-petition/v1", by,
                  RecallPetition{.role = handle_of(role), .member = handle_of(member), .reason = {}});
  }
  Result<RecordId> recall(std::string_view role, std::string_view member, std::string_view by) {
    const std::string target = fmt::format("{}/{}", member, role);
    return submit(
        "identity.recall/v1", by,
        Recall{
            .role = handle_of(role), .member = handle_of(member), .decision = mandate("identity.recall/v1", target)});
  }
  // ole is moderator for 30 days from now on, and mara stays steward. Answers when his term ends.
  Timestamp moderated() {
    if (!assign("moderator", "ole", "mara")) std::abort();
    return clock + days(30);
  }
};

Timestamp just_before(Timestamp time) { return Timestamp{time.ms - 1}; }

}  // namespace

TEST_CASE("a role is one of the charter, for no longer than its term") {
  RoleGarden garden;
  SECTION("accepts IDN-050, accepts IDN-054") {
    CHECK(refused_by(garden.assign("moderator", "ole", "mara", 30)).empty());
    CHECK(garden.holds("ole", "moderator"));
    CHECK(refused_by(garden.assign("steward", "ole", "mara", 180)).empty());
  }
  SECTION("refuses IDN-050") { CHECK(refused_by(garden.assign("treasurer", "ole", "mara")) == "IDN-050"); }
  SECTION("refuses IDN-054") { CHECK(refused_by(garden.assign("moderator", "ole", "mara", 31)) == "IDN-054"); }
}

TEST_CASE("a member holds a role once, and again only after the pause", "[accepts IDN-051][refuses IDN-051]") {
  RoleGarden garden;
  const Timestamp end = garden.moderated();
  const auto again_from = [&](Timestamp time) {
    garden.next_at(just_before(time));
    CHECK(refused_by(garden.assign("moderator", "ole", "mara")) == "IDN-051");
    garden.next_at(time);
    CHECK(refused_by(garden.assign("moderator", "ole", "mara")).empty());
  };
  SECTION("while it runs") { CHECK(refused_by(garden.assign("moderator", "ole", "mara")) == "IDN-051"); }
  SECTION("another's term and another role are no matter") {
    CHECK(refused_by(garden.assign("moderator", "noor", "mara")).empty());
    CHECK(refused_by(garden.assign("steward", "ole", "mara")).empty());
  }
  SECTION("from when the term was due to end, whenever that was noticed") {
    garden.next_at(end + days(5));
    REQUIRE(garden.consent("noor"));
    again_from(end + days(30));
  }
  SECTION("from a resignation") {
    REQUIRE(garden.resign("moderator", "ole"));
    again_from(garden.clock + days(30));
  }
  SECTION("from a recall") {
    REQUIRE(garden.recall("moderator", "ole", "noor"));
    again_from(garden.clock + days(30));
  }
}

TEST_CASE("what ends a term finds it running") {
  RoleGarden garden;
  const Timestamp end = garden.moderated();
  SECTION("accepts IDN-052: to its last millisecond") {
    garden.next_at(just_before(end));
    CHECK(refused_by(garden.resign("moderator", "ole")).empty());
    CHECK_FALSE(garden.holds("ole", "moderator"));
  }
  SECTION("accepts IDN-052: a recall, and a petition for one") {
    garden.next_at(just_before(end));
    CHECK(refused_by(garden.petition("moderator", "ole", "noor")).empty());
    garden.next_at(just_before(end));
    CHECK(refused_by(garden.recall("moderator", "ole", "noor")).empty());
    CHECK_FALSE(garden.holds("ole", "moderator"));
    CHECK(all_role_terms(garden.db()).back().ended_by == "recall");
  }
  SECTION("refuses IDN-052: over") {
    garden.next_at(end);
    CHECK(refused_by(garden.resign("moderator", "ole")) == "IDN-052");
    CHECK(refused_by(garden.recall("moderator", "ole", "noor")) == "IDN-052");
    CHECK(refused_by(garden.petition("moderator", "ole", "noor")) == "IDN-052");
  }
  SECTION("refuses IDN-052: never held") {
    CHECK(refused_by(garden.resign("moderator", "noor")) == "IDN-052");
    CHECK(refused_by(garden.recall("moderator", "noor", "ole")) == "IDN-052");
    CHECK(refused_by(garden.petition("treasurer", "noor", "ole")) == "IDN-052");
  }
  SECTION("refuses IDN-052: laid down") {
    REQUIRE(garden.resign("moderator", "ole"));
    CHECK(refused_by(garden.resign("moderator", "ole")) == "IDN-052");
  }
}

TEST_CASE("a failed recall gives its subject the charter's pause", "[accepts IDN-053][refuses IDN-053]") {
  charter::Charter charter = small_charter();
  charter.recall_petition.pause_days = {10};
  RoleGarden garden(charter);
  REQUIRE(garden.moderated() > garden.clock);
  garden.mandate("identity.recall/v1", "ole/moderator", false, std::nullopt);
  const Timestamp end = garden.clock + days(10);
  SECTION("of this member from this role only") {
    CHECK(refused_by(garden.petition("moderator", "ole", "noor")) == "IDN-053");
    CHECK(refused_by(garden.petition("steward", "mara", "noor")).empty());
  }
  SECTION("until it is over") {
    garden.next_at(just_before(end));
    CHECK(refused_by(garden.petition("moderator", "ole", "noor")) == "IDN-053");
    garden.next_at(end);
    CHECK(refused_by(garden.petition("moderator", "ole", "noor")).empty());
  }
}

TEST_CASE("a petition needs its share of the members, rounded up, and the least number") {
  charter::Charter charter = small_charter();
  struct Row {
    Rational share;
    std::int64_t least;
    int needed;
  };
  const Row rows[] = {{{1, 5}, 1, 1}, {{1, 3}, 1, 1}, {{1, 2}, 1, 2}, {{2, 3}, 1, 2}, {{1, 1}, 1, 3}, {{1, 5}, 3, 3}};
  for (const Row& row : rows) {
    INFO(row.share.numerator << "/" << row.share.denominator << ", least " << row.least);
    charter.recall_petition.share = row.share;
    charter.recall_petition.least = {row.least};
    RoleGarden garden(charter);
    const auto petition = garden.petition("steward", "mara", "noor");
    REQUIRE(petition);
    int signed_by = 1;
    for (const char* member : {"ole", "mara"}) {
      if (has_petition(garden.db(), "mara/steward")) break;
      REQUIRE(refused_by(garden.approve(*petition, member)).empty());
      ++signed_by;
    }
    CHECK(has_petition(garden.db(), "mara/steward"));
    CHECK(signed_by == row.needed);
  }
}
