#include <catch2/catch.hpp>
#include <functional>

#include "charter/amendment.h"
#include "charter/rules.h"
#include "charter/ruleset.h"
#include "support/group_fixture.h"

using namespace tos;
using namespace tos::test;
using namespace tos::charter;

namespace {

DecisionType type_named(std::string_view name) {
  DecisionType type;
  type.name = handle_of(name);
  type.method = {"approval"};
  return type;
}

struct Change {
  const char* what;
  std::function<void(Charter&)> make;
  const char* rule;  // "": accepted
};

const std::vector<Change>& changes() {
  static const std::vector<Change> table{
      {"accepts CHA-001: one name for a role and for a decision type",
       [](Charter& c) {
         c.roles.items.push_back({.name = handle_of("routine")});
         c.decision_types.items.push_back(type_named("routine"));
       },
       ""},
      {"accepts CHA-001: permissions of two kinds",
       [](Charter& c) {
         c.permissions.items = {{.kind = {"identity.suspension/v1"}, .who = {{{"moderator"}}}},
                                {.kind = {"identity.reinstatement/v1"}, .who = {{{"moderator"}}}}};
       },
       ""},
      {"refuses CHA-001: a role twice", [](Charter& c) { c.roles.items.push_back(c.roles.items[0]); }, "CHA-001"},
      {"refuses CHA-001: a decision type twice",
       [](Charter& c) { c.decision_types.items.push_back(type_named("role")); }, "CHA-001"},
      {"refuses CHA-001: a kind twice among the permissions",
       [](Charter& c) {
         c.permissions.items = {{.kind = {"identity.suspension/v1"}, .who = {{{"moderator"}}}},
                                {.kind = {"identity.suspension/v1"}, .who = {{{"member"}}}}};
       },
       "CHA-001"},
      {"accepts CHA-001: terms of two stages",
       [](Charter& c) {
         c.decision_types.items[0].stages.emplace().items = {{.stage = Stage::present}, {.stage = Stage::research}};
         c.decision_types.items[1].stages.emplace().items = {{.stage = Stage::present}};
       },
       ""},
      {"refuses CHA-001: a stage twice in a decision type",
       [](Charter& c) {
         c.decision_types.items[0].stages.emplace().items = {{.stage = Stage::present}, {.stage = Stage::present}};
       },
       "CHA-001"},
      {"accepts CHA-002: the three and no more", [](Charter&) {}, ""},
      {"refuses CHA-002: without membership", [](Charter& c) { c.decision_types.items[0] = type_named("routine"); },
       "CHA-002"},
      {"refuses CHA-002: without role", [](Charter& c) { c.decision_types.items[1] = type_named("routine"); },
       "CHA-002"},
      {"refuses CHA-002: without charter", [](Charter& c) { c.decision_types.items[2] = type_named("routine"); },
       "CHA-002"},
      {"accepts CHA-003: all",
       [](Charter& c) {
         c.decision_types.items[0].quorum = {1, 1};
         c.decision_types.items[0].threshold = {1, 1};
         c.recall_petition.share = {1, 1};
       },
       ""},
      {"accepts CHA-003: nobody need take part", [](Charter& c) { c.decision_types.items[0].quorum = {0, 1}; }, ""},
      {"refuses CHA-003: a quorum above all", [](Charter& c) { c.decision_types.items[0].quorum = {100001, 100000}; },
       "CHA-003"},
      {"refuses CHA-003: a threshold above all", [](Charter& c) { c.decision_types.items[2].threshold = {3, 2}; },
       "CHA-003"},
      {"refuses CHA-003: a petition by more than all", [](Charter& c) { c.recall_petition.share = {6, 5}; }, "CHA-003"},
      {"refuses CHA-003: a method that nobody counts",
       [](Charter& c) { c.decision_types.items[1].method = {"applause"}; }, "CHA-003"},
      {"accepts CHA-030, CHA-031, CHA-032: terms of delivery",
       [](Charter& c) {
         c.delivery = DeliveryTerms{};
         c.delivery->required_gates.items = {{.token = {"TESTS_2"}, .value = {"100%"}}};
         c.delivery->review_days.items = {{1}, {2}};
         c.delivery->urgent_roles.items = {c.roles.items[0].name};
       },
       ""},
      {"refuses CHA-001: a gate twice",
       [](Charter& c) {
         c.delivery = DeliveryTerms{};
         c.delivery->required_gates.items = {{{"LINT"}, {"OK"}}, {{"LINT"}, {"FINE"}}};
       },
       "CHA-001"},
      {"refuses CHA-030: a token in lower case",
       [](Charter& c) {
         c.delivery = DeliveryTerms{};
         c.delivery->required_gates.items = {{{"Lint"}, {"OK"}}};
       },
       "CHA-030"},
      {"refuses CHA-030: a value with a blank",
       [](Charter& c) {
         c.delivery = DeliveryTerms{};
         c.delivery->required_gates.items = {{{"LINT"}, {"all well"}}};
       },
       "CHA-030"},
      {"refuses CHA-031: days that do not ascend",
       [](Charter& c) {
         c.delivery = DeliveryTerms{};
         c.delivery->review_days.items = {{30}, {30}};
       },
       "CHA-031"},
      {"refuses CHA-032: a role that there is not",
       [](Charter& c) {
         c.delivery = DeliveryTerms{};
         c.delivery->urgent_roles.items = {handle_of("fire-brigade")};
       },
       "CHA-032"},
      {"accepts CHA-001, CHA-041: terms of support points",
       [](Charter& c) {
         c.support_points = SupportPointTerms{};
         c.support_points->earn.items = {{.kind = {"voting.ballot/v1"}}, {.kind = {"delivery.proof/v1"}}};
         c.support_points->keep = {1, 1};
       },
       ""},
      {"refuses CHA-001: a kind that earns twice",
       [](Charter& c) {
         c.support_points = SupportPointTerms{};
         c.support_points->earn.items = {{.kind = {"voting.ballot/v1"}}, {.kind = {"voting.ballot/v1"}}};
       },
       "CHA-001"},
      {"refuses CHA-041: idleness that adds points",
       [](Charter& c) {
         c.support_points = SupportPointTerms{};
         c.support_points->keep = {11, 10};
       },
       "CHA-041"},
      {"accepts CHA-040: hours that count once and three times",
       [](Charter& c) {
         c.time_bank = TimeBankTerms{};
         c.time_bank->categories.items = {{.category = handle_of("care"), .rate = {1, 1}, .care = true},
                                          {.category = handle_of("night-watch"), .rate = {3, 1}}};
       },
       ""},
      {"refuses CHA-001: a category twice",
       [](Charter& c) {
         c.time_bank = TimeBankTerms{};
         c.time_bank->categories.items = {{.category = handle_of("care")}, {.category = handle_of("care")}};
       },
       "CHA-001"},
      {"refuses CHA-040: an hour that counts less than one",
       [](Charter& c) {
         c.time_bank = TimeBankTerms{};
         c.time_bank->categories.items = {{.category = handle_of("care"), .rate = {9, 10}}};
       },
       "CHA-040"},
      {"refuses CHA-040: an hour that counts more than three",
       [](Charter& c) {
         c.time_bank = TimeBankTerms{};
         c.time_bank->categories.items = {{.category = handle_of("care"), .rate = {31, 10}}};
       },
       "CHA-040"},
      {"accepts CHA-004: this ruleset", [](Charter& c) { c.rules = {newest_ruleset}; }, ""},
      {"refuses CHA-004: the next", [](Charter& c) { c.rules = {newest_ruleset + 1}; }, "CHA-004"},
  };
  return table;
}

}  // namespace

