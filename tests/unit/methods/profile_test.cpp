#include <limits>

#include "small_profile.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

TEST_CASE("identical ballots become one group") {
  RankedBallots ballots;
  const auto marks = ranking("AB", "A>B");
  REQUIRE(ballots.add(marks, 2).has_value());
  REQUIRE(ballots.add(ranking("AB", "A=B"), 1).has_value());
  REQUIRE(ballots.add(marks, 3).has_value());
  CHECK(ballots.size() == 2);
  CHECK(ballots.total() == 6);
  CHECK(ballots.weight(0) == 5);
  const RankedBallots copy = ballots;
  CHECK(copy.total() == 6);
  ballots.seal();
  REQUIRE(ballots.add(marks, 1).has_value());
  CHECK(ballots.size() == 2);
}

TEST_CASE("many different ballots stay apart") {
  RankedBallots ballots;
  for (std::uint16_t a = 0; a < 300; ++a)
    for (std::uint16_t b = 0; b < 300; ++b) {
      const RankMark marks[] = {RankMark::candidate(a), RankMark::candidate(b)};
      REQUIRE(ballots.add(marks, 1).has_value());
    }
  CHECK(ballots.size() == 90'000);
  CHECK(ballots.marks(301)[0] == RankMark::candidate(1));
  CHECK(ballots.marks(301)[1] == RankMark::candidate(1));
}

TEST_CASE("weights are checked and their sum never overflows",
          "[accepts TAL-001, TAL-002, TAL-004][refuses TAL-001, TAL-002, TAL-004]") {
  RankedBallots ballots;
  const auto marks = ranking("A", "A");
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK(ballots.add(marks, 0).error().rule->id == "TAL-002");
  CHECK(ballots.add(marks, -1).error().rule->id == "TAL-002");
  REQUIRE(ballots.add(marks, most).has_value());
  CHECK(ballots.add(marks, 1).error().rule->id == "TAL-001");
  CHECK(ballots.total() == most);
  CHECK(RankedBallots{}.add(std::vector<RankMark>(65'535), 1).has_value());
  CHECK(RankedBallots{}.add(std::vector<RankMark>(65'536), 1).error().rule->id == "TAL-004");
  Profile profile{.candidates = letters("A"), .ballots = std::move(ballots), .set_aside = 1};
  CHECK(check_profile(profile).error().rule->id == "TAL-001");
}

TEST_CASE("a profile is checked before it is counted",
          "[accepts TAL-003, TAL-005, TAL-010, TAL-011][refuses TAL-003, TAL-005, TAL-010, TAL-011]") {
  Profile stranger = ranked("AB", {{1, "A>B"}});
  CHECK(check_profile(stranger).has_value());
  stranger.candidates.pop_back();
  CHECK(check_profile(stranger).error().rule->id == "TAL-005");

  Profile crowd{.candidates = std::vector<Candidate>(32'000)};
  CHECK(check_profile(crowd).has_value());
  crowd.candidates.emplace_back();
  CHECK(check_profile(crowd).error().rule->id == "TAL-003");

  Profile budget = approval("AB", {{1, "A"}});
  budget.budget = Budget{.limit = 10, .costs = {1}};
  CHECK(check_profile(budget).error().rule->id == "TAL-011");
  budget.budget->costs = {1, -1};
  CHECK(check_profile(budget).error().rule->id == "TAL-010");
  budget.budget->limit = -1;
  CHECK(check_profile(budget).error().rule->id == "TAL-010");
  budget.budget = Budget{.limit = 0, .costs = {0, 1}};
  CHECK(check_profile(budget).has_value());
}

TEST_CASE("a stranger is found wherever in many marks", "[refuses TAL-005]") {
  std::vector<RankMark> marks(40, RankMark::candidate(0));
  marks[3] = RankMark::equal(1);
  marks[5] = RankMark::skipped();
  marks[6] = RankMark::overvoted();
  CHECK(are_in_contest(marks, 2));
  CHECK(are_in_contest(marks, 32'000));
  for (const RankMark stranger : {RankMark::candidate(2), RankMark::equal(2), RankMark::candidate(31'999)}) {
    for (const std::size_t place : {0U, 15U, 16U, 31U, 32U, 39U}) {
      std::vector<RankMark> changed = marks;
      changed[place] = stranger;
      CHECK_FALSE(are_in_contest(changed, 2));
      CHECK_FALSE(are_in_contest(std::span(changed).first(place + 1), 2));
      CHECK(are_in_contest(std::span(changed).first(place), 2));
    }
  }
}

TEST_CASE("a first mark that shares a rank with nobody counts as a rank of its own") {
  Profile profile{.candidates = letters("AB")};
  RankedBallots ballots;
  REQUIRE(ballots.add(std::vector{RankMark::equal(1), RankMark::candidate(0)}, 70'000).has_value());
  profile.ballots = std::move(ballots);
  CHECK(elected(profile, counted(profile, IrvRules{})) == "B");
  CHECK(elected(profile, counted(profile, ScottishStvRules{})) == "B");
  CHECK(totals(counted(profile, WigmStvRules{.digits = 0}), 1) == "0 70000");
}

TEST_CASE("ballots are counted as cast and as valid") {
  Profile profile = ranked("AB", {{3, "A"}, {2, ""}, {1, "_>_"}, {1, "!"}});
  profile.set_aside = 4;
  CHECK(ballot_count(profile) == 7);
  CHECK(valid_ballot_count(profile) == 3);
  const Outcome outcome = counted(profile, IrvRules{});
  CHECK(outcome.ballots == 11);
  CHECK(outcome.valid_ballots == 3);
}
