#include "election_folder.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {

// Options 1 and 2 are over the default by 2 to 1 each, option 1 over option 2 by 2 to 1; the file asks 3:1 of option 1.
constexpr std::string_view sheet =
    "Tally Sheet for the votes cast\n Option 1: Amend [3:1]\n Option 2: Study it\n Option 3: Talk on\n"
    "V: 123\nV: 123\nV: 321\n";

// The option elected, from 1; or the rule that refuses.
std::string winner(std::vector<ParameterValue> parameters) {
  const ElectionFolder folder;
  const auto report = folder.count(sheet, "debian", std::move(parameters));
  if (!report) return std::string(report.error().rule->id);
  REQUIRE(report->outcome.elected.size() == 1);
  return std::to_string(report->outcome.elected[0].candidate + 1);
}

}  // namespace

TEST_CASE("the option --majority changes the options that it names and leaves the file's ratios to the others") {
  CHECK(winner({}) == "2");                     // option 1 misses the file's 3:1
  CHECK(winner({{"majority", "2=2"}}) == "2");  // the file's 3:1 holds on for option 1
  CHECK(winner({{"majority", "2=3"}}) == "3");  // now both miss theirs
  CHECK(winner({{"majority", "1=2"}}) == "1");  // the command line has the last word
  CHECK(winner({{"majority", "1=1"}}) == "1");  // also to take a ratio away
  CHECK(winner({{"majority", "1=2"}, {"majority", "2=3"}}) == "1");
}

TEST_CASE("the option --majority of an option that is not there, or twice of one, is refused",
          "[refuses TAL-007, CNT-005]") {
  CHECK(winner({{"majority", "7=3"}}) == "TAL-007");
  CHECK(winner({{"majority", "4=1"}}) == "TAL-007");
  CHECK(winner({{"majority", "3=2"}}) == "TAL-007");  // the default option
  CHECK(winner({{"majority", "2=2"}, {"majority", "2=3"}}) == "CNT-005");
  CHECK(winner({{"majority", "0=3"}}) == "CNT-003");
  CHECK(winner({{"majority", "2=1/2"}}) == "CNT-003");
}
