#include "reading.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {
std::string file(std::string_view type, int voters, int orders, std::string_view ballots) {
  return fmt::format(
      "# FILE NAME: x.{0}\n# TITLE: Library hours\n# DATA TYPE: {0}\n# NUMBER ALTERNATIVES: 3\n"
      "# NUMBER VOTERS: {1}\n# NUMBER UNIQUE ORDERS: {2}\n# ALTERNATIVE NAME 1: \"Mornings\"\n"
      "# ALTERNATIVE NAME 2: Evenings, late\n# ALTERNATIVE NAME 3: Weekends\n{3}",
      type, voters, orders, ballots);
}
std::string ballots(std::string_view type, int voters, int orders, std::string_view text) {
  const auto election = read_text(file(type, voters, orders, text));
  return election ? ballots_of(*election) : verdict(election);
}
}  // namespace

TEST_CASE("PrefLib: strict and tied orders, complete or not", "[accepts FMT-006]") {
  const auto election = read_text(file("soi", 7, 3, "4: 2,1,3\n2: 3\n1: 1,2\n"));
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Mornings | Evenings, late | Weekends");
  CHECK(election->profile.title == "Library hours");
  CHECK(ballots_of(*election) == "4: 2 1 3\n2: 3\n1: 1 2");
  CHECK(ballots("toc", 3, 2, "2: 2,{3,1}\n1: {1,2,3}\n") == "2: 2 1=3\n1: 1=2=3");
  CHECK(ballots("toi", 2, 1, "2: {3, 1}\n") == "2: 1=3");
  CHECK(read_text(file("soc", 1, 1, "1: {3,1}\n"))->warnings.size() == 2);  // tied and incomplete
}

TEST_CASE("PrefLib: categories are ranks with gaps, or approvals of the first") {
  const std::string text =
      "# FILE NAME: x.cat\n# DATA TYPE: cat\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 3\n"
      "# NUMBER CATEGORIES: 2\n# CATEGORY NAME 1: yes\n# CATEGORY NAME 2: no\n"
      "# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n# ALTERNATIVE NAME 3: C\n"
      "2: {1,3},2\n1: {},{1,2,3}\n";
  CHECK(ballots_of(*read_text(text)) == "2: 1=3 2\n1: - 1=2=3");
  CHECK(ballots_of(*read_text(text, approved)) == "2: 1 3\n1:");
  CHECK(verdict(read_text(text + "1: 1,2,3\n")) == "FMT-006 line 13");
  CHECK(verdict(read_text(file("soi", 1, 1, "1: 1\n"), approved)) == "FMT-014 line 10");
}

TEST_CASE("PrefLib: files from before 2022") {
  const auto election = read_text("3\n1,Mornings\n2,Evenings\n3,Weekends\n5,5,2\n3,2,1,3\n2,1,{2,3}\n");
  REQUIRE(verdict(election) == "read");
  CHECK(ballots_of(*election) == "3: 2 1 3\n2: 1 2=3");
  CHECK(verdict(read_text("3\n1,Mornings\n2,Evenings\n")) == "FMT-004 line 3");
  CHECK(verdict(read_text("2\n1,A\n2,B\n5,6,2\n3,2,1\n2,1\n")) == "FMT-006 line 6");
}

TEST_CASE("PrefLib: damaged and hostile files are refused with their line",
          "[refuses FMT-004, FMT-005, FMT-006, FMT-007, FMT-008, FMT-009, FMT-013]") {
  CHECK(ballots("soi", 8, 3, "4: 2,1,3\n2: 3\n1: 1,2\n") == "FMT-006 line 12");
  CHECK(ballots("soi", 7, 9, "4: 2,1,3\n2: 3\n1: 1,2\n") == "FMT-006 line 12");
  CHECK(ballots("soi", 4, 1, "4: 2,1,4\n") == "FMT-007 line 10");
  CHECK(ballots("soi", 4, 1, "4: 2,0\n") == "FMT-007 line 10");
  CHECK(ballots("soi", 4, 1, "4: 2,2\n") == "FMT-009 line 10");
  CHECK(ballots("soi", 4, 1, "4: 2,1,\n") == "FMT-004 line 10");
  CHECK(ballots("soi", 4, 1, "4: 2,{1\n") == "FMT-008 line 10");
  CHECK(ballots("soi", 4, 1, "4 2,1\n") == "FMT-008 line 10");
  CHECK(ballots("soi", 4, 1, "-4: 2,1\n") == "FMT-005 line 10");
  CHECK(ballots("soi", 4, 1, "9223372036854775808: 2,1\n") == "FMT-005 line 10");
  CHECK(ballots("soi", 4, 1, "4: 2,99999999999999999999\n") == "FMT-007 line 10");
  CHECK(ballots("soi", 0, 0, "").empty());
  CHECK(verdict(read_text("# FILE NAME: x.wmd\n# DATA TYPE: wmd\n")) == "FMT-003 line 2");
  CHECK(verdict(read_text("# NUMBER ALTERNATIVES: 1000000\n")) == "TAL-003 line 1");
  CHECK(verdict(read_text("# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n1: 1\n")) == "FMT-006 line 3");
  CHECK(verdict(read_text("# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 2: B\n")) == "FMT-006 line 2");
  CHECK(verdict(read_text("# FILE NAME: x\n# NUMBER VOTERS: 0\n")) == "FMT-013 line 2");
}
