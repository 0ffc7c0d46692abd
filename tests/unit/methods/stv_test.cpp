#include <rapidcheck.h>

#include <algorithm>

#include "random_profile.h"
#include "small_profile.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

// The party for which oranges, pears, chocolate, strawberries and sweets are bought: 20 guests, 3 kinds.
static Profile party() { return ranked("OPCSW", {{4, "O"}, {2, "P>O"}, {8, "C>S"}, {4, "C>W"}, {1, "S"}, {1, "W"}}); }

TEST_CASE("Scottish STV: quota, surplus, exclusion and the last seat") {
  const Profile profile = party();
  const Outcome outcome = counted(profile, ScottishStvRules{.seats = 3});
  CHECK(elected(profile, outcome) == "COS");
  CHECK(to_decimal(*outcome.trace.rounds[0].quota, outcome.digits) == "6.00000");
  CHECK(totals(outcome, 1) == "4.00000 2.00000 12.00000 1.00000 1.00000");
  CHECK(totals(outcome, 2) == "4.00000 2.00000 6.00000 5.00000 3.00000");
  CHECK(totals(outcome, 3) == "6.00000 - 6.00000 5.00000 3.00000");
  CHECK(outcome.elected[1].round == 3);
}

TEST_CASE("Scottish STV cuts transfer values off after five decimals") {
  // 7 votes, quota 3, surplus 4: each ballot moves at 4 ÷ 7 = 0.57142.
  const Profile profile = ranked("ABC", {{7, "A>B"}, {1, "C"}});
  const Outcome outcome = counted(profile, ScottishStvRules{.seats = 2});
  CHECK(totals(outcome, 2) == "3.00000 3.99994 1.00000");
  CHECK(to_decimal(outcome.trace.rounds[1].residue, outcome.digits) == "0.00006");
}

TEST_CASE("Scottish STV decides ties by the latest stage that differs, then by the tie-breaker") {
  // A's surplus of 4 of 8 moves at 0.5: B and C both have 1; at stage 1 B had none, so B is excluded.
  const Profile profile = ranked("ABCD", {{2, "A>B"}, {6, "A"}, {1, "C"}, {2, "D"}});
  const Outcome outcome = counted(profile, ScottishStvRules{.seats = 2}, LeaveTied{});
  CHECK(elected(profile, outcome) == "AD");
  REQUIRE(outcome.ties().size() == 1);
  CHECK(outcome.ties()[0].by == TieAction::By::previous_rounds);
  CHECK(outcome.ties()[0].chosen == std::vector<CandidateIndex>{1});
  const Profile even = ranked("ABC", {{2, "A"}, {2, "B"}, {2, "C"}});
  CHECK(counted(even, ScottishStvRules{.seats = 1}, LeaveTied{}).verdict == Verdict::tied);
  CHECK(elected(even, counted(even, ScottishStvRules{.seats = 2}, ListedOrder{})) == "AB");
}

TEST_CASE("WIGM: fractional, whole and Hare quotas, batch defeat") {
  const Profile profile = party();
  const auto quota = [&](const WigmStvRules& rules) {
    const Outcome outcome = counted(profile, rules);
    return to_decimal(*outcome.trace.rounds[0].quota, outcome.digits);
  };
  CHECK(quota({.seats = 3}) == "5.0001");
  CHECK(quota({.seats = 3, .whole_quota = true}) == "6.0000");
  CHECK(quota({.seats = 3, .quota = Quota::hare}) == "6.6667");
  CHECK(quota({.seats = 3, .quota = Quota::hare, .whole_quota = true}) == "7.0000");
  const Profile crowd = ranked("ABCD", {{10, "A"}, {8, "B"}, {2, "C"}, {1, "D"}});
  CHECK(counted(crowd, WigmStvRules{.seats = 1, .defeat_batch = true}).trace.rounds.size() == 3);
  CHECK(counted(crowd, WigmStvRules{.seats = 1}).trace.rounds.size() == 4);
  CHECK(refused(profile, WigmStvRules{.digits = 13}) == "TAL-007");
}

TEST_CASE("STV with more seats than candidates elects everybody") {
  const Profile profile = ranked("AB", {{2, "A"}, {1, "B"}});
  for (const MethodRules& rules : {MethodRules(ScottishStvRules{.seats = 9}), MethodRules(WigmStvRules{.seats = 9}),
                                   MethodRules(MeekStvRules{.seats = 9})}) {
    CHECK(elected(profile, counted(profile, rules)) == "AB");
    CHECK(counted(ranked("AB", {}), rules).elected.size() == 2);
    CHECK(counted(Profile{}, rules).verdict == Verdict::rejected);
  }
}

TEST_CASE("Meek: a first-round winner passes the surplus on by keep factors") {
  const Profile profile = party();
  const Outcome outcome = counted(profile, MeekStvRules{.seats = 3});
  CHECK(elected(profile, outcome) == "CSO");
  CHECK(to_decimal(*outcome.trace.rounds[0].quota, outcome.digits) == "5.000000001");
}

