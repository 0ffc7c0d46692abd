#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "reading.h"
#include "voting/formats/rctab.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {

namespace fs = std::filesystem;

// A folder with a configuration and the sheet it names, saved as CSV.
class Contest {
 public:
  Contest() : folder_(fs::temp_directory_path() / fmt::format("tos_rctab_settings_{}", ::getpid())) {
    fs::create_directories(folder_);
  }
  ~Contest() { fs::remove_all(folder_); }
  Contest(const Contest&) = delete;
  Contest& operator=(const Contest&) = delete;

  void file(const std::string& name, std::string_view text) const { std::ofstream(folder_ / name) << text; }
  Result<RctabContest> read(std::string_view rules, std::string_view rows = "id,1,2,3\n1,Ann,,\n",
                            std::string_view source = labels, std::string_view provider = "ess") const {
    file("votes.csv", rows);
    return configured(fmt::format(R"({{"filePath": "votes.xlsx", "provider": "{}", "firstVoteColumnIndex": "2",
        "firstVoteRowIndex": "2", "idColumnIndex": "1"{}}})",
                                  provider, source),
                      rules);
  }
  // The rules given, and of the others those that every configuration needs.
  Result<RctabContest> configured(std::string_view source, std::string_view rules) const {
    std::string all(rules);
    for (const std::string_view needed :
         {R"("tiebreakMode": "useCandidateOrder")", R"("overvoteRule": "alwaysSkipToNextRank")",
          R"("winnerElectionMode": "singleWinnerMajority")"})
      if (!rules.contains(needed.substr(0, needed.find(':')))) all += fmt::format(", {}", needed);
    file("c.json", fmt::format(R"({{"tabulatorVersion": "1.3.0", "outputSettings": {{"contestName": "Mayor"}},
        "cvrFileSources": [{}],
        "candidates": [{{"name": "Ann", "aliases": [" A ", "1"]}}, {{"name": "Bo", "code": "2"}},
                       {{"name": "Cy", "excluded": "true"}}],
        "rules": {{"rulesDescription": "ours"{}}}}})",
                               source, all));
    return read_rctab(folder_ / "c.json");
  }
  static constexpr std::string_view labels =
      R"(, "overvoteLabel": "over", "skippedRankLabel": "under", "undeclaredWriteInLabel": "UWI")";

 private:
  fs::path folder_;
};

std::string ballots_in(const Result<RctabContest>& contest) {
  if (!contest) return std::string(contest.error().rule->id);
  Election election;
  election.profile = contest->profile;
  return ballots_of(election);
}
std::string with(std::string_view key, std::string_view value) { return fmt::format(", \"{}\": {}", key, value); }

}  // namespace

TEST_CASE("RCTab: what the cells of a sheet say") {
  const Contest contest;
  const auto read = contest.read("", "id,1st,2nd,3rd\n1,Ann,under,2\n2,over,1, A \n3,,UWI,Cy\n4,Bo\n");
  REQUIRE(ballots_in(read) == "1: 1 - 2\n1: ! 1 1\n1: - 4 3\n1: 2");
  CHECK(read->profile.title == "Mayor");
  CHECK(read->profile.candidates[2].standing == Standing::withdrawn);
  CHECK(read->profile.candidates[3].standing == Standing::undeclared_write_in);
  CHECK(ballots_in(contest.read("", "id,1,2,3\n1,Dee,Ann,Bo\n")) == "FMT-007");
  CHECK(ballots_in(contest.read(with("maxRankingsAllowed", "\"2\""), "id,1,2,3\n1,Ann,Bo,Dee\n")) == "1: 1 2");
  const std::string delimited = std::string(Contest::labels) + with("overvoteDelimiter", "\"//\"");
  CHECK(ballots_in(contest.read("", "id,1,2\n1,Ann//Bo,2\n2,Ann//,2\n", delimited)) == "FMT-008");
  CHECK(ballots_in(contest.read("", "id,1,2\n1,Bo // Ann,2\n", delimited)) == "1: 1=2 2");
  const std::string blanks = std::string(Contest::labels) + with("treatBlankAsUndeclaredWriteIn", "true");
  CHECK(ballots_in(contest.read(with("maxRankingsAllowed", "3"), "id,1,2,3\n1,Ann,,\n", blanks)) == "1: 1 4 4");
  CHECK(ballots_in(contest.read("", "id,1\n1,Ann\n", blanks)) == "1: 1 4 4");  // as many ranks as candidates
}

