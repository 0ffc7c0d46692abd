#include "reading.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {
// A report with candidates Ann and Bo and a write-in; `selections` is the list of one ballot's contest.
std::string report(std::string_view selections, std::string_view contest_id = "k1") {
  return fmt::format(
      R"({{"@type": "CVR.CastVoteRecordReport", "CVR": [{{"CurrentSnapshotId": "s1", "CVRSnapshot": [
 {{"@id": "s0", "CVRContest": []}},
 {{"@id": "s1", "CVRContest": [{{"ContestId": "{}", "CVRContestSelection": [{}]}}]}}]}}],
"Election": [{{"Candidate": [{{"@id": "c1", "Name": "Ann"}}, {{"@id": "c2", "Name": "Bo"}}],
 "Contest": [{{"@id": "k1", "Name": "Chair", "ContestSelection": [
  {{"@id": "x1", "CandidateIds": ["c1"]}}, {{"@id": "x2", "CandidateIds": ["c2"]}}, {{"@id": "xw", "IsWriteIn": true}}]}}]}}]}})",
      contest_id, selections);
}
std::string mark(std::string_view selection, int rank, std::string_view more = "") {
  return fmt::format(R"({{"ContestSelectionId": "{}", "SelectionPosition": [{{"Rank": {}{}}}]}})", selection, rank,
                     more);
}
std::string ballots(std::string_view text, std::vector<BallotKind> kinds = ranked) {
  const auto election = read_text(text, std::move(kinds));
  return election ? ballots_of(*election) : std::string(election.error().rule->id);
}
}  // namespace

TEST_CASE("CVR JSON: ranks, gaps, overvotes and write-ins of the current snapshot", "[accepts FMT-007, FMT-008]") {
  const auto election = read_text(report(mark("x2", 1) + "," + mark("x1", 3)));
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Ann | Bo | Undeclared Write-ins");
  CHECK(election->profile.candidates[2].standing == Standing::undeclared_write_in);
  CHECK(election->profile.title == "Chair");
  CHECK(ballots_of(*election) == "1: 2 - 1");
  CHECK(ballots(report(mark("x2", 1) + "," + mark("x1", 1))) == "1: 1=2");
  CHECK(ballots(report(mark("xw", 1) + "," + mark("x1", 2))) == "1: 3 1");
  CHECK(ballots(report(mark("x1", 1, R"(, "CVRWriteIn": {"Text": "Cy"})"))) == "1: 3");
  CHECK(ballots(report("")) == "1:");
}

TEST_CASE("CVR JSON: marks that do not count, and ranks on the selection") {
  CHECK(ballots(report(mark("x1", 1, R"(, "HasIndication": "no")"))) == "1:");
  CHECK(ballots(report(mark("x1", 1, R"(, "IsAllocable": "no")"))) == "1:");
  CHECK(ballots(report(mark("x1", 1, R"(, "HasIndication": "yes", "IsAllocable": "unknown")"))) == "1: 1");
  CHECK(ballots(report(R"({"ContestSelectionId": "x2", "Rank": 2})")) == "1: - 2");
  CHECK(ballots(report(R"({"ContestSelectionId": "x2"}, {"ContestSelectionId": "x1"})"), approved) == "1: 1 2");
}

TEST_CASE("CVR JSON: positions say what counts, also where the selection has a rank", "[refuses FMT-008]") {
  const auto ranked_selection = [](std::string_view position) {
    return ballots(
        report(fmt::format(R"({{"ContestSelectionId": "x1", "Rank": 2, "SelectionPosition": [{}]}})", position)));
  };
  CHECK(ranked_selection(R"({"HasIndication": "yes", "NumberVotes": 1})") == "1: - 1");
  CHECK(ranked_selection(R"({"HasIndication": "no"})") == "1:");
  CHECK(ranked_selection(R"({"IsAllocable": "no"})") == "1:");
  CHECK(ranked_selection(R"({"NumberVotes": 0})") == "1:");
  CHECK(ranked_selection(R"({"CVRWriteIn": {"Text": "Cy"}})") == "1: - 3");
  CHECK(ranked_selection(R"({"CVRWriteIn": null})") == "1: - 1");
  CHECK(ranked_selection(R"({"Rank": 1})") == "1: 1");
  CHECK(ranked_selection(R"({"Rank": null})") == "1: - 1");
  CHECK(ranked_selection(R"({"Rank": 1}, {"Rank": 4, "NumberVotes": 0}, {"HasIndication": "yes"})") == "1: 1 1");
  CHECK(ranked_selection("") == "1: - 1");
  CHECK(ballots(report(mark("x1", 1, R"(, "NumberVotes": 0)"))) == "1:");
  CHECK(ballots(report(R"({"ContestSelectionId": "x2", "TotalNumberVotes": 0})")) == "1:");
  CHECK(
      ballots(report(R"({"ContestSelectionId": "x2", "Rank": 1, "TotalNumberVotes": 2, "SelectionPosition": [{}]})")) ==
      "FMT-008");
}

