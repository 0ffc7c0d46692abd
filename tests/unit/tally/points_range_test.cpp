#include "election_folder.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {

// "TAL-014 election:3": the rule and the place that a refusal names.
std::string refused(std::string_view text, std::string_view method, std::vector<ParameterValue> parameters = {}) {
  const ElectionFolder folder;
  const auto report = folder.count(text, method, std::move(parameters));
  if (report) return "counted";
  const auto& where = report.error().where;
  return fmt::format("{} {}:{}", report.error().rule->id, std::filesystem::path(where.path).filename().string(),
                     where.line);
}

constexpr std::string_view pabulib =
    "META\nkey;value\nbudget;10\nvote_type;{}\nPROJECTS\nproject_id;cost\np1;5\nVOTES\nvoter_id;vote;points\n"
    "1;p1;3\n2;p1;4\n";

}  // namespace

TEST_CASE("a score outside the range is refused where it stands", "[accepts TAL-014][refuses TAL-014]") {
  CHECK(refused("Ann,Bo\n1,2\n1,6\n", "score", {{"max-score", "5"}}) == "TAL-014 election:3");
  CHECK(refused("Ann,Bo\n1,2\n1,6\n", "score", {{"max-score", "6"}}) == "counted");
  CHECK(refused("Ann,Bo\n1,2\n1,6\n", "score") == "counted");
  CHECK(refused("Ann,Bo\n0,2\n1,5\n", "score", {{"min-score", "1"}}) == "TAL-014 election:2");
  CHECK(refused("Ann,Bo\n1,2\n1,6\n", "star") == "TAL-014 election:3");
  CHECK(refused("Ann,Bo\n-1,2\n", "star") == "TAL-014 election:2");
  CHECK(refused("2:Ann/5,Bo/1\n1:Bo/6\n", "star") == "TAL-014 election:2");
  CHECK(refused("Ann,Bo\n10,2\n11,1\n", "support-points") == "TAL-014 election:3");
  CHECK(refused("Ann,Bo\n10,2\n", "support-points", {{"most-per-ballot", "11"}}) == "TAL-014 election:2");
  CHECK(refused("Ann,Bo\n10,2\n", "support-points", {{"most-per-ballot", "12"}}) == "counted");
  CHECK(refused(fmt::format(pabulib, "scoring"), "score", {{"max-score", "3"}}) == "TAL-014 election:11");
  CHECK(refused(fmt::format(pabulib, "cumulative"), "support-points", {{"most-per-candidate", "3"}}) ==
        "TAL-014 election:11");
}
