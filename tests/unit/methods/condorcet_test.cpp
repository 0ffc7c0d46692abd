#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <numeric>

#include "random_profile.h"
#include "small_profile.h"
#include "voting/methods/pairwise.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

template <class Wanted>
static std::vector<Wanted> steps_of(const Outcome& outcome) {
  std::vector<Wanted> found;
  for (const Step& step : outcome.trace.steps)
    if (const auto* wanted = std::get_if<Wanted>(&step)) found.push_back(*wanted);
  return found;
}

TEST_CASE("the pairwise matrix counts who is ranked above whom") {
  const Profile profile = ranked("ABCD", {{3, "A>B"}, {2, "B=C>A"}, {1, "_>D>_>A>A"}, {1, ""}});
  const PairwiseMatrix m = *pairwise_matrix(profile, "test");
  CHECK(m.at(0, 1) == 4);  // 3 and the one of "D>A"
  CHECK(m.at(1, 0) == 2);
  CHECK(m.at(1, 2) == 3);  // equal ranks count for neither
  CHECK(m.at(2, 1) == 0);
  CHECK(m.at(3, 0) == 1);
  CHECK(m.at(0, 3) == 5);
  CHECK(m.at(0, 0) == 0);
}

TEST_CASE("light and heavy groups, few and many candidates give the same matrix") {
  // The counter takes another way for heavy groups and above 64 candidates; a plain count must agree with both.
  for (const std::size_t size : {3U, 16U, 17U, 36U, 64U, 65U, 130U}) {
    INFO(size);
    Profile profile{.candidates = std::vector<Candidate>(size)};
    RankedBallots ballots;
    PairwiseMatrix plain(size);
    for (std::size_t b = 0; b < 400; ++b) {
      const std::int64_t weight = b % 7 == 0 ? 300 : 1;
      std::vector<RankMark> marks;
      std::vector<std::size_t> order;
      for (std::size_t i = 0; i < size - b % 3; ++i) order.push_back((b * 13 + i * (b % 2 == 0 ? 1 : size - 1)) % size);
      for (const std::size_t c : order) marks.push_back(RankMark::candidate(static_cast<std::uint16_t>(c)));
      std::vector<std::size_t> place(size, size);
      for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = std::min(place[order[i]], i);
      for (std::size_t x = 0; x < size; ++x)
        for (std::size_t y = 0; y < size; ++y)
          if (place[x] < place[y]) plain.at(x, y) += weight;
      REQUIRE(ballots.add(marks, weight).has_value());
    }
    profile.ballots = std::move(ballots);
    CHECK(*pairwise_matrix(profile, "test") == plain);
  }
}

TEST_CASE("scores are compared by their order") {
  Profile profile = points<ScoreBallots>("ABC", {{1, "A9007199254740994B3C-5"}, {2, "B1A1"}});
  const PairwiseMatrix m = *pairwise_matrix(profile, "test");
  CHECK(m.at(0, 1) == 1);
  CHECK(m.at(1, 0) == 0);
  CHECK(m.at(0, 2) == 3);  // no number comes last
}

TEST_CASE("Tennessee: the Condorcet winner wins") {
  const Profile profile = tennessee();
  for (const MethodRules& rules : {MethodRules(SchulzeRules{}), MethodRules(RankedPairsRules{}),
                                   MethodRules(SchulzeRules{.strength = Strength::margins})}) {
    const Outcome outcome = counted(profile, rules);
    CHECK(elected(profile, outcome) == "N");
    CHECK(outcome.ranking == std::vector<CandidateIndex>{1, 2, 3, 0});
    CHECK(outcome.pairwise->at(0, 1) == 42);
    CHECK(outcome.pairwise->at(1, 0) == 58);
  }
}