TEST_CASE("RCTab: sources that are not read say how to convert them") {
  const Contest contest;
  CHECK(ballots_in(contest.read("", "id\n", Contest::labels, "dominion")) == "FMT-016");
  CHECK(ballots_in(contest.configured(R"({"filePath": "x.xml", "provider": "cdf"})", "")) == "FMT-016");
  CHECK(ballots_in(contest.configured(R"({"filePath": "no.xlsx", "provider": "ess", "firstVoteColumnIndex": 2,
        "firstVoteRowIndex": 2})",
                                      "")) == "FMT-016");
  CHECK(ballots_in(contest.configured(R"({"filePath": "no.json", "provider": "cdf"})", "")) == "FMT-001");
}

TEST_CASE("RCTab: every rule of a configuration") {
  const Contest contest;
  const auto rules = [&](std::string_view key, std::string_view value) {
    const auto read = contest.read(with(key, value));
    REQUIRE(read);
    return read->rules;
  };
  CHECK(rules("overvoteRule", "\"exhaustImmediately\"").overvote == Overvote::exhaust);
  CHECK(rules("overvoteRule", "\"exhaustIfMultipleContinuing\"").overvote == Overvote::exhaust_if_several_continuing);
  CHECK(rules("maxSkippedRanksAllowed", "\"1\"").max_skipped_ranks == 1);
  CHECK(rules("maxSkippedRanksAllowed", "\"unlimited\"").max_skipped_ranks == std::nullopt);
  CHECK(rules("maxRankingsAllowed", "\"max\"").max_ranks == 3);  // as many as candidates
  CHECK(rules("maxRankingsAllowed", "\"\"").max_ranks == 3);
  CHECK(ballots_in(contest.read("", "id,1,2,3,4\n1,,,Ann,Bo\n")) == "1: - - 1");
  CHECK(rules("exhaustOnDuplicateCandidate", "true").exhaust_on_duplicate);
  CHECK(rules("batchElimination", "\"true\"").batch_elimination);
  CHECK(rules("continueUntilTwoCandidatesRemain", "true").continue_until_two);
  CHECK(rules("doesFirstRoundDetermineThreshold", "true").first_round_threshold);
  CHECK(rules("nonIntegerWinningThreshold", "true").fractional_threshold);
  CHECK(rules("hareQuota", "true").quota == Quota::hare);
  CHECK(rules("decimalPlacesForVoteArithmetic", "\"1\"").digits == 1);
  CHECK(rules("minimumVoteThreshold", "\"150\"").minimum_votes == Rational{150, 1});
  CHECK(rules("stopTabulationEarlyAfterRound", "\"3\"").stop_after_round == 3);
  CHECK(rules("multiSeatBottomsUpPercentageThreshold", "15").percentage_threshold == Rational::of(15, 100));
  CHECK(rules("numberOfWinners", "3").seats == 3);
  for (const auto& [word, mode] :
       {std::pair("multiWinnerAllowMultipleWinnersPerRound", WinnerMode::several_a_round),
        std::pair("multiWinnerAllowOnlyOneWinnerPerRound", WinnerMode::one_a_round),
        std::pair("bottomsUp", WinnerMode::bottoms_up),
        std::pair("bottomsUpUsingPercentageThreshold", WinnerMode::bottoms_up_percentage),
        std::pair("multiPassIrv", WinnerMode::sequential), std::pair("standard", WinnerMode::single),
        std::pair("multiSeatSequentialWinnerTakesAll", WinnerMode::sequential)})
    CHECK(rules("winnerElectionMode", fmt::format("\"{}\"", word)).mode == mode);
  for (const auto& [word, mode] :
       {std::pair("Single-winner majority determines winner", WinnerMode::single),
        std::pair("Multi-winner allow only one winner per round", WinnerMode::one_a_round),
        std::pair("Multi-winner allow multiple winners per round", WinnerMode::several_a_round),
        std::pair("Bottoms-up", WinnerMode::bottoms_up),
        std::pair("Bottoms-up using percentage threshold", WinnerMode::bottoms_up_percentage),
        std::pair("Multi-pass IRV", WinnerMode::sequential)})
    CHECK(rules("winnerElectionMode", fmt::format("\"{}\"", word)).mode == mode);
  CHECK(rules("overvoteRule", "\"Always skip to next rank\"").overvote == Overvote::skip);
  CHECK(rules("overvoteRule", "\"Exhaust if multiple continuing\"").overvote ==
        Overvote::exhaust_if_several_continuing);
  CHECK(rules("numberOfWinners", R"(2, "winnerElectionMode": "standard")").mode == WinnerMode::several_a_round);
  CHECK(rules("winnerElectionMode", R"("singleSeatContinueUntilTwoCandidatesRemain")").continue_until_two);
  CHECK(rules("numberOfWinners", R"(0, "winnerElectionMode": "multiSeatBottomsUp")").mode ==
        WinnerMode::bottoms_up_percentage);
}

