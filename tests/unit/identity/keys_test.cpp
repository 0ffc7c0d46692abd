#include "identity/keys.h"

#include <catch2/catch.hpp>

#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;
using namespace tos::identity;

namespace {

// ole enrolled three keys, one after the other.
struct KeyGarden : Garden {
  explicit KeyGarden(const charter::Charter& charter = small_charter()) : Garden(charter) {
    for (const char* key : {"ole-2", "ole-3"}) {
      if (!add_key("ole", key)) std::abort();
    }
  }
  Result<RecordId> revoke(std::string_view member, std::string_view key, std::string_view by, std::string_view with,
                          std::optional<std::int64_t> from = {}) {
    KeyRevocation body{.member = handle_of(member), .key = key_id_of(key), .compromised_from = {}};
    if (from) body.compromised_from.emplace(*from);
    return submit("identity.key-revocation/v1", by, body, {.key = std::string(with)});
  }
  Result<RecordId> replace(std::string_view key, std::string_view with) {
    KeyAddition body = addition("ole", "ole-new");
    body.replaces = key_id_of(key);
    return submit("identity.key-addition/v1", "ole", body, {.key = std::string(with)});
  }
};

charter::Charter two_stewards_recover() {
  charter::Charter charter = small_charter();
  charter.recovery_threshold = {2};
  return charter;
}

}  // namespace

TEST_CASE("a further key is nobody's, and proves itself for this group, member and key") {
  KeyGarden garden;
  const auto add = [&](const KeyAddition& body) {
    return refused_by(garden.submit("identity.key-addition/v1", "ole", body));
  };
  SECTION("accepts IDN-021, accepts IDN-022") {
    CHECK(add(garden.addition("ole", "ole-4")).empty());
    CHECK(garden.has_key("ole", "ole-4"));
  }
  SECTION("refuses IDN-021: a valid or revoked key of one's own, another's, an applicant's") {
    REQUIRE(garden.revoke("ole", "ole-3", "ole", "ole"));
    REQUIRE(garden.apply("kim"));
    for (const char* key : {"ole", "ole-3", "mara", "kim"}) {
      INFO(key);
      CHECK(add(garden.addition("ole", key)) == "IDN-021");
      CHECK(refused_by(garden.recover("ole", key, "mara")) == "IDN-021");
    }
  }
  SECTION("refuses IDN-022: the proof is for another member, by another key, or of another group") {
    KeyAddition body = garden.addition("ole", "ole-4");
    body.proof.text = garden.proof("noor", "ole-4");
    CHECK(add(body) == "IDN-022");
    body.proof.text = garden.proof("ole", "ole-5");
    CHECK(add(body) == "IDN-022");
    body.proof.text =
        key_named("ole-4").sign(key_proof_text(GroupId(sha256("other")), "ole", key_id_of("ole-4")), key_namespace);
    CHECK(add(body) == "IDN-022");
    body.proof.text = key_named("ole-4").sign(key_proof_text(garden.group(), "ole", key_id_of("ole-4")), "file");
    CHECK(add(body) == "IDN-022");
    body.proof.text = "yes, it is mine\n";
    CHECK(add(body) == "IDN-022");
  }
  SECTION("refuses IDN-022: a recovery with a proof for another member") {
    const KeyRecovery body{
        .member = handle_of("ole"), .key = {line_of("ole-4")}, .proof = {garden.proof("noor", "ole-4")}};
    CHECK(refused_by(garden.submit("identity.key-recovery/v1", "mara", body)) == "IDN-022");
  }
}

TEST_CASE("a key revokes or replaces itself and younger keys of its member", "[accepts IDN-040][refuses IDN-040]") {
  struct Row {
    const char* signer;
    const char* key;
    bool may;
  };
  const Row rows[] = {{"ole", "ole", true},      {"ole", "ole-2", true},   {"ole", "ole-3", true},
                      {"ole-2", "ole", false},   {"ole-2", "ole-2", true}, {"ole-2", "ole-3", true},
                      {"ole-3", "ole-2", false}, {"ole-3", "ole-3", true}, {"ole-3", "ole", false}};
  for (const Row& row : rows) {
    INFO(row.signer << " ends " << row.key);
    KeyGarden revoking;
    CHECK(refused_by(revoking.revoke("ole", row.key, "ole", row.signer)) == (row.may ? "" : "IDN-040"));
    CHECK(revoking.has_key("ole", row.key) == !row.may);
    KeyGarden replacing;
    CHECK(refused_by(replacing.replace(row.key, row.signer)) == (row.may ? "" : "IDN-040"));
    CHECK(replacing.has_key("ole", row.key) == !row.may);
    CHECK(replacing.has_key("ole", "ole-new") == row.may);
  }
}

