#include "small_profile.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

TEST_CASE("instant run-off: the capital of Tennessee") {
  const Profile profile = tennessee();
  const Outcome outcome = counted(profile, IrvRules{});
  CHECK(elected(profile, outcome) == "K");
  REQUIRE(outcome.trace.rounds.size() == 3);
  CHECK(totals(outcome, 1) == "42 26 15 17");
  CHECK(totals(outcome, 2) == "42 26 - 32");
  CHECK(totals(outcome, 3) == "42 - - 58");
  CHECK(outcome.elected[0].round == 3);
  CHECK(outcome.rule == "tos.irv/1");
}

TEST_CASE("how instant run-off reads overvotes, blanks and repeated candidates") {
  // One ballot in question; A and B have one vote each beside it, C is eliminated first where that matters.
  struct Row {
    std::string_view ballot;
    Overvote overvote;
    std::optional<int> skips;
    bool duplicates;
    std::string_view first_round;
    Exhausted exhausted;
  };
  for (const Row& row : {
           Row{"A=B>C", Overvote::exhaust, {}, false, "2 2 0", {.overvotes = 1}},
           Row{"A=B>C", Overvote::skip, {}, false, "2 2 1", {}},
           Row{"A=B>C", Overvote::exhaust_if_several_continuing, {}, false, "2 2 0", {.overvotes = 1}},
           Row{"!>C", Overvote::exhaust, {}, false, "2 2 0", {.overvotes = 1}},
           Row{"!>C", Overvote::skip, {}, false, "2 2 1", {}},
           Row{"!", Overvote::skip, {}, false, "2 2 0", {.no_choices = 1}},
           Row{"_>_>C", Overvote::skip, 2, false, "2 2 1", {}},
           Row{"_>_>C", Overvote::skip, 1, false, "2 2 0", {.skipped_ranks = 1}},
           Row{"", Overvote::skip, {}, false, "2 2 0", {.blank = 1}},
           Row{"C>C>A", Overvote::skip, {}, false, "2 2 1", {}},
           Row{"C>C>A", Overvote::skip, {}, true, "2 2 1", {}},
       }) {
    INFO(row.ballot);
    const Profile profile = ranked("ABC", {{2, "A"}, {2, "B"}, {1, row.ballot}});
    IrvRules rules{.overvote = row.overvote, .max_skipped_ranks = row.skips, .exhaust_on_duplicate = row.duplicates};
    const Outcome outcome = counted(profile, rules);
    CHECK(totals(outcome, 1) == row.first_round);
    const Exhausted& first = outcome.trace.rounds[0].exhausted;
    CHECK(first.overvotes == row.exhausted.overvotes);
    CHECK(first.skipped_ranks == row.exhausted.skipped_ranks);
    CHECK(first.no_choices == row.exhausted.no_choices);
    CHECK(first.blank == row.exhausted.blank);
  }
}

TEST_CASE("a repeated candidate exhausts the ballot when it is reached") {
  const Profile profile = ranked("ABC", {{4, "A"}, {3, "B"}, {2, "C>C>B"}});
  CHECK(elected(profile, counted(profile, IrvRules{})) == "B");
  const Outcome strict = counted(profile, IrvRules{.exhaust_on_duplicate = true});
  CHECK(elected(profile, strict) == "A");
  CHECK(strict.trace.rounds.back().exhausted.duplicates == 2);
}

TEST_CASE("an equal rank counts once only one of its candidates remains") {
  const Profile profile = ranked("ABC", {{4, "A"}, {3, "B"}, {2, "C>B=C"}});
  const IrvRules rules{.overvote = Overvote::exhaust_if_several_continuing};
  CHECK(elected(profile, counted(profile, rules)) == "B");
  CHECK(elected(profile, counted(profile, IrvRules{})) == "A");
}

TEST_CASE("ranks beyond the maximum are not read") {
  const Profile profile = ranked("ABC", {{4, "A"}, {3, "B"}, {2, "C>_>B"}});
  CHECK(elected(profile, counted(profile, IrvRules{.max_ranks = 3})) == "B");
  CHECK(elected(profile, counted(profile, IrvRules{.max_ranks = 2})) == "A");
}