TEST_CASE("CVR JSON: a write-in that the contest does not list has no id", "[refuses FMT-008]") {
  const auto unnamed = [](std::string_view position) {
    return ballots(report(fmt::format(R"({{"SelectionPosition": [{}]}}, )", position) + mark("x2", 2)));
  };
  CHECK(unnamed(R"({"Rank": 1, "CVRWriteIn": {"Text": "Cy"}})") == "1: 3 2");
  CHECK(unnamed(R"({"Rank": 1, "CVRWriteIn": {"Text": "Cy"}, "HasIndication": "no"})") == "1: - 2");
  CHECK(unnamed(R"({"Rank": 1})") == "FMT-008");
  CHECK(ballots(report(R"({"Rank": 1})")) == "FMT-008");
}

TEST_CASE("CVR JSON: what is no mark of one vote is not counted as one", "[refuses FMT-005, FMT-008]") {
  CHECK(ballots(report(mark("x1", 1, R"(, "HasIndication": false)"))) == "1:");
  CHECK(ballots(report(mark("x1", 1, R"(, "HasIndication": true, "IsAllocable": null)"))) == "1: 1");
  CHECK(ballots(report(mark("x1", 1, R"(, "IsAllocable": false)"))) == "1:");
  CHECK(ballots(report(mark("x1", 1, R"(, "HasIndication": "nope")"))) == "FMT-008");
  CHECK(ballots(report(mark("x1", 1, R"(, "HasIndication": 0)"))) == "FMT-008");
  CHECK(ballots(report(mark("x1", 1, R"(, "NumberVotes": 1)"))) == "1: 1");
  CHECK(ballots(report(mark("x1", 1, R"(, "NumberVotes": 7)"))) == "FMT-008");
  CHECK(ballots(report(mark("x1", 1, R"(, "NumberVotes": -1)"))) == "FMT-005");
  CHECK(ballots(report(mark("x1", 1, R"(, "NumberVotes": 7, "HasIndication": "no")"))) == "1:");
  CHECK(ballots(report(mark("x1", 1, R"(, "FractionalVotes": ".5")"))) == "FMT-008");
  CHECK(ballots(report(R"({"ContestSelectionId": "x2", "TotalNumberVotes": 2})")) == "FMT-008");
}

TEST_CASE("CVR JSON: what is of another type is not nothing", "[refuses FMT-008]") {
  const std::string whole = report(mark("x1", 1));
  const auto changed = [&](std::string_view from, std::string_view to) {
    std::string text = whole;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return ballots(text.replace(at, from.size(), to));
  };
  CHECK(changed(R"("CVR": [)", R"("CVR": [null, )") == "FMT-008");
  CHECK(changed(R"("CVR": [)", R"("CVR": [5, )") == "FMT-008");
  CHECK(changed(R"("CVR": [)", R"("CVR": [[1], )") == "FMT-008");
  CHECK(changed(R"("CVR": [)", R"("CVR": {}, "CVR": [)") == "FMT-008");
  CHECK(changed(R"("CVR": [)", R"("CVR": [], "CVR": [)") == "FMT-008");
  CHECK(changed(R"("Election": [)", R"("Election": [], "Election": [)") == "FMT-008");
  CHECK(changed(R"("CVRContest": [{)", R"("CVRContest": {}, "x": [{)") == "FMT-008");
  CHECK(changed(R"("SelectionPosition": [)", R"("SelectionPosition": 1, "x": [)") == "FMT-008");
  CHECK(changed(R"("SelectionPosition": [)", R"("SelectionPosition": ["", )") == "FMT-008");
  CHECK(changed(R"("@id": "x2")", R"("@id": "")") == "FMT-008");
}