TEST_CASE("RCTab: ties by list, by lot, by earlier rounds, or asked for") {
  const Contest contest;
  const auto read = [&](std::string_view mode) {
    return contest.read(fmt::format(R"(, "tiebreakMode": "{}", "randomSeed": "-7")", mode));
  };
  CHECK(std::get<JavaRandom>(read("random")->tie_breaker).seed == -7);
  CHECK_FALSE(std::get<JavaRandom>(read("random")->tie_breaker).permutation);
  CHECK(std::get<JavaRandom>(read("generatePermutation")->tie_breaker).permutation);
  CHECK(std::holds_alternative<ListedOrder>(read("usePermutationInConfig")->tie_breaker));
  CHECK(std::holds_alternative<LeaveTied>(read("stopCountingAndAsk")->tie_breaker));
  CHECK(std::holds_alternative<LeaveTied>(read("previousRoundCountsThenAsk")->tie_breaker));
  CHECK(std::holds_alternative<ListedOrder>(read("Use candidate order in the config file")->tie_breaker));
  CHECK(std::holds_alternative<LeaveTied>(read("Previous round counts (then stop counting and ask)")->tie_breaker));
  CHECK(std::get<JavaRandom>(read("Generate permutation")->tie_breaker).permutation);
  CHECK(read("Previous round counts (then random)")->rules.ties == TieRule::previous_rounds_then_tie_breaker);
  CHECK(read("previousRoundCountsThenRandom")->rules.ties == TieRule::previous_rounds_then_tie_breaker);
  CHECK(ballots_in(contest.read(with("tiebreakMode", "\"random\""))) == "FMT-015");  // without a seed
}

TEST_CASE("RCTab: settings that are wrong, or of rules and sources and unknown, are refused", "[refuses FMT-015]") {
  const Contest contest;
  for (const auto& [key, value] :
       {std::pair("overvoteRule", "\"ignoreIfAnyContinuing\""), std::pair("winnerElectionMode", "\"best\""),
        std::pair("tiebreakMode", "\"coin\""), std::pair("maxSkippedRanksAllowed", "\"-1\""),
        std::pair("batchElimination", "\"maybe\""), std::pair("numberOfWinners", "\"9223372036854775808\""),
        std::pair("maxRankingsAllowed", "0")})
    CHECK(ballots_in(contest.read(with(key, value))) == "FMT-015");
  CHECK(ballots_in(contest.read(with("halveEveryVote", "true"))) == "FMT-015");
  CHECK(ballots_in(contest.read("", "id,1\n1,Ann\n", std::string(Contest::labels) + with("onlyBatch", "7"))) ==
        "FMT-015");
  REQUIRE(contest.read(with("halveEveryVote", "false")));  // not set
  CHECK(contest.read(with("halveEveryVote", "\"\""))->warnings.empty());
}