TEST_CASE("Schulze's example: strongest paths and ranking") {
  const Profile profile = schulze_example();
  const Outcome outcome = counted(profile, SchulzeRules{});
  CHECK(elected(profile, outcome) == "E");
  CHECK(outcome.ranking == std::vector<CandidateIndex>{4, 0, 2, 1, 3});
  const PairwiseMatrix paths = steps_of<StrongestPathsStep>(outcome).at(0).strength;
  const std::int64_t expected[5][5] = {
      {0, 28, 28, 30, 24}, {25, 0, 28, 33, 24}, {25, 29, 0, 29, 24}, {25, 28, 28, 0, 24}, {25, 28, 28, 31, 0}};
  for (std::size_t a = 0; a < 5; ++a)
    for (std::size_t b = 0; b < 5; ++b) CHECK(paths.at(a, b) == expected[a][b]);
}

TEST_CASE("ranked pairs leaves out the defeat that closes a cycle") {
  // A beats B 7:4, B beats C 8:3, C beats A 6:5: the weakest, C over A, is left out.
  const Profile profile = ranked("ABC", {{5, "A>B>C"}, {3, "B>C>A"}, {2, "C>A>B"}, {1, "C>B>A"}});
  const Outcome outcome = counted(profile, RankedPairsRules{});
  CHECK(elected(profile, outcome) == "A");
  const auto locks = steps_of<LockStep>(outcome);
  REQUIRE(locks.size() == 3);
  CHECK(locks[0].winning == 8);
  CHECK(locks[2].locked == false);
  CHECK(steps_of<SmithSetStep>(outcome).at(0).members.size() == 3);
}

TEST_CASE("a perfect cycle is a tie for the tie-breaker") {
  const Profile profile = ranked("ABC", {{1, "A>B>C"}, {1, "B>C>A"}, {1, "C>A>B"}});
  for (const MethodRules& rules : {MethodRules(SchulzeRules{}), MethodRules(RankedPairsRules{})}) {
    CHECK(counted(profile, rules, LeaveTied{}).verdict == Verdict::tied);
    CHECK(elected(profile, counted(profile, rules, ListedOrder{{2, 0, 1}})) == "C");
  }
  const Profile over_default = ranked("ABCD", {{1, "A>B>C>D"}, {1, "B>C>A>D"}, {1, "C>A>B>D"}});
  CHECK(counted(over_default, DebianRules{}, LeaveTied{}).tied.size() == 3);
}

TEST_CASE("harmless ties are written down and nobody is asked") {
  const Profile profile = ranked("ABC", {{3, "A>B=C"}});
  const Outcome outcome = counted(profile, SchulzeRules{}, LeaveTied{});
  CHECK(outcome.verdict == Verdict::decided);
  REQUIRE(outcome.ties().size() == 1);
  CHECK(outcome.ties()[0].by == TieAction::By::harmless);
}

TEST_CASE("Debian: options that miss the quorum or their majority are dropped") {
  // D is the default. A: 5 over D, 2 under; B: 4 over, 3 under.
  const Profile profile = ranked("ABD", {{2, "A>B>D"}, {2, "B>A>D"}, {1, "A>D>B"}, {2, "D>A>B"}});
  CHECK(elected(profile, counted(profile, DebianRules{})) == "A");
  CHECK(elected(profile, counted(profile, DebianRules{.quorum = Rational{5, 1}})) == "A");
  CHECK(elected(profile, counted(profile, DebianRules{.quorum = Rational{11, 2}})) == "D");
  CHECK(elected(profile, counted(profile, DebianRules{.majority = {{0, {3, 1}}}})) == "B");
  CHECK(elected(profile, counted(profile, DebianRules{.default_option = 0})) == "A");
  CHECK(refused(profile, DebianRules{.default_option = 7}) == "TAL-007");
  CHECK(refused(profile, DebianRules{.majority = {{3, {1, 1}}}}) == "TAL-007");  // there are three options
  CHECK(refused(profile, DebianRules{.majority = {{0, {1, 2}}}}) == "TAL-007");
}

