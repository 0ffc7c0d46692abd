#include "reading.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {
std::string file(std::string_view type, std::string_view votes, int projects = 2, int count = 2) {
  return fmt::format(
      "META\nkey;value\ndescription;Our street\nnum_projects;{}\nnum_votes;{}\nbudget;1000.50\n"
      "vote_type;{}\nPROJECTS\nproject_id;cost;name\np1;400;\"Trees; \"\"tall\"\" ones\"\np2;600.5;Benches\n"
      "VOTES\nvoter_id;vote;points\n{}",
      projects, count, type, votes);
}
std::string ballots(std::string_view text, std::vector<BallotKind> kinds) {
  const auto election = read_text(text, std::move(kinds));
  return election ? ballots_of(*election) : verdict(election);
}
}  // namespace

TEST_CASE("Pabulib: projects, money in its smallest unit, approvals", "[accepts FMT-004, FMT-005, FMT-006]") {
  const auto election = read_text(file("approval", "1;p1,p2;\n2;p2;\n"), approved);
  REQUIRE(verdict(election) == "read");
  CHECK(election->profile.title == "Our street");
  CHECK(names_of(*election) == "Trees; \"tall\" ones | Benches");
  CHECK(election->profile.candidates[1].id == "p2");
  REQUIRE(election->profile.budget);
  CHECK(election->profile.budget->limit == 100'050);
  CHECK(election->profile.budget->costs == std::vector<std::int64_t>{40'000, 60'050});
  CHECK(election->profile.budget->decimals == 2);
  CHECK(ballots_of(*election) == "1: 1 2\n1: 2");
}

TEST_CASE("Pabulib: points, scores and orders; each is an approval too") {
  CHECK(ballots(file("cumulative", "1;p2,p1;7,3\n2;p2;10\n"), allotted) == "1: 1:3 2:7\n1: 2:10");
  CHECK(ballots(file("scoring", "1;p2,p1;0,3\n2;p2;1\n"), scored) == "1: 1:3 2:0\n1: 2:1");
  CHECK(ballots(file("ordinal", "1;p2,p1;\n2;;\n"), ranked) == "1: 2 1\n1:");
  CHECK(ballots(file("ordinal", "1;p2,p1;\n2;p2;\n"), approved) == "1: 1 2\n1: 2");
  CHECK(ballots(file("approval", "1;p2;\n2;p2;\n"), ranked) == "FMT-014 line 12");
}

TEST_CASE("Pabulib: cents behind a comma, names with bare quotes") {
  const auto read = [](std::string_view cost, std::string_view name) {
    return read_text(fmt::format("META\nbudget;100,5\nvote_type;approval\nPROJECTS\nproject_id;cost;name\np1;{};{}\n"
                                 "VOTES\nvoter_id;vote\n1;p1\n",
                                 cost, name),
                     approved);
  };
  const auto cents = read("50,25", "\"Bo\" Lee's garden");
  REQUIRE(verdict(cents) == "read");
  CHECK(cents->profile.budget->limit == 10'050);
  CHECK(cents->profile.budget->costs == std::vector<std::int64_t>{5'025});
  CHECK(names_of(*cents) == "Bo Lee's garden");
  CHECK(verdict(read("1,200", "A")) == "FMT-005 line 6");  // a thousand?
}

TEST_CASE("Pabulib: nobody votes twice", "[refuses FMT-009]") {
  CHECK(ballots(file("approval", "1;p1;\n1;p2;\n"), approved) == "FMT-009 line 15");
  CHECK(ballots(file("approval", "1;p1;\n 1 ;p1;\n"), approved) == "FMT-009 line 15");
  CHECK(ballots(file("approval", ";p1;\n;p2;\n"), approved) == "1: 1\n1: 2");  // nothing says who
}

TEST_CASE("Pabulib: damaged and hostile files are refused with their line",
          "[refuses FMT-004, FMT-005, FMT-006, FMT-007, FMT-008, FMT-009, FMT-013]") {
  const auto says = [](std::string_view text) { return ballots(text, approved); };
  CHECK(says(file("approval", "1;p1;\n")) == "FMT-006 line 14");
  CHECK(says(file("approval", "1;p1;\n2;p2;\n", 3)) == "FMT-006 line 12");
  CHECK(says(file("approval", "1;p3;\n2;p2;\n")) == "FMT-007 line 14");
  CHECK(says(file("approval", "1;p1,p1;\n2;p2;\n")) == "FMT-009 line 14");
  CHECK(says(file("guessing", "1;p1;\n2;p2;\n")) == "FMT-008 line 12");
  CHECK(says(file("approval", "1\n2;p2;\n")) == "FMT-004 line 14");
  CHECK(says("META\nkey;value\nbudget;10\n") == "FMT-004 line 3");
  CHECK(says("META\nkey;value\nbudget;10\nBudget;20\nPROJECTS\n") == "FMT-008 line 4");
  CHECK(says("META\nbudget;10\nPROJECTS\nproject_id;cost\np1;5\n") == "FMT-004 line 5");
  CHECK(says("META\nbudget;10\nPROJECTS\nproject_id;cost\nVOTES\n") == "FMT-013 line 5");
  CHECK(says("META\nbudget;10\nPROJECTS\nproject_id;cost\np1;5\np1;5\nVOTES\n") == "FMT-009 line 6");
  CHECK(says("META\nbudget;10\nPROJECTS\nproject_id;cost\np1;-5\nVOTES\n") == "FMT-005 line 5");
  CHECK(says("META\nbudget;ten\nPROJECTS\nproject_id;cost\np1;5\nVOTES\n") == "FMT-005 line 6");
  CHECK(says("META\nbudget;9223372036854775808\nPROJECTS\nproject_id;cost\np1;5\nVOTES\n") == "FMT-005 line 6");
  CHECK(ballots(file("cumulative", "1;p2,p1;7\n2;p2;10\n"), allotted) == "FMT-006 line 14");
  CHECK(ballots(file("cumulative", "1;p2,p1;7,-3\n2;p2;10\n"), allotted) == "FMT-005 line 14");
}
