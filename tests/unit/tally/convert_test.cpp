#include "election_folder.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {

std::string written(std::string_view text, std::string ballots, const std::string& target) {
  const ElectionFolder folder;
  const auto conversion = convert({.files = {folder.write("election", text)}, .ballots = std::move(ballots)}, target);
  return conversion ? conversion->text : std::string(conversion.error().rule->id);
}

}  // namespace

TEST_CASE("the option --ballots says what a file holds that could be read as several", "[refuses CNT-003, FMT-018]") {
  constexpr std::string_view table = "Ann,Bo\n1,2\n";
  CHECK(written(table, "", "abif") == "=Ann:[Ann]\n=Bo:[Bo]\n1:Ann>Bo\n");
  CHECK(written(table, "ranked", "abif") == "=Ann:[Ann]\n=Bo:[Bo]\n1:Ann>Bo\n");
  CHECK(written(table, "score", "abif") == "=Ann:[Ann]\n=Bo:[Bo]\n1:Ann/1,Bo/2\n");
  CHECK(written(table, "allocation", "abif") == "=Ann:[Ann]\n=Bo:[Bo]\n1:Ann*1,Bo*2\n");
  CHECK(written("Ann,Bo\n1,0\n", "approval", "abif") == "=Ann:[Ann]\n=Bo:[Bo]\n1:Ann\n");
  CHECK(written(table, "consent", "abif") == "CNT-003");
  CHECK(written(table, "score", "blt") == "FMT-014");
  CHECK(written("4:hill/5>lake/2\n", "", "abif") == "FMT-018");
  CHECK(written("4:hill/5>lake/2\n", "score", "abif") == "=hill:[hill]\n=lake:[lake]\n4:hill/5,lake/2\n");
}

TEST_CASE("the option --ballots without --write has no effect and is refused", "[refuses CNT-005]") {
  const ElectionFolder folder;
  const auto report = tally({.files = {folder.write("election", "2:A>B\n")}, .method = "irv", .ballots = "score"});
  REQUIRE_FALSE(report.has_value());
  CHECK(report.error().rule->id == std::string_view("CNT-005"));
}