TEST_CASE("Debian: exactly the majority ratio is enough since 2015 and was not before") {
  const Profile profile = ranked("AD", {{6, "A>D"}, {2, "D>A"}});  // 3 to 1
  const std::map<int, Rational> three_to_one{{0, {3, 1}}};
  CHECK(elected(profile, counted(profile, DebianRules{.majority = three_to_one})) == "A");
  const DebianRules strict{.majority_rule = DebianRules::Majority::strict, .majority = three_to_one};
  CHECK(elected(profile, counted(profile, strict)) == "D");
  const Profile even = ranked("AD", {{1, "A>D"}, {1, "D>A"}});
  CHECK(elected(even, counted(even, DebianRules{})) == "D");
}

TEST_CASE("Debian drops the weakest defeats inside the Schwartz set") {
  const Profile profile = ranked("ABCD", {{5, "A>B>C>D"}, {3, "B>C>A>D"}, {2, "C>A>B>D"}, {1, "C>B>A>D"}});
  const Outcome outcome = counted(profile, DebianRules{});
  CHECK(elected(profile, outcome) == "A");
  const auto dropped = steps_of<DroppedDefeatStep>(outcome);
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].winner == 2);
  CHECK(dropped[0].winning == 6);
}

TEST_CASE("comparisons are refused beyond their bounds", "[accepts TAL-008][refuses TAL-008, TAL-013]") {
  CHECK(pairwise_matrix(Profile{.candidates = std::vector<Candidate>(1'000)}, "schulze").has_value());
  CHECK(refused(Profile{.candidates = std::vector<Candidate>(1'001)}, SchulzeRules{}) == "TAL-008");
  CHECK(refused(Profile{.candidates = std::vector<Candidate>(201)}, DebianRules{}) == "TAL-013");
  CHECK(refused(tennessee(), SchulzeRules{.seats = 0}) == "TAL-007");
  CHECK(counted(Profile{}, SchulzeRules{}).verdict == Verdict::rejected);
}

TEST_CASE("cross-checks between methods") {
  CHECK(rc::check("a Condorcet winner wins, and winners are in the Smith set", [] {
    const Profile profile = *random_ranked(6, 12, true);
    const PairwiseMatrix matrix = *pairwise_matrix(profile, "test");
    std::vector<CandidateIndex> everybody;
    for (std::size_t c = 0; c < profile.candidates.size(); ++c) everybody.push_back(static_cast<int>(c));
    const std::vector<CandidateIndex> smith = smith_set(matrix, everybody);
    for (const CandidateIndex a : smith)
      for (const CandidateIndex b : everybody)
        if (std::ranges::find(smith, b) == smith.end())
          RC_ASSERT(matrix.at(static_cast<std::size_t>(a), static_cast<std::size_t>(b)) >
                    matrix.at(static_cast<std::size_t>(b), static_cast<std::size_t>(a)));
    for (const MethodRules& rules : {MethodRules(SchulzeRules{}), MethodRules(RankedPairsRules{}),
                                     MethodRules(SchulzeRules{.strength = Strength::margins}),
                                     MethodRules(RankedPairsRules{.strength = Strength::margins})}) {
      const Outcome outcome = counted(profile, rules);
      RC_ASSERT(outcome.elected.size() == 1U);
      RC_ASSERT(std::ranges::find(smith, outcome.elected[0].candidate) != smith.end());
      if (smith.size() == 1) RC_ASSERT(outcome.elected[0].candidate == smith[0]);
    }
    const Outcome debian = counted(profile, DebianRules{});
    if (smith.size() == 1) RC_ASSERT(debian.elected[0].candidate == smith[0]);
  }));
}

TEST_CASE("Schulze and the Debian rule elect the same when no two victories are equally strong") {
  CHECK(rc::check([] {
    const Profile profile = *random_ranked(4, 12, false);
    const Outcome schulze = counted(profile, SchulzeRules{}, LeaveTied{});
    const Outcome debian = counted(profile, DebianRules{}, LeaveTied{});
    const PairwiseMatrix& matrix = *schulze.pairwise;
    std::vector<std::int64_t> strengths;
    for (std::size_t a = 0; a < matrix.size(); ++a)
      for (std::size_t b = 0; b < matrix.size(); ++b)
        if (matrix.at(a, b) > matrix.at(b, a)) strengths.push_back(matrix.at(a, b));
    std::ranges::sort(strengths);
    const bool distinct = std::ranges::adjacent_find(strengths) == strengths.end() &&
                          strengths.size() == matrix.size() * (matrix.size() - 1) / 2;
    bool all_beat_default = true;  // otherwise the Debian rule drops options first
    for (std::size_t c = 0; c + 1 < matrix.size(); ++c)
      all_beat_default = all_beat_default && matrix.at(c, matrix.size() - 1) > matrix.at(matrix.size() - 1, c);
    RC_CLASSIFY(distinct && all_beat_default);
    if (distinct && all_beat_default) RC_ASSERT(debian.elected[0].candidate == schulze.elected[0].candidate);
  }));
}

TEST_CASE("ranked pairs: equal defeats that nothing decides leave the winner whom every order finds") {
  const Profile profile = ranked("ABCD", {{1, "A>B>C>D"}, {1, "A>C>D>B"}, {1, "A>D>B>C"}});
  const Outcome outcome = counted(profile, RankedPairsRules{}, LeaveTied{});
  CHECK(elected(profile, outcome) == "A");
  REQUIRE(outcome.ties().size() == 1);
  CHECK(outcome.ties()[0].by == TieAction::By::harmless);
  const Outcome two = counted(profile, RankedPairsRules{.seats = 2}, LeaveTied{});
  CHECK(two.verdict == Verdict::tied);
  CHECK(elected(profile, two) == "A");
  CHECK(two.tied == std::vector<CandidateIndex>{1, 2, 3});
}

TEST_CASE("ranked pairs: what is decided without a tie-breaker every tie order decides alike") {
  CHECK(rc::check([] {
    const Profile profile = *random_ranked(4, 6, true);
    const int seats = *rc::gen::inRange(1, 4);
    const RankedPairsRules rules{.seats = seats,
                                 .strength = *rc::gen::element(Strength::winning_votes, Strength::margins)};
    const Outcome open = counted(profile, rules, LeaveTied{});
    if (open.verdict == Verdict::tied) return;
    std::vector<CandidateIndex> order(profile.candidates.size());
    std::iota(order.begin(), order.end(), 0);
    const auto names = [&](const Outcome& outcome) {
      std::string text = elected(profile, outcome);
      std::ranges::sort(text);
      return text;
    };
    do RC_ASSERT(names(counted(profile, rules, ListedOrder{order})) == names(open));
    while (std::ranges::next_permutation(order).found);
  }));
}

TEST_CASE("debian: no option is the default and measured against it") {
  const Profile profile = ranked("ABD", {{3, "A>D>B"}, {2, "B>D>A"}});
  CHECK(elected(profile, counted(profile, DebianRules{.majority = {{0, {3, 2}}}})) == "A");
  CHECK(refused(profile, DebianRules{.majority = {{2, {3, 1}}}}) == "TAL-007");
}

TEST_CASE("debian counts many options in a circle") {
  constexpr int options = 30;
  Profile profile;
  for (int i = 0; i < options; ++i) profile.candidates.push_back({fmt::format("option {}", i)});
  RankedBallots ballots;
  for (int start = 0; start < options - 1; ++start) {
    std::vector<RankMark> marks;
    for (int i = 0; i < options - 1; ++i)
      marks.push_back(RankMark::candidate(static_cast<std::uint16_t>((start + i) % (options - 1))));
    REQUIRE(ballots.add(marks, 1000 + start).has_value());
  }
  profile.ballots = std::move(ballots);
  CHECK(counted(profile, DebianRules{}).elected.size() == 1);
}