TEST_CASE("CVR JSON: a contest is in a snapshot once, and its name is its own", "[refuses FMT-008, FMT-009, FMT-013]") {
  CHECK(ballots(report(mark("x1", 1) + R"(]}, {"ContestId": "k1", "CVRContestSelection": [)" + mark("x2", 1))) ==
        "FMT-008");
  CHECK(ballots(R"({"CVR": [], "Election": [{"Contest": []}]})") == "FMT-013");
  ReadOptions options{.contest = "Chair"};
  auto input = Input::from_memory(
      R"({"CVR": [], "Election": [{"Contest": [{"@id": "a", "Name": "Chair"}, {"@id": "b", "Name": "Chair"}]}]})",
      "test");
  CHECK(verdict(read_election(*input, options)) == "FMT-009 line 0");
}

TEST_CASE("CVR JSON: no id is taken for a write-in") {
  std::string text = report(mark("\\u0001write-in", 1));
  text.replace(text.find(R"("@id": "x2")"), 11, R"("@id": "\u0001write-in")");
  const auto election = read_text(text);
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Ann | Bo | Undeclared Write-ins");
  CHECK(ballots_of(*election) == "1: 2");
}

TEST_CASE("CVR JSON: records of ever more contests are refused: refuses FMT-010") {
  std::string records = R"({"CVR": [)";
  for (int i = 0; i < 5'000; ++i)
    records +=
        fmt::format(R"({}{{"CVRSnapshot": [{{"CVRContest": [{{"ContestId": "k{}"}}]}}]}})", i == 0 ? "" : ",", i);
  CHECK(ballots(records + "]}") == "FMT-010");
}

TEST_CASE("CVR JSON: another contest's ballots are left aside") {
  const auto election = read_text(report(mark("y1", 1), "k9"));
  REQUIRE(verdict(election) == "read");
  CHECK(ballots_of(*election).empty());
  CHECK(election->warnings.size() == 1);
}

TEST_CASE("CVR JSON: the answers to a question") {
  const auto election = read_text(R"({"CVR": [{"CVRSnapshot": [{"CVRContest": [{"ContestId": "q",
      "CVRContestSelection": [{"ContestSelectionId": "n", "SelectionPosition": [{"HasIndication": "yes"}]}]}]}]}],
    "Election": [{"Contest": [{"@id": "q", "Name": "Lights?", "ContestSelection": [
      {"@id": "y", "Selection": "Yes"}, {"@id": "n", "Selection": "No"}]}]}]})");
  REQUIRE(verdict(election) == "read");
  CHECK(names_of(*election) == "Yes | No");
  CHECK(ballots_of(*election) == "1: 2");
}

TEST_CASE("CVR JSON: damaged and hostile reports are refused",
          "[refuses FMT-003, FMT-004, FMT-005, FMT-007, FMT-008]") {
  CHECK(ballots(report(mark("x9", 1))) == "FMT-007");
  CHECK(ballots(report(mark("x1", 0))) == "FMT-005");
  CHECK(ballots(report(mark("x1", -1))) == "FMT-005");
  CHECK(ballots(report(mark("x1", 99999))) == "FMT-005");
  const std::string whole = report(mark("x1", 1));
  CHECK(ballots(whole.substr(0, whole.size() / 2)) == "FMT-004");
  CHECK(ballots(whole.substr(0, whole.size() - 1)) == "FMT-004");
  CHECK(ballots("{\"CVR\": [}, 1, 2, 3]}") == "FMT-008");
  CHECK(ballots("{\"CVR\": []}") == "FMT-003");
  CHECK(ballots("{\"CVR\": [{}], \"Election\": []}") == "FMT-008");
  CHECK(ballots("{\"CVR\": [], \"Election\": [" + std::string(100'000, '[')) == "FMT-008");
  CHECK(ballots("{\"tabulatorVersion\": \"1\", \"cvrFileSources\": []}") == "FMT-003");
}