TEST_CASE("a steward whose younger key revokes an older one of theirs needs the threshold") {
  KeyGarden garden(two_stewards_recover());
  REQUIRE(garden.assign("steward", "ole", "mara"));
  SECTION("accepts IDN-040") {
    const auto revocation = garden.revoke("ole", "ole", "ole", "ole-2");
    REQUIRE(refused_by(revocation).empty());
    CHECK(garden.has_key("ole", "ole"));
    REQUIRE(garden.approve(*revocation, "mara"));
    CHECK_FALSE(garden.has_key("ole", "ole"));
  }
  SECTION("refuses IDN-040: who is steward no longer when the last approves") {
    const auto revocation = garden.revoke("ole", "ole", "ole", "ole-2");
    REQUIRE(revocation);
    REQUIRE(garden.submit("identity.role-resignation/v1", "ole", RoleResignation{.role = handle_of("steward")}));
    CHECK(refused_by(garden.approve(*revocation, "mara")) == "IDN-040");
    CHECK(garden.has_key("ole", "ole"));
  }
}

TEST_CASE("stewards end another's key by their threshold") {
  KeyGarden garden(two_stewards_recover());
  CHECK(refused_by(garden.revoke("ole", "ole", "noor", "noor")) == "IDN-012");
  const auto revocation = garden.revoke("ole", "ole", "mara", "mara");
  REQUIRE(revocation);
  CHECK(garden.has_key("ole", "ole"));
  CHECK(refused_by(garden.approve(*revocation, "noor")) == "IDN-062");
  REQUIRE(garden.assign("steward", "noor", "mara"));
  REQUIRE(garden.approve(*revocation, "noor"));
  CHECK_FALSE(garden.has_key("ole", "ole"));
  CHECK(garden.has_key("ole", "ole-2"));
}

TEST_CASE("a revocation or replacement names a valid key of that member") {
  KeyGarden garden;
  SECTION("accepts IDN-041") { CHECK(refused_by(garden.revoke("ole", "ole-3", "ole", "ole-2")).empty()); }
  SECTION("refuses IDN-041: nobody's, another's, a revoked one") {
    REQUIRE(garden.revoke("ole", "ole-3", "ole", "ole"));
    for (const char* key : {"nobody", "noor", "ole-3"}) {
      INFO(key);
      CHECK(refused_by(garden.revoke("ole", key, "ole", "ole")) == "IDN-041");
      CHECK(refused_by(garden.revoke("ole", key, "mara", "mara")) == "IDN-041");
      CHECK(refused_by(garden.replace(key, "ole")) == "IDN-041");
    }
  }
}

TEST_CASE("a key is declared compromised from its enrolment on, before the declaration",
          "[accepts IDN-042][refuses IDN-042]") {
  const std::int64_t enrolled = 6;  // mara, two applications and admissions, and then ole-2
  const std::int64_t next = 8;
  for (const std::int64_t from : {enrolled - 1, enrolled, next - 1, next, next + 1}) {
    INFO(from);
    KeyGarden garden;
    REQUIRE(find_key(garden.db(), key_id_of("ole-2"))->from_position == enrolled);
    const bool may = from >= enrolled && from < next;
    CHECK(refused_by(garden.revoke("ole", "ole-2", "ole", "ole", from)) == (may ? "" : "IDN-042"));
    CHECK(find_key(garden.db(), key_id_of("ole-2"))->compromised_from.has_value() == may);
  }
}

TEST_CASE("stewards together enrol a key for who lost theirs, which ends the others") {
  KeyGarden garden(two_stewards_recover());
  REQUIRE(garden.assign("steward", "noor", "mara"));
  const auto recovery = garden.recover("ole", "ole-4", "mara");
  REQUIRE(recovery);
  CHECK_FALSE(find_key(garden.db(), key_id_of("ole-4")));
  REQUIRE(garden.approve(*recovery, "noor"));
  CHECK(garden.has_key("ole", "ole-4"));
  for (const char* lost : {"ole", "ole-2", "ole-3"}) CHECK_FALSE(garden.has_key("ole", lost));
  CHECK(refused_by(garden.consent("ole", {.key = "ole-4"})).empty());
}

TEST_CASE("fewer stewards than the threshold recover no key; a decision gives the group more", "[accepts IDN-062]") {
  KeyGarden garden(two_stewards_recover());
  const auto recovery = garden.recover("ole", "ole-4", "mara");
  REQUIRE(recovery);
  CHECK(refused_by(garden.approve(*recovery, "noor")) == "IDN-062");
  CHECK(garden.has_key("ole", "ole"));
  SECTION("a steward by decision, whoever carries it out") {
    const auto decision = garden.mandate("identity.role-assignment/v1", "noor/steward");
    REQUIRE(garden.assign("steward", "noor", "noor", std::nullopt, decision));
    REQUIRE(garden.approve(*recovery, "noor"));
    CHECK(garden.has_key("ole", "ole-4"));
  }
  SECTION("without any steward three members, as for every power that nobody holds") {
    REQUIRE(garden.admit(*garden.apply("kim"), "mara"));
    REQUIRE(garden.submit("identity.role-resignation/v1", "mara", RoleResignation{.role = handle_of("steward")}));
    CHECK(refused_by(garden.approve(*recovery, "noor")) == "IDN-062");
    const auto second = garden.recover("ole", "ole-5", "noor");
    REQUIRE(second);
    REQUIRE(garden.approve(*second, "mara"));
    CHECK_FALSE(garden.has_key("ole", "ole-5"));
    REQUIRE(garden.approve(*second, "kim"));
    CHECK(garden.has_key("ole", "ole-5"));
  }
}
