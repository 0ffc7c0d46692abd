#include "voting/methods/report/report.h"

#include <nlohmann/json.hpp>

#include "small_profile.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

TEST_CASE("decimals are written exactly") {
  CHECK(to_decimal(0, 0) == "0");
  CHECK(to_decimal(1234, 0) == "1234");
  CHECK(to_decimal(-5, 2) == "-0.05");
  CHECK(to_decimal(123'450, 5) == "1.23450");
  CHECK(to_decimal(123'450, 5, 2) == "1.23");
  CHECK(to_decimal(123'450, 5, 0) == "1");
  CHECK(to_decimal(7, 0, 2) == "7.00");
  CHECK(to_decimal(5, 3) == "0.005");
}

TEST_CASE("the report in text") {
  const Profile profile = tennessee();
  CHECK(to_text(profile, counted(profile, IrvRules{})) ==
        "Result\n"
        "  Method: irv (tos.irv/1), 1 seat\n"
        "  Ballots: 100, valid 100\n"
        "  K is elected.\n"
        "\n"
        "Round 1\n"
        "  candidate  votes\n"
        "  M             42\n"
        "  N             26\n"
        "  K             17\n"
        "  C             15\n"
        "  needed        51\n"
        "  C is eliminated with the fewest votes.\n"
        "  15 ballots worth 15 votes go from C to K.\n"
        "\n"
        "Round 2\n"
        "  candidate  votes\n"
        "  M             42\n"
        "  K             32\n"
        "  N             26\n"
        "  needed        51\n"
        "  N is eliminated with the fewest votes.\n"
        "  26 ballots worth 26 votes go from N to K.\n"
        "\n"
        "Round 3\n"
        "  candidate  votes\n"
        "  K             58\n"
        "  M             42\n"
        "  needed        51\n"
        "  K reaches the quota and is elected.\n");
}

TEST_CASE("the explanation is sentences") {
  const Profile profile = tennessee();
  const std::vector<std::string> lines = explain(profile, counted(profile, IrvRules{}));
  CHECK(lines.front() == "100 ballots were cast, 100 of them say something.");
  CHECK(lines[1] == "Round 1: M has 42 votes, N has 26 votes, K has 17 votes; 51 are needed.");
  CHECK(lines.back() == "K is elected.");
}

TEST_CASE("names cannot break a report") {
  Profile profile = ranked("AB", {{2, "A"}, {1, "B"}});
  profile.candidates[0].name = "a|b\n<script>\"&*";
  profile.candidates[1].name = "a|b\n<script>\"&*";
  profile.title = "x\x1b[31m";
  const Outcome outcome = counted(profile, IrvRules{});
  CHECK(to_text(profile, outcome).find('\x1b') == std::string::npos);
  CHECK(to_text(profile, outcome).find("a|b <script>\"&* (number 1)") != std::string::npos);
  CHECK(to_markdown(profile, outcome).find("a\\|b \\<script\\>\"\\&\\* (number 2)") != std::string::npos);
  CHECK(to_svg(profile, outcome).find("<script>") == std::string::npos);
  CHECK(to_svg(profile, outcome).find("&lt;script&gt;&quot;&amp;") != std::string::npos);
  CHECK(to_json(profile, outcome)["candidates"][0]["name"] == profile.candidates[0].name);
}

TEST_CASE("a name in Markdown shows as it is written") {
  Profile profile = ranked("ABCD", {{5, "A"}, {2, "B"}, {1, "C"}});
  profile.candidates[0].name = "1. Ann";
  profile.candidates[1].name = "- Bo &amp; `Co` ~~Inc~~";
  profile.candidates[2].name = "2) <b>$Cy$</b>";
  profile.candidates[3].name = "+1 [x](y) _Dee_";
  const std::string text = to_markdown(profile, counted(profile, IrvRules{.continue_until_two = true}));
  CHECK(text.contains("\n- 1\\. Ann is elected."));
  CHECK(text.contains("\n- 2\\) \\<b\\>\\$Cy\\$\\</b\\> is eliminated"));
  CHECK(text.contains("\n- \\+1 \\[x\\](y) \\_Dee\\_ is eliminated"));
  CHECK(text.contains("| - Bo \\&amp; \\`Co\\` \\~\\~Inc\\~\\~ | 2 |"));
}

TEST_CASE("SVG cuts a long name between characters and tells all of it to who points there") {
  Profile profile = ranked("ABC", {{3, "A>B"}, {2, "B>A"}, {1, "C>A"}});
  std::string accents, entities;
  for (int i = 0; i < 40; ++i) accents += "é";
  for (int i = 0; i < 40; ++i) entities += "<";
  profile.candidates[0].name = accents;
  profile.candidates[1].name = entities;
  const auto repeated = [](std::string_view piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += piece;
    return text;
  };
  for (const MethodRules& rules :
       {MethodRules(IrvRules{}), MethodRules(SchulzeRules{}), MethodRules(MajorityRules{})}) {
    const std::string svg = to_svg(profile, counted(profile, rules));
    INFO(svg);
    CHECK(svg.contains(repeated("é", 30) + "…</text>"));
    CHECK(svg.contains("<title>" + accents + "</title>"));
    CHECK(svg.contains(repeated("&lt;", 30) + "…</text>"));
    CHECK(svg.contains("<title>" + repeated("&lt;", 40) + "</title>"));
    CHECK_FALSE(svg.contains("<title>C</title>"));  // short enough as it is
  }
  CHECK(to_svg(profile, counted(profile, IrvRules{})).contains("<title>C → " + accents + ": 1</title>"));
}

TEST_CASE("the JSON has the fields that others build on") {
  const Profile profile = tennessee();
  const auto irv = to_json(profile, counted(profile, IrvRules{}));
  CHECK(irv["method"] == "irv");
  CHECK(irv["rule"] == "tos.irv/1");
  CHECK(irv["seats"] == 1);
  CHECK(irv["elected"].dump() == R"([{"number":4,"name":"K","round":3}])");
  CHECK(irv["rounds"][1]["totals"].dump() == "[42,26,0,32]");
  CHECK(irv["rounds"][1]["continuing"].dump() == "[1,2,4]");
  CHECK(irv["rounds"][0]["quota"] == 51);
  CHECK(irv["rounds"][0]["exhausted"] == 0);
  CHECK(irv["rounds"][0]["actions"][1].dump() == R"({"type":"transfer","from":3,"to":4,"ballots":15,"value":15})");
  CHECK(irv["ballots"] == 100);
  CHECK(irv["valid_ballots"] == 100);
  CHECK(irv["ties"].empty());
  CHECK_FALSE(irv.contains("pairwise"));
  const auto schulze = to_json(profile, counted(profile, SchulzeRules{}));
  CHECK(schulze["pairwise"].dump() == "[[0,42,42,42],[58,0,68,68],[58,32,0,83],[58,32,17,0]]");
  CHECK(schulze["ranking"].dump() == "[2,3,4,1]");

  Profile budget = approval("A", {{1, "A"}});
  budget.candidates[0].id = "p1";
  budget.budget = Budget{.limit = 150, .costs = {125}, .decimals = 2};
  const auto bought = to_json(budget, counted(budget, GreedyBudgetRules{}));
  CHECK(bought["selected"].dump() == R"([{"id":"p1","number":1,"name":"A","cost":1.25}])");
  CHECK(bought["spent"] == 1.25);
}

TEST_CASE("amounts that a double would round are strings") {
  const Profile profile = ranked("AB", {{2'000'000, "A>B"}, {1, "B"}});
  const auto json = to_json(profile, counted(profile, MeekStvRules{.seats = 1}));
  CHECK(json["rounds"][0]["totals"][0] == "2000000.000000000");
  CHECK(json["rounds"][0]["totals"][1] == 1.0);
}

TEST_CASE("RCTab's report writes whole ballots whole and fractions with all digits") {
  const Profile profile = ranked("ABC", {{7, "A>B"}, {3, "B"}, {2, "C"}});
  const Outcome outcome = counted(profile, IrvRules{.seats = 2, .mode = WinnerMode::several_a_round});
  const auto report = to_rctab_json(profile, outcome, {.contest = "test"});
  CHECK(report["config"]["contest"] == "test");
  CHECK(report["results"][0]["tally"].dump() == R"({"A":"7","B":"3","C":"2"})");
  CHECK(report["results"][0]["threshold"] == "5");
  CHECK(report["results"][0]["tallyResults"].dump() ==
        R"([{"elected":"A","transfers":{"B":"1.9999","residual surplus":"0.0001"}}])");
  CHECK(report["summary"]["totalNumBallots"] == "12");
}
