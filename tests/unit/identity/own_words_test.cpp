// What members say stays theirs: redaction of texts, and consent.
#include <catch2/catch.hpp>

#include "identity/redaction.h"
#include "identity/rules.h"
#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;
using namespace tos::identity;

namespace {

struct Words : Garden {
  Words() : record(*suspend("noor", "mara")) {}  // has one text: mara's reason
  Result<RecordId> redact(std::string_view by, std::vector<std::string> texts, std::optional<RecordId> decision = {},
                          std::optional<RecordId> of = {}) {
    Redaction body{.record = of.value_or(record), .texts = {}, .decision = decision, .ground = {"names a person"}};
    for (std::string& text : texts) body.texts.items.push_back({std::move(text)});
    return submit("identity.redaction/v1", by, body);
  }
  RecordId record;
};

}  // namespace

TEST_CASE("a text is redacted by its author, or by decision") {
  Words words;
  SECTION("accepts IDN-070, accepts IDN-071: its author") {
    CHECK(refused_by(words.redact("mara", {"reason"})).empty());
  }
  SECTION("accepts IDN-070: a decision on this record, whoever carries it out") {
    const auto decision = words.mandate("identity.redaction/v1", words.record.hex());
    CHECK(refused_by(words.redact("ole", {"reason"}, decision)).empty());
  }
  SECTION("refuses IDN-070: anybody else, the one it is about included") {
    CHECK(refused_by(words.redact("ole", {"reason"})) == "IDN-070");
    REQUIRE(words.reinstate("noor", "mara"));
    CHECK(refused_by(words.redact("noor", {"reason"})) == "IDN-070");
  }
  SECTION("refuses IDN-071: no such text, or one of two") {
    CHECK(refused_by(words.redact("mara", {"member"})) == "IDN-071");
    CHECK(refused_by(words.redact("mara", {"reason", "statement"})) == "IDN-071");
  }
  SECTION("refuses IDN-071: no such record") {
    CHECK(refused_by(words.redact("mara", {"reason"}, std::nullopt, RecordId(sha256("nothing")))) == "IDN-071");
  }
  SECTION("refuses IDN-071: a text that the record's author left out") {
    const auto leaving = words.leave("ole");
    REQUIRE(leaving);
    CHECK(refused_by(words.redact("mara", {"reason"}, std::nullopt, *leaving)) == "IDN-071");
  }
}

TEST_CASE("a consent is its giver's to take back, once, while it is given") {
  Garden garden;
  const Timestamp until = garden.clock + days(1);
  ConsentGrant body{.scope = ConsentScope::identity, .purpose = {"my name on the list of sponsors"}, .until = until};
  const auto grant = garden.submit("identity.consent-grant/v1", "ole", body);
  REQUIRE(grant);
  const auto withdraw = [&](std::string_view by, const RecordId& id) {
    return refused_by(garden.submit("identity.consent-withdrawal/v1", by, ConsentWithdrawal{.grant = id}));
  };
  SECTION("accepts IDN-080") {
    garden.next_at(Timestamp{until.ms - 1});
    CHECK(withdraw("ole", *grant).empty());
    CHECK(all_consents(garden.db()).front().withdrawn_position == garden.replay().size());
  }
  SECTION("accepts IDN-080: without an end") {
    const auto open = garden.consent("ole");
    garden.wait(days(100));
    CHECK(withdraw("ole", *open).empty());
  }
  SECTION("refuses IDN-080: over") {
    garden.next_at(until);
    CHECK(withdraw("ole", *grant) == "IDN-080");
  }
  SECTION("refuses IDN-080: another's, taken back before, or none") {
    CHECK(withdraw("mara", *grant) == "IDN-080");
    CHECK(withdraw("ole", RecordId(sha256("nothing"))) == "IDN-080");
    REQUIRE(withdraw("ole", *grant).empty());
    CHECK(withdraw("ole", *grant) == "IDN-080");
  }
}

TEST_CASE("every rule of identity stands in its table once") {
  const RuleTable table = rules::identity_rules();
  for (std::size_t i = 1; i < table.size(); ++i) CHECK(table[i - 1]->id < table[i]->id);
  for (const Rule* rule : table) CHECK(rule->id.starts_with("IDN-"));
}
