#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "unit/methods/small_profile.h"
#include "voting/methods/report/report.h"

// docs/methods/json.md names every field that is printed, and no other.
using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {

using Json = nlohmann::ordered_json;
using Fields = std::set<std::string>;

// Rows of the page's tables: "| `rounds[].quota` | votes | …".
Fields documented_fields() {
  std::ifstream page(TOS_JSON_PAGE);
  REQUIRE(page);
  Fields fields;
  for (std::string line; std::getline(page, line);)
    if (line.starts_with("| `")) fields.insert(line.substr(3, line.find('`', 3) - 3));
  return fields;
}

void collect(const Json& value, const std::string& path, Fields& fields);

// An action or a step, named by its type; what a tie says is documented once.
void collect_event(const Json& event, const std::string& list, Fields& fields) {
  const std::string type = event.at("type");
  const std::string path = list + "[" + type + "].";
  if (event.size() == 1) fields.insert(path + "type");
  for (const auto& [key, value] : event.items()) {
    if (key == "type") continue;
    if (type == "tie") {
      collect(value, "ties[]." + key, fields);
      if (key == "need") fields.insert(path + key);
    } else if (key == "voices") {
      fields.insert(path + key);
    } else {
      collect(value, path + key, fields);
    }
  }
}

void collect_fields(const Json& data, Fields& fields);

void collect(const Json& value, const std::string& path, Fields& fields) {
  if (value.is_object()) {
    fields.insert(path);
    for (const auto& [key, inner] : value.items()) collect(inner, path + "." + key, fields);
  } else if (!value.is_array()) {
    fields.insert(path);
  } else if (path == "rounds[].actions" || path == "steps") {
    fields.insert(path + "[]");
    for (const Json& event : value) collect_event(event, path == "steps" ? "steps" : "actions", fields);
  } else if (path == "passes") {
    fields.insert(path + "[]");
    for (const Json& pass : value) collect_fields(pass, fields);
  } else {
    if (value.empty()) return;
    for (const Json& inner : value) collect(inner, path + "[]", fields);
  }
}

void collect_fields(const Json& data, Fields& fields) {
  for (const auto& [key, value] : data.items()) collect(value, key, fields);
}

Fields printed_fields() {
  Fields fields;
  const auto print = [&](const Profile& profile, const MethodRules& rules, const TieBreaker& ties = ListedOrder{}) {
    collect_fields(to_json(profile, counted(profile, rules, ties)), fields);
  };
  Profile contest = ranked("ABCDW", {{9, "A>B>C"}, {5, "B>A"}, {4, "C>D>A"}, {1, "W>A"}, {1, ""}});
  contest.candidates[3] = {.name = "D", .id = "dee", .standing = Standing::withdrawn};
  contest.candidates[4].standing = Standing::undeclared_write_in;
  print(contest, IrvRules{.seats = 2, .mode = WinnerMode::several_a_round});
  print(contest, IrvRules{.seats = 2, .mode = WinnerMode::sequential});
  print(contest, MeekStvRules{.seats = 2});
  print(ranked("ABC", {{1, "A"}, {1, "B"}, {1, "C"}}), IrvRules{}, LeaveTied{});
  print(ranked("ABCD", {{4, "A"}, {3, "B"}, {2, "C"}, {1, "D>C"}}), ScottishStvRules{.seats = 2});
  print(ranked("ABCDE", {{40, "A"}, {9, "B"}, {8, "C"}, {1, "D>C"}, {1, "E"}}), ScottishStvRules{.seats = 1});
  print(schulze_example(), SchulzeRules{});
  print(ranked("ABC", {{4, "A>B>C"}, {3, "B>C>A"}, {2, "C>A>B"}}), RankedPairsRules{});
  print(ranked("ABC", {{1, "A>B>C"}, {1, "B>C>A"}, {1, "C>A>B"}}), RankedPairsRules{});
  print(ranked("ABCD", {{4, "A>B>C>D"}, {3, "B>C>A>D"}, {2, "C>A>B>D"}}), DebianRules{.quorum = Rational{1, 1}});
  print(approval("AB", {{2, "A"}, {1, "B"}}), ApprovalRules{});
  print(points<ScoreBallots>("AB", {{3, "A5B2"}, {1, "A0"}}), StarRules{});
  Profile yes_no;
  yes_no.ballots = ChoiceBallots{3, 2, 1};
  print(yes_no, MajorityRules{});
  Profile budget = approval("ABC", {{3, "AB"}, {2, "BC"}, {1, "C"}});
  budget.budget = Budget{.limit = 100, .costs = {40, 50, 60}};
  print(budget, EqualSharesRules{});
  print(budget, GreedyBudgetRules{});
  print(points<AllocationBallots>("AB", {{3, "A4"}, {1, "B9"}}), QuadraticFundingRules{.pool = 100});
  return fields;
}

std::string listed(const Fields& fields, const Fields& without) {
  std::string text;
  for (const std::string& field : fields)
    if (!without.contains(field)) text += field + "\n";
  return text;
}

// A list or an object whose fields are documented is printed where they are.
Fields with_containers(const Fields& fields) {
  Fields all = fields;
  for (const std::string& field : fields)
    for (std::size_t at = field.find("[]."); at != std::string::npos; at = field.find("[].", at + 1))
      all.insert(field.substr(0, at + 2));
  return all;
}

}  // namespace

TEST_CASE("the page on a count in JSON names every field that is printed") {
  CHECK(listed(printed_fields(), documented_fields()) == "");
}

TEST_CASE("the page on a count in JSON names no field that is not printed") {
  CHECK(listed(documented_fields(), with_containers(printed_fields())) == "");
}