TEST_CASE("batch elimination removes all who cannot catch up") {
  const Profile profile = ranked("ABCD", {{10, "A"}, {8, "B"}, {2, "C>B"}, {1, "D>B"}});
  const Outcome outcome = counted(profile, IrvRules{.batch_elimination = true});
  CHECK(outcome.trace.rounds.size() == 2);
  CHECK(elected(profile, outcome) == "B");
  CHECK(counted(profile, IrvRules{}).trace.rounds.size() == 3);
}

TEST_CASE("a count can go on until two remain, with the threshold of the winner's round") {
  const Profile profile = ranked("ABC", {{6, "A"}, {3, "B"}, {2, "C"}});
  CHECK(counted(profile, IrvRules{}).trace.rounds.size() == 1);
  const Outcome outcome = counted(profile, IrvRules{.continue_until_two = true});
  CHECK(totals(outcome, 3) == "6 3 -");
  CHECK(outcome.elected[0].round == 1);
  CHECK(outcome.trace.rounds[2].quota == Amount{6});
}

TEST_CASE("static and dynamic, whole and fractional thresholds") {
  const Profile profile = ranked("ABC", {{5, "A"}, {4, "B"}, {2, "C"}});
  CHECK(counted(profile, IrvRules{}).trace.rounds[1].quota == Amount{5});
  CHECK(counted(profile, IrvRules{.first_round_threshold = true}).trace.rounds[0].quota == Amount{6});
  CHECK(elected(profile, counted(profile, IrvRules{.first_round_threshold = true})) == "A");
  const Outcome fractional = counted(profile, IrvRules{.fractional_threshold = true, .digits = 2});
  CHECK(to_decimal(*fractional.trace.rounds[0].quota, fractional.digits) == "5.51");
  const Outcome hare = counted(profile, IrvRules{.quota = Quota::hare, .stop_after_round = 1});
  CHECK(hare.trace.rounds[0].quota == Amount{11});
}

TEST_CASE("several winners: surpluses pass on, cut off after the digits named") {
  // Threshold ⌊12 ÷ 3⌋ + 1 = 5; A has a surplus of 2 of 7, a fraction of 0.2857.
  const Profile profile = ranked("ABC", {{7, "A>B"}, {3, "B"}, {2, "C"}});
  const Outcome outcome = counted(profile, IrvRules{.seats = 2, .mode = WinnerMode::several_a_round});
  CHECK(elected(profile, outcome) == "AB");
  CHECK(totals(outcome, 2) == "5.0000 4.9999 2.0000");
  REQUIRE(std::holds_alternative<ResidueAction>(outcome.trace.rounds[0].actions.back()));
  CHECK(std::get<ResidueAction>(outcome.trace.rounds[0].actions.back()).value == 1);
}

TEST_CASE("one winner a round, bottoms-up, by percentage and pass by pass") {
  const Profile profile = ranked("ABCD", {{8, "A>B"}, {7, "B>A"}, {3, "C>D"}, {2, "D>C"}});
  CHECK(elected(profile, counted(profile, IrvRules{.seats = 2, .mode = WinnerMode::one_a_round})) == "AB");
  CHECK(elected(profile, counted(profile, IrvRules{.seats = 2, .mode = WinnerMode::bottoms_up})) == "AB");
  CHECK(elected(profile, counted(profile, IrvRules{.seats = 3, .mode = WinnerMode::bottoms_up})) == "ABC");
  const IrvRules share{.mode = WinnerMode::bottoms_up_percentage, .percentage_threshold = {1, 5}};
  CHECK(elected(profile, counted(profile, share)) == "ABC");
  const Outcome passes = counted(profile, IrvRules{.seats = 2, .mode = WinnerMode::sequential});
  CHECK(passes.passes.size() == 2);
  CHECK(elected(profile, passes) == "AB");
}