TEST_CASE("Meek passes over a candidate ranked again") {
  const Profile repeated = ranked("ABC", {{1, "C>C>B"}, {5, "B>B"}, {8, "A"}, {5, "C>C"}, {6, "B>C>A"}});
  const Profile once = ranked("ABC", {{1, "C>B"}, {5, "B"}, {8, "A"}, {5, "C"}, {6, "B>C>A"}});
  const Outcome outcome = counted(repeated, MeekStvRules{.seats = 2});
  const Outcome plain = counted(once, MeekStvRules{.seats = 2});
  CHECK(elected(repeated, outcome) == elected(once, plain));
  REQUIRE(outcome.trace.rounds.size() == plain.trace.rounds.size());
  for (std::size_t i = 1; i <= plain.trace.rounds.size(); ++i) CHECK(totals(outcome, i) == totals(plain, i));
  const Profile shared = ranked("ABC", {{5, "A>A=B=C"}, {1, "B"}});
  const Profile meant = ranked("ABC", {{5, "A>B=C"}, {1, "B"}});
  CHECK(totals(counted(shared, MeekStvRules{.seats = 2}), 2) == totals(counted(meant, MeekStvRules{.seats = 2}), 2));
}

TEST_CASE("Meek splits equal rankings equally") {
  const Profile profile = ranked("ABC", {{4, "A=B"}, {1, "C"}});
  const Outcome outcome = counted(profile, MeekStvRules{.seats = 1});
  CHECK(totals(outcome, 1) == "2.000000000 2.000000000 1.000000000");
  CHECK(refused(profile, MeekStvRules{.digits = 0}) == "TAL-007");
}

namespace {

// Meek's reference rule ballot by ballot, without any of the counter's shortcuts.
class PlainMeek {
 public:
  PlainMeek(const Profile& profile, int seats) : ballots_(std::get<RankedBallots>(profile.ballots)), seats_(seats) {
    state_.assign(profile.candidates.size(), 0);
    keep_.assign(profile.candidates.size(), one);
  }
  std::vector<int> run() {
    while (static_cast<int>(winners_.size()) < seats_ && hopeful() + static_cast<int>(winners_.size()) > seats_)
      round();
    std::vector<int> rest;
    for (std::size_t c = 0; c < state_.size(); ++c)
      if (state_[c] == 0 && static_cast<int>(winners_.size() + rest.size()) < seats_)
        rest.push_back(static_cast<int>(c));
    winners_.insert(winners_.end(), rest.begin(), rest.end());
    std::ranges::sort(winners_);
    return winners_;
  }

 private:
  static constexpr Int128 one = 1'000'000'000;
  static Int128 up(Int128 a, Int128 b) { return (a + b - 1) / b; }
  int hopeful() const { return static_cast<int>(std::ranges::count(state_, 0)); }

  void round() {
    Int128 last = -1;
    while (true) {
      votes_.assign(state_.size(), 0);
      for (std::size_t g = 0; g < ballots_.size(); ++g) {
        Int128 w = one;
        for (const RankMark mark : ballots_.marks(g)) {
          const Int128 kept = up(w * keep_[mark.index()], one);
          votes_[mark.index()] += kept * ballots_.weight(g);
          w -= kept;
        }
      }
      Int128 sum = 0;
      for (const Int128 v : votes_) sum += v;
      const Int128 quota = sum / (seats_ + 1) + 1;
      bool elected = false;
      for (std::size_t c = 0; c < state_.size(); ++c)
        if (state_[c] == 0 && votes_[c] >= quota) {
          state_[c] = 1;
          winners_.push_back(static_cast<int>(c));
          elected = true;
        }
      Int128 surplus = 0;
      for (std::size_t c = 0; c < state_.size(); ++c)
        if (state_[c] == 1) surplus += votes_[c] - quota;
      surplus = std::max<Int128>(surplus, 0);
      if (elected) return;
      if (surplus < 1'000 || (last >= 0 && surplus >= last)) return defeat(surplus);
      last = surplus;
      for (std::size_t c = 0; c < state_.size(); ++c)
        if (state_[c] == 1) keep_[c] = up(up(keep_[c] * quota, one) * one, votes_[c]);
    }
  }
  void defeat(Int128 surplus) {
    Int128 lowest = -1;
    for (std::size_t c = 0; c < state_.size(); ++c)
      if (state_[c] == 0 && (lowest < 0 || votes_[c] < lowest)) lowest = votes_[c];
    for (std::size_t c = state_.size(); c-- > 0;)
      if (state_[c] == 0 && votes_[c] <= lowest + surplus) {
        state_[c] = 2;
        keep_[c] = 0;
        return;
      }
  }

  const RankedBallots& ballots_;
  int seats_;
  std::vector<int> state_;  // hopeful, elected, defeated
  std::vector<Int128> keep_;
  std::vector<Int128> votes_;
  std::vector<int> winners_;
};

}  // namespace

TEST_CASE("Meek's tree of prefixes counts as the plain rule does") {
  CHECK(rc::check([] {
    const Profile profile = *random_ranked(7, 25, false);
    const int seats = *rc::gen::inRange(1, 5);
    const Outcome outcome = counted(profile, MeekStvRules{.seats = seats});
    std::vector<int> winners;
    for (const ElectedCandidate& e : outcome.elected) winners.push_back(e.candidate);
    std::ranges::sort(winners);
    RC_ASSERT(winners == PlainMeek(profile, seats).run());
  }));
}

TEST_CASE("papers without a first preference are neither valid nor in the quota") {
  Profile profile = ranked("AB", {{26, "B"}, {3, "!>A"}, {2, "_"}});
  for (const MethodRules& rules : {MethodRules(ScottishStvRules{.seats = 2}), MethodRules(WigmStvRules{.seats = 2})})
    CHECK(counted(profile, rules).valid_ballots == 26);
}