TEST_CASE("a group is founded on a charter that keeps the rules, and amends it to none other") {
  for (const Change& change : changes()) {
    INFO(change.what);
    Charter charter = small_charter();
    change.make(charter);
    GroupFixture fixture;
    CHECK(refused_by(fixture.found(fixture.founding({"mara"}, charter), "mara")) == change.rule);
    Garden garden;
    const auto decision = garden.mandate("charter.amendment/v1", to_hex(charter_digest(charter)));
    const Amendment amendment{.decision = decision, .charter = charter};
    CHECK(refused_by(garden.submit("charter.amendment/v1", "ole", amendment)) == change.rule);
  }
}

TEST_CASE("every method of the ruleset may count a decision type", "[accepts CHA-003]") {
  for (const std::string_view method : methods) {
    INFO(method);
    Charter charter = small_charter();
    charter.decision_types.items[0].method = {std::string(method)};
    CHECK(refused_by(check_charter(charter)).empty());
  }
}

TEST_CASE("every rule of the charter stands in its table once") {
  const RuleTable table = rules::charter_rules();
  for (std::size_t i = 1; i < table.size(); ++i) CHECK(table[i - 1]->id < table[i]->id);
  for (const Rule* rule : table) CHECK(rule->id.starts_with("CHA-"));
}