TEST_CASE("undeclared write-ins go first and nobody wins before") {
  Profile profile = ranked("ABW", {{6, "A"}, {3, "B"}, {2, "W>B"}});
  profile.candidates[2].standing = Standing::undeclared_write_in;
  const Outcome outcome = counted(profile, IrvRules{});
  CHECK(outcome.elected[0].round == 2);
  CHECK(std::get<EliminatedAction>(outcome.trace.rounds[0].actions[0]).reason == EliminatedAction::Reason::write_in);
}

TEST_CASE("a minimum number of votes") {
  const Profile profile = ranked("ABCD", {{5, "A"}, {4, "B"}, {1, "C>B"}, {1, "D>B"}});
  const Outcome outcome = counted(profile, IrvRules{.minimum_votes = {2, 1}});
  CHECK(outcome.trace.rounds.size() == 2);
  CHECK(elected(profile, outcome) == "B");
  CHECK(counted(profile, IrvRules{.minimum_votes = {100, 1}}).verdict == Verdict::rejected);
}

TEST_CASE("ties: left, by previous rounds, by list, by lot, as RCTab draws", "[accepts TAL-012][refuses TAL-012]") {
  const Profile even = ranked("AB", {{1, "A"}, {1, "B"}});
  const Outcome left = counted(even, IrvRules{}, LeaveTied{});
  CHECK(left.verdict == Verdict::tied);
  CHECK(left.tied == std::vector<CandidateIndex>{0, 1});
  CHECK(elected(even, counted(even, IrvRules{}, ListedOrder{})) == "A");
  CHECK(elected(even, counted(even, IrvRules{}, ListedOrder{{1, 0}})) == "B");
  CHECK(refused(even, IrvRules{}, ListedOrder{{1}}) == "TAL-012");
  CHECK(refused(even, IrvRules{}, ListedOrder{{1, 1}}) == "TAL-012");
  CHECK(elected(even, counted(even, IrvRules{}, SeededOrder{"x"})) ==
        elected(even, counted(even, IrvRules{}, SeededOrder{"x"})));

  // C and D tie for last place in round 2; in round 1 D had fewer.
  const Profile back = ranked("ABCDE", {{9, "A"}, {8, "B"}, {4, "C"}, {3, "D"}, {1, "E>D"}});
  const IrvRules rules{.ties = TieRule::previous_rounds_then_tie_breaker};
  const Outcome outcome = counted(back, rules, ListedOrder{{3, 2, 1, 0, 4}});
  const std::vector<TieAction> ties = outcome.ties();
  REQUIRE(ties.size() == 1);
  CHECK(ties[0].by == TieAction::By::previous_rounds);
  CHECK(ties[0].decided_by_round == 1);
  CHECK(ties[0].chosen == std::vector<CandidateIndex>{3});
}

TEST_CASE("a tie for last place among candidates who all go out is harmless") {
  const auto by = [](const Profile& profile, const MethodRules& rules) {
    const Outcome outcome = counted(profile, rules, LeaveTied{});
    std::string text = elected(profile, outcome) + ":";
    for (const TieAction& tie : outcome.ties()) text += tie.by == TieAction::By::harmless ? " harmless" : " open";
    return text;
  };
  // D and E have two votes together and C three: both go out, whoever is first.
  const Profile behind = ranked("ABCDE", {{8, "A"}, {6, "B"}, {3, "C>B"}, {1, "D>A"}, {1, "E>A"}});
  CHECK(by(behind, IrvRules{}) == "A: harmless");
  for (const std::vector<CandidateIndex>& order : {std::vector{0, 1, 2, 3, 4}, std::vector{0, 1, 2, 4, 3}})
    CHECK(elected(behind, counted(behind, IrvRules{}, ListedOrder{order})) == "A");
  CHECK(by(behind, IrvRules{.ties = TieRule::previous_rounds_then_tie_breaker}) == ": open");
  const Profile level = ranked("ABCDE", {{7, "A"}, {6, "B"}, {2, "C>B"}, {1, "D>A"}, {1, "E>A"}});
  CHECK(by(level, IrvRules{}) == ": open");
  CHECK(by(behind, IrvRules{.seats = 4, .mode = WinnerMode::bottoms_up}) == ": open");  // one of them would stay
  CHECK(by(behind, IrvRules{.seats = 3, .mode = WinnerMode::bottoms_up}) == "ABC: harmless");
  const Profile silent = ranked("ABCDE", {{7, "A>B"}, {6, "B"}, {3, "C>B"}});
  for (const MethodRules& rules : {MethodRules{IrvRules{.ties = TieRule::previous_rounds_then_tie_breaker}},
                                   MethodRules{ScottishStvRules{}}, MethodRules{MeekStvRules{}}})
    CHECK(by(silent, rules) == "B: harmless");
  CHECK(by(silent, ScottishStvRules{.seats = 4}) == "AB: open");
}

