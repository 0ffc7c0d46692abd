#include "charter/mandate.h"

#include <catch2/catch.hpp>
#include <functional>

#include "charter/amendment.h"
#include "identity/roll_write.h"
#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;
using namespace tos::charter;

namespace {

// Each kind of act that a decision can permit, on the target that its page names.
struct Act {
  const char* kind;
  std::string target;
  std::function<Result<RecordId>(Garden&, const RecordId& decision)> carry_out;
};

Charter longer_terms() {
  Charter charter = small_charter();
  charter.roles.items[0].term_days = {365};
  return charter;
}

Result<RecordId> amend(GroupFixture& group, const Charter& charter, const RecordId& decision,
                       std::string_view by = "noor") {
  return group.submit("charter.amendment/v1", by, Amendment{.decision = decision, .charter = charter});
}

Result<RecordId> admit_kim(Garden& garden, const RecordId& decision) {
  auto application = identity::find_candidate(garden.db(), "kim");
  if (!application && !garden.apply("kim")) std::abort();
  return garden.admit(identity::find_candidate(garden.db(), "kim")->record, "noor", decision);
}

Result<RecordId> recall_mara(Garden& garden, const RecordId& decision) {
  return garden.submit(
      "identity.recall/v1", "noor",
      identity::Recall{.role = handle_of("steward"), .member = handle_of("mara"), .decision = decision});
}

const std::vector<Act>& acts() {
  static const std::vector<Act> table{
      {"charter.amendment/v1", to_hex(charter_digest(longer_terms())),
       [](Garden& g, const RecordId& d) { return amend(g, longer_terms(), d); }},
      {"identity.admission/v1", "kim", admit_kim},
      {"identity.suspension/v1", "ole", [](Garden& g, const RecordId& d) { return g.suspend("ole", "noor", d); }},
      {"identity.role-assignment/v1", "ole/moderator",
       [](Garden& g, const RecordId& d) { return g.assign("moderator", "ole", "noor", std::nullopt, d); }},
      {"identity.recall/v1", "mara/steward", recall_mara},
  };
  return table;
}

}  // namespace

TEST_CASE("a decision permits its act to any active member", "[accepts CHA-010][accepts CHA-012]") {
  for (const Act& act : acts()) {
    INFO(act.kind);
    Garden garden;
    const auto decision = garden.mandate(act.kind, act.target);
    CHECK(refused_by(act.carry_out(garden, decision)).empty());
    CHECK(find_mandate(garden.db(), decision)->used_position == garden.replay().size());
  }
}

TEST_CASE("an act by decision names a decision of this group on an act", "[refuses CHA-010]") {
  for (const Act& act : acts()) {
    INFO(act.kind);
    Garden garden;
    CHECK(refused_by(act.carry_out(garden, RecordId(sha256("nothing")))) == "CHA-010");
    CHECK(refused_by(act.carry_out(garden, *garden.consent("ole"))) == "CHA-010");
  }
}

TEST_CASE("a decision on another act or another target does not permit this one", "[refuses CHA-012]") {
  for (const Act& act : acts()) {
    INFO(act.kind);
    Garden garden;
    CHECK(refused_by(act.carry_out(garden, garden.mandate("identity.redaction/v1", act.target))) == "CHA-012");
    const std::string near = act.target + "e";
    const bool amends = std::string_view(act.kind) == "charter.amendment/v1";
    CHECK(refused_by(act.carry_out(garden, garden.mandate(act.kind, near))) == (amends ? "CHA-020" : "CHA-012"));
  }
}

TEST_CASE("a decision permits once it was adopted and is in force") {
  Garden garden;
  const Timestamp force = garden.clock + hours(72);
  const auto decision = garden.mandate("identity.suspension/v1", "ole", true, force);
  SECTION("accepts CHA-011: from that millisecond on") {
    garden.next_at(force);
    CHECK(refused_by(garden.suspend("ole", "noor", decision)).empty());
  }
  SECTION("refuses CHA-011: before") {
    garden.next_at(Timestamp{force.ms - 1});
    CHECK(refused_by(garden.suspend("ole", "noor", decision)) == "CHA-011");
  }
  SECTION("refuses CHA-011: not yet certified") {
    set_in_force(garden.db(), decision, std::nullopt);
    garden.next_at(force);
    CHECK(refused_by(garden.suspend("ole", "noor", decision)) == "CHA-011");
  }
  SECTION("refuses CHA-011: not adopted") {
    const auto rejected = garden.mandate("identity.suspension/v1", "ole", false);
    CHECK(refused_by(garden.suspend("ole", "noor", rejected)) == "CHA-011");
  }
  SECTION("refuses CHA-011: not even by a steward, who could do without") {
    CHECK(refused_by(garden.suspend("ole", "mara", decision)) == "CHA-011");
    CHECK(refused_by(garden.suspend("ole", "mara")).empty());
  }
}

TEST_CASE("a decision is carried out once") {
  Garden garden;
  const auto decision = garden.mandate("identity.suspension/v1", "ole");
  REQUIRE(garden.suspend("ole", "noor", decision));
  REQUIRE(garden.reinstate("ole", "mara"));
  SECTION("refuses CHA-013") { CHECK(refused_by(garden.suspend("ole", "noor", decision)) == "CHA-013"); }
  SECTION("accepts CHA-013: a second decision on the same") {
    const auto second = garden.mandate("identity.suspension/v1", "ole");
    CHECK(refused_by(garden.suspend("ole", "noor", second)).empty());
  }
}

TEST_CASE("while approvals are gathered a mandate is not used; the first record to have them uses it",
          "[accepts CHA-013][refuses CHA-013]") {
  Charter charter = small_charter();
  charter.permissions.items = {{.kind = {"charter.amendment/v1"}, .who = {{{"moderator"}}}}};
  Garden garden(charter);  // nobody is moderator: it takes three
  const auto decision = garden.mandate("charter.amendment/v1", to_hex(charter_digest(longer_terms())));
  const auto first = amend(garden, longer_terms(), decision, "ole");
  const auto second = amend(garden, longer_terms(), decision, "noor");
  REQUIRE(first);
  REQUIRE(second);
  CHECK_FALSE(find_mandate(garden.db(), decision)->used_position.has_value());
  REQUIRE(garden.approve(*second, "ole"));
  REQUIRE(garden.approve(*first, "noor"));
  REQUIRE(garden.approve(*second, "mara"));
  CHECK(find_mandate(garden.db(), decision)->used_position == garden.replay().size());
  CHECK(find_role(current(garden.db()), "steward")->term_days == 365);
  CHECK(refused_by(garden.approve(*first, "mara")) == "CHA-013");
}

TEST_CASE("a charter changes by a decision on exactly it, from the record after") {
  Garden garden;
  const auto decision = garden.mandate("charter.amendment/v1", to_hex(charter_digest(longer_terms())));
  SECTION("accepts CHA-020") {
    CHECK(refused_by(amend(garden, longer_terms(), decision)).empty());
    CHECK(refused_by(garden.assign("steward", "ole", "mara", 365)).empty());
  }
  SECTION("refuses CHA-020: another charter") {
    Charter other = longer_terms();
    other.roles.items[0].term_days = {366};
    CHECK(refused_by(amend(garden, other, decision)) == "CHA-020");
    CHECK(refused_by(amend(garden, small_charter(), decision)) == "CHA-020");
    CHECK(refused_by(garden.assign("steward", "ole", "mara", 181)) == "IDN-054");
  }
}
