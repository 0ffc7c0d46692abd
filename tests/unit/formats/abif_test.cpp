#include "reading.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {
constexpr std::string_view declared =
    "# who goes where\n{\"title\": \"Outing, \\\"spring\\\"\"}\n=Lake:[The lake, by train]\n=Hill:[The "
    "hill]\n=[Sea]:[Sea #2]\n";
std::string ballots(std::string_view votes, std::vector<BallotKind> kinds = ranked) {
  const auto election = read_text(std::string(declared) + std::string(votes), std::move(kinds));
  return election ? ballots_of(*election) : verdict(election);
}
}  // namespace

TEST_CASE("ABIF: declared candidates, metadata and comments", "[accepts FMT-007, FMT-008, FMT-009]") {
  const auto election =
      read_text(std::string(declared) + "27:Lake>Hill # most\n5 : [Sea] = \"Hill\">Lake\n3*Sea\n2:\n");
  REQUIRE(verdict(election) == "read");
  CHECK(election->profile.title == "Outing, \"spring\"");
  CHECK(names_of(*election) == "The lake, by train | The hill | Sea #2");
  CHECK(election->profile.candidates[0].id == "Lake");
  CHECK(ballots_of(*election) == "27: 1 2\n5: 2=3 1\n3: 3\n2:");
}

TEST_CASE("ABIF: candidates nobody declares are numbered by name, whatever the order of votes") {
  const auto one = read_text("2:Zoe>Ann\n1:Bo\n");
  const auto other = read_text("1:Bo\n2:Zoe>Ann\n");
  REQUIRE(verdict(one) == "read");
  CHECK(names_of(*one) == "Ann | Bo | Zoe");
  CHECK(names_of(*other) == names_of(*one));
  CHECK(ballots_of(*one) == "2: 3 1\n1: 2");
}

TEST_CASE("ABIF: scores as scores, as an order, as approvals", "[accepts FMT-014][refuses FMT-008, FMT-014]") {
  CHECK(ballots("4:Lake/5>Hill/2\n1:Sea/3,Lake/3,Hill/0\n", scored) == "4: 1:5 2:2\n1: 1:3 2:0 3:3");
  CHECK(ballots("1:Sea/3,Lake/5,Hill/3\n") == "1: 1 2=3");
  CHECK(ballots("2:Sea,Lake\n1:Hill/1,Lake/0\n", approved) == "2: 1 3\n1: 2");
  CHECK(ballots("4:Lake>Hill\n", scored) == "FMT-014 line 6");
  CHECK(ballots("4:Lake/2>Hill/5\n") == "FMT-008 line 6");
  CHECK(ballots("4:Lake/5>Hill\n", scored) == "FMT-014 line 6");
  CHECK(ballots("2:Sea,Lake\n1:Hill>Lake\n", approved) == "FMT-014 line 7");
}

TEST_CASE("ABIF: weights that a voter allots, and what stands about a ballot") {
  CHECK(ballots("6: Lake*1,Hill*2,Sea*0\n", allotted) == "6: 1:1 2:2");
  CHECK(ballots("6: Lake*1,Hill*2\n") == "FMT-014 line 6");
  CHECK(ballots("6: Lake*1,Hill*2\n2:Lake/3\n", allotted) == "FMT-014 line 7");
  CHECK(ballots("7: Lake>Hill: {\"precinct\": 51}\n") == "7: 1 2");
  CHECK(ballots("7: Lake>Hill: noon\n") == "FMT-008 line 6");
  CHECK(ballots_of(*read_text("{\"about\": {\"place\": \"here\"}}\n3:A>B\n")) == "3: 1 2");
}

TEST_CASE("ABIF: damaged and hostile files are refused with their line",
          "[refuses FMT-005, FMT-007, FMT-008, FMT-009, FMT-013]") {
  CHECK(ballots("1:Lake>Desert\n") == "FMT-007 line 6");
  CHECK(ballots("1:Lake>Lake\n") == "FMT-009 line 6");
  CHECK(ballots("1:Lake>\n") == "FMT-008 line 6");
  CHECK(ballots("1:Lake Hill\n") == "FMT-007 line 6");
  CHECK(ballots("1:[Lake>Hill\n") == "FMT-008 line 6");
  CHECK(ballots("-1:Lake\n") == "FMT-008 line 6");
  CHECK(ballots("0:Lake\n") == "TAL-002 line 6");
  CHECK(ballots("9223372036854775808:Lake\n") == "FMT-005 line 6");
  CHECK(ballots("1:Lake/-1\n", scored) == "FMT-005 line 6");
  CHECK(ballots("Lake>Hill\n") == "FMT-008 line 6");
  CHECK(ballots("=Lake:[again]\n") == "FMT-009 line 6");
  CHECK(ballots("{\"title\n") == "FMT-008 line 6");
  CHECK(verdict(read_text("{\"seats\": 2}\n{\"seats\": 3}\n1:A\n")) == "FMT-008 line 2");
  CHECK(verdict(read_text("{\"title\": \"x\"}\n{\"title\": \"y\"}\n1:A\n")) == "FMT-008 line 2");
  CHECK(verdict(read_text("1:A\n{\"version\": [[[[}\n")) == "FMT-008 line 2");
  CHECK(verdict(read_text("1:A\n{version: 0.1}\n")) == "read");
  CHECK(read_text("{\"title\": \"x\", \"seats\": 2}\n1:A\n")->profile.seats == 2);
  CHECK(verdict(read_text("=A:[x] junk\n1:A\n")) == "FMT-008 line 1");
  CHECK(names_of(*read_text("=A:[x [y] z] # a comment\n1:A\n")) == "x [y] z");
  CHECK(verdict(read_text("1:A>B\n=C:[See]\n")) == "FMT-008 line 2");
  CHECK(verdict(read_text("{\"title\": \"nothing\"}\n")) == "FMT-013 line 1");
  CHECK(ballots("").empty());
}
