#include "small_profile.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

TEST_CASE("approval adds up approvals and counts a candidate once a ballot") {
  const Profile profile = approval("ABC", {{3, "AB"}, {2, "B"}, {1, "CC"}});
  const Outcome outcome = counted(profile, ApprovalRules{.seats = 2});
  CHECK(elected(profile, outcome) == "BA");
  CHECK(std::get<ScoreStep>(outcome.trace.steps[0]).points == std::vector<std::int64_t>{3, 5, 1});
  const Profile even = approval("AB", {{1, "A"}, {1, "B"}});
  CHECK(counted(even, ApprovalRules{}, LeaveTied{}).verdict == Verdict::tied);
  CHECK(elected(even, counted(even, ApprovalRules{}, ListedOrder{{1, 0}})) == "B");
  CHECK(counted(even, ApprovalRules{.seats = 2}, LeaveTied{}).verdict == Verdict::decided);
  CHECK(refused(even, ApprovalRules{.seats = 0}) == "TAL-007");
}

TEST_CASE("score by sum and by average", "[accepts TAL-014][refuses TAL-009, TAL-014]") {
  const Profile profile = points<ScoreBallots>("AB", {{3, "A3B2"}, {1, "A0"}});
  CHECK(elected(profile, counted(profile, ScoreRules{})) == "A");  // 9 to 6
  const Outcome average = counted(profile, ScoreRules{.blank = ScoreRules::Blank::average});
  CHECK(elected(profile, average) == "A");  // 9/4 to 6/3
  const Profile few = points<ScoreBallots>("AB", {{3, "A3B2"}, {3, "A0"}});
  CHECK(elected(few, counted(few, ScoreRules{.blank = ScoreRules::Blank::average})) == "B");  // 9/6 to 2
  CHECK(refused(profile, ScoreRules{.minimum = 0, .maximum = 3}).empty());
  CHECK(refused(profile, ScoreRules{.maximum = 2}) == "TAL-014");
  CHECK(refused(profile, ScoreRules{.minimum = 1}) == "TAL-014");
  const Profile huge = points<ScoreBallots>("A", {{3, "A4611686018427387904"}});
  CHECK(refused(huge, ScoreRules{}) == "TAL-009");
}

TEST_CASE("STAR: the two best scores meet in a run-off") {
  // B has the higher score, more voters prefer A.
  const Profile profile = points<ScoreBallots>("ABC", {{3, "A5B4C0"}, {2, "A0B5C1"}});
  const Outcome outcome = counted(profile, StarRules{});
  CHECK(elected(profile, outcome) == "A");
  CHECK(refused(points<ScoreBallots>("A", {{1, "A6"}}), StarRules{}) == "TAL-014");
  const Profile even = points<ScoreBallots>("AB", {{1, "A5B0"}, {1, "A0B5"}});
  CHECK(counted(even, StarRules{}, LeaveTied{}).verdict == Verdict::tied);
  CHECK(elected(profile, counted(profile, StarRules{.seats = 2})) == "AB");
  const Profile one = points<ScoreBallots>("A", {{1, "A1"}});
  CHECK(elected(one, counted(one, StarRules{})) == "A");
}

TEST_CASE("support points are limited a candidate and a ballot") {
  const Profile profile = points<AllocationBallots>("AB", {{1, "A10B3"}, {2, "B4"}});
  const Outcome outcome = counted(profile, SupportPointsRules{});
  CHECK(outcome.ranking == std::vector<CandidateIndex>{1, 0});
  CHECK(refused(profile, SupportPointsRules{.most_per_candidate = 9}) == "TAL-014");
  CHECK(refused(profile, SupportPointsRules{.most_per_ballot = 12}) == "TAL-014");
}

TEST_CASE("points: a tie for the last seat names those tied for it, whatever ties follow") {
  const Profile profile = approval("ABCD", {{2, "AB"}});
  const Outcome outcome = counted(profile, ApprovalRules{}, LeaveTied{});
  CHECK(outcome.verdict == Verdict::tied);
  CHECK(outcome.tied == std::vector<CandidateIndex>{0, 1});
}

TEST_CASE("STAR: a tie does not stop the count where everybody left has a seat") {
  const Profile even = points<ScoreBallots>("ABC", {{1, "A5B5C5"}});
  const Outcome all = counted(even, StarRules{.seats = 3}, LeaveTied{});
  CHECK(elected(even, all) == "ABC");
  REQUIRE_FALSE(all.ties().empty());
  CHECK(all.ties().front().by == TieAction::By::harmless);
  CHECK(counted(even, StarRules{.seats = 2}, LeaveTied{}).verdict == Verdict::tied);
}

TEST_CASE("STAR: no score is a zero in the run-off as in the sum") {
  const Profile profile = points<ScoreBallots>("ABC", {{2, "A5B4C1"}, {3, "B0C0"}});
  CHECK(elected(profile, counted(profile, StarRules{})) == "A");  // 2 prefer A, nobody B
}
