#include "voting/formats/csv.h"

#include "reading.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {
std::string ballots(std::string_view text, std::vector<BallotKind> kinds = ranked) {
  const auto election = read_text(text, std::move(kinds));
  return election ? ballots_of(*election) : verdict(election);
}
}  // namespace

TEST_CASE("CSV: a column a candidate, the cell is the rank") {
  const auto election = read_text("ballot_id,Ann,\"Lee, Bo\",Cy,count\n1,1,2,,3\n2,2,2,5,1\n3,,,,1\n4, 1 ,2,,2\n");
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Ann | Lee, Bo | Cy");
  CHECK(ballots_of(*election) == "5: 1 2\n1: - 1=2 - - 3\n1:");
  CHECK(ballots("Ann;Bo\n1;2\n2;1\n") == "1: 1 2\n1: 2 1");
  CHECK(ballots("Ann\tBo\n1\t2\n\t1\n") == "1: 1 2\n1: 2");
}

TEST_CASE("CSV: the same numbers as scores, points or approvals") {
  CHECK(ballots("Ann,Bo\n5,0\n,3\n-1,2\n", scored) == "1: 1:5 2:0\n1: 2:3\n1: 1:-1 2:2");
  CHECK(ballots("Ann,Bo\n5,0\n,3\n", allotted) == "1: 1:5\n1: 2:3");
  CHECK(ballots("Ann,Bo\n1,0\nx,\nno,yes\n", approved) == "2: 1\n1: 2");
  CHECK(ballots("Ann,Bo\n5,0\n", approved) == "FMT-014 line 2");
  CHECK(ballots("Ann,Bo\n-5,0\n", allotted) == "FMT-005 line 2");
  CHECK(ballots("Ann,Bo\n5,0\n") == "FMT-005 line 2");
}

TEST_CASE("CSV: a column a rank, the cell is a name") {
  const auto election =
      read_text("Ballot #,1st Choice,2nd choice,Rank 3\n1,Zoe,,Ann\n2,overvote,Bo\n3,undervote,skipped,\n");
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Ann | Bo | Zoe");
  CHECK(ballots_of(*election) == "1: 3 - 1\n1: ! 2\n1:");
}

TEST_CASE("CSV: one answer a ballot") {
  CHECK(ballots("vote,count\nyes,12\nNo,5\nabstain,2\nyes,1\n", answered) == "yes 13 no 5 abstain 2");
  CHECK(ballots("consent\nconsent\nstand-aside\nobjection\nconcern\n", {BallotKind::consent}) ==
        "consent 1 concern 1 stand-aside 1 objection 1");
  CHECK(ballots("vote\nAnn\nBo\nAnn\n", {BallotKind::choice, BallotKind::ranked}) == "2: 1\n1: 2");
  CHECK(ballots("vote\nyes\nmaybe\n", answered) == "FMT-007 line 3");
}

TEST_CASE("CSV: names with quotes, line breaks and right-to-left text") {
  const auto election = read_text("\"Ann \"\"A\"\" Lee\",\"Bo\nSecond line\",\"דנה, כהן\"\r\n1,2,3\r\n\"2\",1,\r\n");
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Ann \"A\" Lee | Bo\nSecond line | דנה, כהן");
  CHECK(ballots_of(*election) == "1: 1 2 3\n1: 2 1");
}

TEST_CASE("CSV: a blank line in one column is neither a ballot nor nothing", "[refuses FMT-008]") {
  CHECK(verdict(read_text("rank 1\nAnn\n\nBob\nAnn\n", ranked, Format::csv)) == "FMT-008 line 3");
  CHECK(ballots_of(*read_text("rank 1\nAnn\n\"\"\nBob\nAnn\n\n", ranked, Format::csv)) == "2: 1\n1:\n1: 2");
  CHECK(ballots("vote\nyes\n\nno\n", answered) == "FMT-008 line 3");
  CHECK(ballots("rank 1,rank 2\nAnn,Bob\n\nBob,\n") == "1: 1 2\n1: 2");
  CHECK(ballots("rank 1\trank 2\nAnn\tBob\n\nBob\t\n") == "1: 1 2\n1: 2");
}

TEST_CASE("CSV: a column without a heading is left out, and the reader of the result told") {
  const auto election = read_text("Ann,,Bo\n1,7,2\n");
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Ann | Bo");
  REQUIRE(election->warnings.size() == 1);
  CHECK(election->warnings[0].contains("column 2 has no heading"));
}

TEST_CASE("CSV: damaged and hostile tables are refused with their line",
          "[refuses FMT-004, FMT-005, FMT-006, FMT-008, FMT-009, FMT-013]") {
  CHECK(ballots("Ann,Bo\n1\n") == "FMT-006 line 2");
  CHECK(ballots("Ann,Bo\n1,2,3\n") == "FMT-006 line 2");
  CHECK(ballots("Ann,Bo\n1,0\n") == "FMT-005 line 2");
  CHECK(ballots("Ann,Bo\n1,x\n") == "FMT-005 line 2");
  CHECK(ballots("Ann,Bo\n1,2000\n") == "FMT-005 line 2");
  CHECK(ballots("Ann,Bo\n1,9223372036854775808\n") == "FMT-005 line 2");
  CHECK(ballots("Ann,Bo,count\n1,2,-3\n") == "FMT-005 line 2");
  CHECK(ballots("Ann,Bo,count\n1,2,0\n") == "TAL-002 line 2");
  CHECK(ballots("Ann,Bo,count\n1,2,9223372036854775807\n2,1,1\n") == "TAL-001 line 3");
  CHECK(ballots("Ann,Ann\n1,2\n") == "FMT-009 line 1");
  CHECK(ballots("Ann,count,weight\n1,2,3\n") == "FMT-008 line 1");
  CHECK(ballots("1st choice,3rd choice\nA,B\n") == "FMT-008 line 1");
  CHECK(ballots("1st choice,Region\nA,North\n") == "FMT-008 line 1");
  CHECK(ballots("id,precinct\n1,2\n") == "FMT-013 line 2");
  CHECK(ballots("Ann,\"Bo\n1,2\n") == "FMT-004 line 1");
  CHECK(ballots("Ann,Bo\n1,\"2\"x\n") == "FMT-008 line 2");
  CHECK(ballots("1st choice,2nd choice\n,\n") == "FMT-013 line 2");
  CHECK(ballots("Ann,Bo\n").empty());
}

TEST_CASE("CSV: text that a spreadsheet would run is written as text, and read as it was") {
  CHECK(csv_text_cell("=1+1") == "'=1+1");
  CHECK(csv_text_cell("+49 30, \"x\"") == "\"'+49 30, \"\"x\"\"\"");
  CHECK(csv_text_cell("-2") == "'-2");
  CHECK(csv_text_cell("@SUM(A1)") == "'@SUM(A1)");
  CHECK(csv_text_cell("'=1") == "''=1");
  CHECK(csv_text_cell("a=1") == "a=1");
  CHECK(csv_text_cell("'s Gravenhage") == "'s Gravenhage");
  CHECK(csv_text_cell("").empty());
  for (const std::string_view text : {"=1+1", "'=1", "''-", "a=1", "'s Gravenhage", "'", ""}) {
    const std::string cell = csv_text_cell(text, '\0');
    CHECK(without_formula_quote(cell) == text);
  }
}
