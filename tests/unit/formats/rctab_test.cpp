#include "voting/formats/rctab.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "reading.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {

// A contest of two candidates in a folder of its own, its ballots in votes.csv; a test changes words of it.
class Contest {
 public:
  Contest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tos_rctab_XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    std::ofstream(folder_ / "votes.csv") << "id,1st,2nd\n1,Ann,Bo\n2,Bo,undervote\n3,Ann,overvote\n";
  }
  ~Contest() { std::filesystem::remove_all(folder_); }

  Result<RctabContest> read(std::string_view from = "", std::string_view to = "") const {
    std::string text =
        R"({"tabulatorVersion": "2.0.0", "outputSettings": {"contestName": "Mayor"},
 "cvrFileSources": [{"provider": "ess", "filePath": "votes.csv", "firstVoteColumnIndex": "2", "firstVoteRowIndex": "2",
                     "idColumnIndex": "1", "overvoteLabel": "overvote", "skippedRankLabel": "undervote"}],
 "candidates": [{"name": "Ann"}, {"name": "Bo"}],
 "rules": {"tiebreakMode": "random", "randomSeed": "7", "overvoteRule": "exhaustImmediately",
           "winnerElectionMode": "singleWinnerMajority", "numberOfWinners": "1", "minimumVoteThreshold": "0",
           "maxSkippedRanksAllowed": "1", "maxRankingsAllowed": "2"}})";
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    std::ofstream(folder_ / "config.json") << text;
    return read_rctab(folder_ / "config.json");
  }

  void votes(std::string_view text) const { std::ofstream(folder_ / "votes.csv") << text; }
  // The ballots of that sheet, or the rule that it breaks.
  std::string read_votes(std::string_view text, std::string_view from = "", std::string_view to = "") const {
    votes(text);
    const auto contest = read(from, to);
    return contest ? ballots_of(Election{.profile = contest->profile}) : std::string(contest.error().rule->id);
  }

  // The rule that this change breaks.
  std::string_view refused(std::string_view from, std::string_view to) const {
    const auto contest = read(from, to);
    return contest ? "read" : contest.error().rule->id;
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace

TEST_CASE("RCTab: a configuration and the ballots that it names", "[accepts FMT-015, FMT-016]") {
  const Contest contest;
  const auto read = contest.read();
  REQUIRE(read);
  CHECK(read->heading.contest == "Mayor");
  CHECK(read->rules.max_ranks == 2);
  CHECK(ballots_of(Election{.profile = read->profile}) == "1: 1 2\n1: 2\n1: 1 !");
  CHECK(contest.refused("votes.csv", "votes.xlsx") == "read");  // the sheet saved as CSV stands beside it
}

TEST_CASE("RCTab: settings that cannot be applied are refused", "[refuses FMT-015]") {
  const Contest contest;
  const std::pair<std::string_view, std::string_view> changes[] = {
      {"{\"tabulatorVersion\"", "[{\"tabulatorVersion\""},
      {"\"cvrFileSources\"", "\"sources\""},
      {"\"candidates\"", "\"persons\""},
      {"\"rules\"", "\"settings\""},
      {"\"votes.csv\"", "\"\""},
      {"\"ess\"", "\"\""},
      {"\"name\": \"Bo\"", "\"name\": \"\""},
      {"\"singleWinnerMajority\"", "\"whoeverShoutsLoudest\""},
      {"\"exhaustImmediately\"", "\"ignore\""},
      {"\"random\"", "\"duel\""},
      {"\"randomSeed\": \"7\",", ""},
      {"\"numberOfWinners\": \"1\"", "\"numberOfWinners\": \"one\""},
      {"\"numberOfWinners\": \"1\"", "\"numberOfWinners\": \"99999999999999999999\""},
      {"\"firstVoteColumnIndex\": \"2\"", "\"firstVoteColumnIndex\": \"\""},
  };
  for (const auto& [from, to] : changes) {
    INFO(from << " → " << to);
    CHECK(contest.refused(from, to) == "FMT-015");
  }
}

TEST_CASE("RCTab: a setting of another type is not one that is not set", "[refuses FMT-015]") {
  const Contest contest;
  for (const std::string_view value : {"2.0", "[2]", "{\"n\": 2}", "2.5e0"}) {
    INFO(value);
    CHECK(contest.refused("\"numberOfWinners\": \"1\"", fmt::format("\"numberOfWinners\": {}", value)) == "FMT-015");
    CHECK(contest.refused("\"minimumVoteThreshold\": \"0\"", fmt::format("\"minimumVoteThreshold\": {}", value)) ==
          "FMT-015");
    CHECK(contest.refused("\"contestName\": \"Mayor\"", fmt::format("\"contestName\": {}", value)) == "FMT-015");
    CHECK(contest.refused("\"idColumnIndex\": \"1\"", fmt::format("\"idColumnIndex\": {}", value)) == "FMT-015");
  }
  const std::pair<std::string_view, std::string_view> changes[] = {
      {"\"numberOfWinners\": \"1\"", "\"numberOfWinners\": 1, \"numberOfWinners\": 2"},
      {"\"rules\"", "\"rules\": {}, \"rules\""},
      {"{\"name\": \"Bo\"}", "\"Bo\""},
      {"{\"name\": \"Bo\"}", "{\"name\": \"Bo\", \"excluded\": {}}"},
      {"{\"name\": \"Bo\"}", "{\"name\": \"Bo\", \"aliases\": \"B\"}"},
      {"{\"name\": \"Bo\"}", "{\"name\": \"Bo\", \"aliases\": [7]}"},
      {"\"votes.csv\"", "\"votes.csv\\u0000.xml\""},
  };
  for (const auto& [from, to] : changes) {
    INFO(from << " → " << to);
    CHECK(contest.refused(from, to) == "FMT-015");
  }
  const auto cut = contest.read("\"Bo\"}],\n", "\"Bo\"}],\n nonsense");
  REQUIRE_FALSE(cut);
  CHECK(cut.error().where.line == 5);
}

TEST_CASE("RCTab: a sheet's rows count as in the spreadsheet, blank ones too") {
  const Contest contest;
  const std::string_view row = "\"firstVoteRowIndex\": \"2\"";
  CHECK(contest.read_votes("City election\n\nid,1st,2nd\na,Ann,Bo\nb,Ann,Bo\nc,Bo,\n", row,
                           "\"firstVoteRowIndex\": \"4\"") == "2: 1 2\n1: 2");
  CHECK(contest.read_votes("Election; 2020\nid,1st,2nd\na,Ann,Bo\n", row, "\"firstVoteRowIndex\": 3") == "1: 1 2");
  CHECK(contest.read_votes("id;1st;2nd\na;Ann;Bo\n\nb;Bo\n") == "1: 1 2\n1: 2");
  CHECK(contest.read_votes("1st\nAnn\n\nBo\n", "\"firstVoteColumnIndex\": \"2\"", "\"firstVoteColumnIndex\": 1") ==
        "FMT-008");
}

TEST_CASE("RCTab: where nothing is read, nobody is elected", "[refuses FMT-004, FMT-015]") {
  const Contest contest;
  CHECK(contest.refused("\"firstVoteColumnIndex\": \"2\"", "\"firstVoteColumnIndex\": \"4\"") == "FMT-015");
  CHECK(contest.refused("\"firstVoteRowIndex\": \"2\"", "\"firstVoteRowIndex\": \"6\"") == "FMT-015");
  CHECK(contest.refused("\"firstVoteRowIndex\": \"2\"", "\"firstVoteRowIndex\": \"5\"") == "FMT-004");
  CHECK(contest.read_votes("") == "FMT-015");
  CHECK(contest.read_votes("", "\"firstVoteRowIndex\": \"2\"", "\"firstVoteRowIndex\": 1") == "FMT-015");
  CHECK(contest.read_votes("id,1st\n") == "FMT-004");
}

TEST_CASE("RCTab: records of other providers are not guessed at", "[refuses FMT-016]") {
  const Contest contest;
  CHECK(contest.refused("\"ess\"", "\"hart\"") == "FMT-016");
  CHECK(contest.refused("\"ess\", \"filePath\": \"votes.csv\"", "\"cdf\", \"filePath\": \"votes.xml\"") == "FMT-016");
  CHECK(contest.refused("votes.csv", "other.xlsx") == "FMT-016");
}
