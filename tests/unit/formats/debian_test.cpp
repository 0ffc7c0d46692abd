#include "reading.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {
constexpr std::string_view sheet =
    "\n  Tally Sheet for the votes cast.\n The vote block represents the ranking given to each.\n"
    "     Option 1---->: Change the logo [3:1 majority needed]\n   /  Option 2--->: Keep it, needs 2:1\n"
    "   |/  Option 3-->: Talk on   ||/\n   ||/\n";
}

TEST_CASE("Debian: ranks are an order, the titles carry majorities") {
  const auto election = read_text(std::string(sheet) + "V: 123\nV: 3-1\tabcdef\nV: 773\nV: ---\n");
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Change the logo [3:1 majority needed] | Keep it, needs 2:1 | Talk on");
  CHECK(ballots_of(*election) == "1: 1 2 3\n1: 3 1\n1: 3 1=2\n1:");
  CHECK(election->majority == std::vector<std::int64_t>{3, 2, 1});
}

TEST_CASE("Debian: a ratio is one in brackets or after 'needs'") {
  const auto ratio = [](std::string_view title) {
    const std::string sheet_text =
        fmt::format("Tally Sheet for the votes cast\n Option 1: {}\n Option 2: none\nV: 12\n", title);
    return read_text(sheet_text)->majority[0];
  };
  CHECK(ratio("Amend [needs 3:1]") == 3);
  CHECK(ratio("Amend [3:1]") == 3);
  CHECK(ratio("Amend, needs 3:1") == 3);
  CHECK(ratio("Meet at 3:15 [room 2]") == 1);
  CHECK(ratio("A 3:1 mixture") == 1);
  CHECK(ratio("Amend [needs 3 : 1].") == 3);
  CHECK(ratio("Amend [12:1 needed]") == 12);
}

TEST_CASE("Debian: a ratio that is not N:1 is refused and not taken for another", "[refuses FMT-008]") {
  const auto says = [](std::string_view title) {
    return verdict(
        read_text(fmt::format("Tally Sheet for the votes cast\n Option 1: {}\n Option 2: B\nV: 12\n", title)));
  };
  for (const std::string_view title : {"[1.5:1]", "[3:2]", "[5000:1]", "[0:1]", "needs 1.5:1", "[3:1.5]", "[1/2:1]",
                                       "[13:12]", "[3:1] or [2:1]", "[99999999999999999999:1]"}) {
    INFO(title);
    CHECK(says(title) == "FMT-008 line 2");
  }
}

TEST_CASE("Debian: a sheet whose votes are not read elects nobody", "[refuses FMT-004, FMT-008]") {
  const auto says = [](std::string_view votes) { return verdict(read_text(std::string(sheet) + std::string(votes))); };
  CHECK(says("") == "FMT-004 line 7");
  CHECK(says("1: 213\n") == "FMT-004 line 8");
  CHECK(says(" V: 213\n") == "FMT-008 line 8");
  CHECK(says("v: 213\n") == "FMT-008 line 8");
  CHECK(says("V : 213\n") == "FMT-008 line 8");
  CHECK(says("V: 213\n\tV: 312\n") == "FMT-008 line 9");
}

TEST_CASE("Debian: a title may go on, and dashes end the votes") {
  const auto election = read_text(
      "  Tally Sheet for the votes cast.\n -=-=-=-\n     Option 1---->: Change the\n   /  whole logo [3:1]\n"
      "   |/  Option 2-->: Talk on\n   ||/\nV: 12\n -=-=-=-\n");
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Change the whole logo [3:1] | Talk on");
  CHECK(election->majority == std::vector<std::int64_t>{3, 1});
}

TEST_CASE("Debian: damaged and hostile sheets are refused with their line", "[refuses FMT-004, FMT-006, FMT-008]") {
  const auto says = [](std::string_view votes) { return verdict(read_text(std::string(sheet) + std::string(votes))); };
  CHECK(says("V: 12\n") == "FMT-006 line 8");
  CHECK(says("V: 1234\n") == "FMT-006 line 8");
  CHECK(says("V: 12*\n") == "FMT-008 line 8");
  CHECK(says("V: 120\n") == "FMT-008 line 8");
  CHECK(says("V: 123\nsomething else\n") == "FMT-008 line 9");
  CHECK(says("V: 123\n Option 4: late\n") == "FMT-008 line 9");
  CHECK(verdict(read_text("Tally Sheet for the votes cast\n Option 2: B\n")) == "FMT-006 line 2");
  CHECK(verdict(read_text("Tally Sheet for the votes cast\n")) == "FMT-004 line 1");
}