TEST_CASE("edge elections end") {
  const Profile nobody;
  CHECK(counted(nobody, IrvRules{}).verdict == Verdict::rejected);
  const Profile no_ballots = ranked("AB", {});
  CHECK(elected(no_ballots, counted(no_ballots, IrvRules{})) == "A");
  CHECK(counted(no_ballots, IrvRules{}, LeaveTied{}).verdict == Verdict::tied);
  const Profile one = ranked("A", {{1, "A"}});
  CHECK(elected(one, counted(one, IrvRules{})) == "A");
  const Profile few = ranked("AB", {{2, "A"}, {1, "B"}});
  for (const WinnerMode mode :
       {WinnerMode::several_a_round, WinnerMode::one_a_round, WinnerMode::bottoms_up, WinnerMode::sequential}) {
    const Outcome outcome = counted(few, IrvRules{.seats = 5, .mode = mode});
    CHECK(outcome.elected.size() == 2);
  }
  Profile withdrawn = ranked("AB", {{2, "A>B"}});
  withdrawn.candidates[0].standing = Standing::withdrawn;
  CHECK(elected(withdrawn, counted(withdrawn, IrvRules{})) == "B");
}

TEST_CASE("instant run-off takes parameters up to their range, and none beyond",
          "[accepts TAL-006, TAL-007, TAL-013][refuses TAL-006, TAL-007, TAL-013]") {
  const Profile profile = tennessee();
  CHECK(refused(profile, IrvRules{.seats = 0}) == "TAL-007");
  CHECK(refused(profile, IrvRules{.seats = 2}) == "TAL-007");
  CHECK(refused(profile, IrvRules{.digits = 19}) == "TAL-007");
  CHECK(refused(profile, IrvRules{.max_skipped_ranks = -1}) == "TAL-007");
  CHECK(refused(profile, IrvRules{.minimum_votes = {1, 3}}) == "TAL-007");
  CHECK(refused(profile, IrvRules{.mode = WinnerMode::bottoms_up_percentage, .percentage_threshold = {3, 2}}) ==
        "TAL-007");
  CHECK(refused(profile, IrvRules{.max_skipped_ranks = 0, .digits = 18, .minimum_votes = {0, 1}}).empty());
  CHECK(refused(Profile{.candidates = std::vector<Candidate>(2'000)}, IrvRules{}).empty());
  CHECK(refused(Profile{.candidates = std::vector<Candidate>(2'001)}, IrvRules{}) == "TAL-013");
  CHECK(refused(approval("A", {{1, "A"}}), IrvRules{}) == "TAL-006");
}

TEST_CASE("bottoms-up by percentage needs its percentage") {
  const Profile profile = ranked("AB", {{2, "A"}, {1, "B"}});
  CHECK(refused(profile, IrvRules{.mode = WinnerMode::bottoms_up_percentage}) == "TAL-007");
  const IrvRules rules{.mode = WinnerMode::bottoms_up_percentage, .percentage_threshold = {2, 5}};
  CHECK(elected(profile, counted(profile, rules)) == "A");
}
