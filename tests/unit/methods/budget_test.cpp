#include <rapidcheck.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <nlohmann/json.hpp>

#include "small_profile.h"
#include "voting/methods/report/report.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

static Profile with_budget(Profile profile, std::int64_t limit, std::vector<std::int64_t> costs) {
  profile.budget = Budget{.limit = limit, .costs = std::move(costs)};
  return profile;
}

static std::string selected(const Profile& profile, const Outcome& outcome) {
  std::string names;
  for (const SelectedProject& s : outcome.selected)
    names += profile.candidates[static_cast<std::size_t>(s.project)].name;
  return names;
}

TEST_CASE("greedy buys by votes what still fits") {
  const Profile profile = with_budget(approval("ABC", {{5, "A"}, {4, "B"}, {3, "C"}}), 100, {60, 50, 40});
  const Outcome outcome = counted(profile, GreedyBudgetRules{});
  CHECK(selected(profile, outcome) == "AC");
  CHECK(outcome.spent == 100);
  CHECK(selected(profile, counted(profile, GreedyBudgetRules{.stop_at_first_unaffordable = true})) == "A");
  const GreedyBudgetRules per_cost{.order = GreedyBudgetRules::Order::votes_per_cost};
  CHECK(selected(profile, counted(profile, per_cost)) == "AC");
  const Profile silent = with_budget(approval("AB", {}), 100, {60, 50});  // nobody asked for anything
  CHECK(counted(silent, GreedyBudgetRules{}).verdict == Verdict::rejected);
  CHECK(selected(silent, counted(silent, GreedyBudgetRules{.minimum_votes = 0})) == "B");
  CHECK(refused(approval("A", {{1, "A"}}), GreedyBudgetRules{}) == "TAL-011");
}

TEST_CASE("greedy on rankings gives the first place of the longest ballot the most points") {
  const Profile profile = with_budget(ranked("ABC", {{2, "A>B>C"}, {3, "B"}}), 1, {1, 1, 1});
  const Outcome outcome = counted(profile, GreedyBudgetRules{});
  CHECK(selected(profile, outcome) == "B");  // 2×2 + 3×3 = 13 to 6
}

TEST_CASE("equal shares: each side gets what its share pays for") {
  // 10 voters, 100 in all, 10 each. Greedy would spend everything on the larger side.
  const Profile profile = with_budget(approval("ABC", {{6, "AB"}, {4, "C"}}), 100, {50, 50, 40});
  CHECK(selected(profile, counted(profile, GreedyBudgetRules{})) == "AB");
  const Outcome outcome = counted(profile, EqualSharesRules{.completion = EqualSharesRules::Completion::none});
  CHECK(selected(profile, outcome) == "AC");  // 6 pay 8⅓ for A; 4 pay 10 for C; B would need 50 of the 10 left
  CHECK(std::get<PurchaseStep>(outcome.trace.steps.back()).rate == "10");
}

TEST_CASE("equal shares: raising the budget one unit a voter until it would be overspent") {
  const Profile profile = with_budget(approval("AB", {{2, "A"}, {1, "B"}}), 30, {10, 12});
  const Outcome none = counted(profile, EqualSharesRules{.completion = EqualSharesRules::Completion::none});
  CHECK(selected(profile, none) == "A");  // B's supporter has 10 of 12
  const Outcome outcome = counted(profile, EqualSharesRules{});
  CHECK(selected(profile, outcome) == "AB");
  const auto& increase = std::get<BudgetIncreaseStep>(outcome.trace.steps[0]);
  CHECK(increase.steps == 2);
  CHECK(increase.share == "12");
  CHECK_FALSE(increase.overspent);
  const Profile tight = with_budget(approval("AB", {{2, "A"}, {1, "B"}}), 30, {19, 12});
  CHECK(selected(tight, counted(tight, EqualSharesRules{})) == "A");
  const EqualSharesRules fill{.completion = EqualSharesRules::Completion::utilitarian};
  CHECK(selected(profile, counted(profile, fill)) == "AB");
}

TEST_CASE("equal shares breaks ties by votes, then by cost, then by the tie-breaker") {
  const Profile same = with_budget(approval("AB", {{2, "AB"}}), 10, {10, 10});
  CHECK(selected(same, counted(same, EqualSharesRules{}, ListedOrder{{1, 0}})) == "B");
  CHECK(counted(same, EqualSharesRules{}, LeaveTied{}).verdict == Verdict::tied);
  const Profile cheaper = with_budget(approval("AB", {{2, "AB"}}), 10, {10, 9});
  CHECK(selected(cheaper, counted(cheaper, EqualSharesRules{})) == "B");
}

TEST_CASE("equal shares on nothing", "[accepts TAL-009][refuses TAL-009]") {
  const Profile empty = with_budget(approval("A", {}), 10, {5});
  CHECK(counted(empty, EqualSharesRules{}).verdict == Verdict::rejected);
  const Profile poor = with_budget(approval("A", {{1, "A"}}), 10, {11});
  CHECK(counted(poor, EqualSharesRules{}).selected.empty());
  const auto costing = [](std::int64_t cost) { return with_budget(approval("A", {{1, "A"}}), 10, {cost}); };
  CHECK(counted(costing(std::int64_t{1} << 40), EqualSharesRules{}).selected.empty());
  CHECK(refused(costing((std::int64_t{1} << 40) + 1), EqualSharesRules{}) == "TAL-009");
}

namespace {

using Exact = boost::multiprecision::cpp_rational;

// One run of equal shares with exact fractions for every voter and nothing clever.
std::vector<int> plain_equal_shares(const std::vector<std::vector<int>>& ballots,
                                    const std::vector<std::int64_t>& costs, Exact share) {
  std::vector<Exact> money(ballots.size(), share);
  std::vector<int> bought;
  while (true) {
    int best = -1;
    Exact best_value = 0;
    Exact best_price = 0;
    for (std::size_t p = 0; p < costs.size(); ++p) {
      if (std::ranges::find(bought, static_cast<int>(p)) != bought.end()) continue;
      std::vector<Exact> purses;
      for (std::size_t v = 0; v < ballots.size(); ++v)
        if (std::ranges::find(ballots[v], static_cast<int>(p)) != ballots[v].end()) purses.push_back(money[v]);
      std::ranges::sort(purses);
      Exact left = costs[p];
      for (std::size_t i = 0; i < purses.size(); ++i) {
        const Exact price = left / static_cast<std::int64_t>(purses.size() - i);
        if (price > purses[i]) {
          left -= purses[i];
          continue;
        }
        const Exact value = Exact(costs[p]) / price;
        const auto votes = [&](std::size_t q) {
          return std::ranges::count_if(
              ballots, [&](const auto& b) { return std::ranges::find(b, static_cast<int>(q)) != b.end(); });
        };
        const bool wins_tie =
            best >= 0 && value == best_value &&
            (votes(p) != votes(static_cast<std::size_t>(best)) ? votes(p) > votes(static_cast<std::size_t>(best))
                                                               : costs[p] < costs[static_cast<std::size_t>(best)]);
        if (best < 0 || value > best_value || wins_tie) {
          best = static_cast<int>(p);
          best_value = value;
          best_price = price;
        }
        break;
      }
    }
    if (best < 0) return bought;
    bought.push_back(best);
    for (std::size_t v = 0; v < ballots.size(); ++v)
      if (std::ranges::find(ballots[v], best) != ballots[v].end())
        money[v] = money[v] > best_price ? Exact(money[v] - best_price) : Exact(0);
  }
}

}  // namespace

TEST_CASE("equal shares agrees with exact fractions voter by voter") {
  CHECK(rc::check([] {
    const auto projects = *rc::gen::inRange(1, 7);
    const auto voters = *rc::gen::inRange(1, 9);
    Profile profile;
    std::vector<std::int64_t> costs;
    for (int p = 0; p < projects; ++p) {
      profile.candidates.push_back({std::to_string(p)});
      costs.push_back(*rc::gen::inRange<std::int64_t>(1, 30));
    }
    std::vector<std::vector<int>> plain;
    ApprovalBallots grouped;
    for (int v = 0; v < voters; ++v) {
      std::vector<int> chosen;
      std::vector<Approval> marks;
      for (int p = 0; p < projects; ++p)
        if (*rc::gen::inRange(0, 2) == 1) {
          chosen.push_back(p);
          marks.push_back({static_cast<std::uint16_t>(p)});
        }
      plain.push_back(chosen);
      RC_ASSERT(grouped.add(marks).has_value());
    }
    const auto limit = *rc::gen::inRange<std::int64_t>(1, 120);
    profile.ballots = std::move(grouped);
    profile.budget = Budget{.limit = limit, .costs = costs};
    const Outcome outcome = counted(profile, EqualSharesRules{.completion = EqualSharesRules::Completion::none});
    std::vector<int> bought;
    for (const SelectedProject& s : outcome.selected) bought.push_back(s.project);
    RC_ASSERT(bought == plain_equal_shares(plain, costs, Exact(limit) / voters));
  }));
}

TEST_CASE("quadratic funding: the square of the roots less what was given") {
  const Profile profile = points<AllocationBallots>("AB", {{1, "A1"}, {1, "A4"}, {1, "A9"}, {1, "B14"}});
  const Outcome rich = counted(profile, QuadraticFundingRules{.pool = 100});
  CHECK(selected(profile, rich) == "A");
  CHECK(rich.spent == 22);  // (1 + 2 + 3)² − 14; one giver alone is matched with nothing
  CHECK(counted(profile, QuadraticFundingRules{.pool = 10}).spent == 10);
  CHECK(counted(profile, QuadraticFundingRules{.pool = 100, .most_per_project = 5}).spent == 5);
  CHECK(refused(profile, QuadraticFundingRules{.pool = -1}) == "TAL-007");
  const Profile root = points<AllocationBallots>("A", {{1, "A2"}, {1, "A3"}});  // 2√6 = 4.898…
  CHECK(counted(root, QuadraticFundingRules{.pool = 100}).spent == 4);
}

TEST_CASE("greedy: a tie for the last of the budget is named, and harmless ties are nobody's business") {
  const Profile profile = with_budget(approval("ABC", {{1, "A"}, {1, "B"}, {1, "AB"}, {1, "C"}}), 60, {50, 50, 40});
  const Outcome outcome = counted(profile, GreedyBudgetRules{}, LeaveTied{});
  CHECK(outcome.verdict == Verdict::tied);
  CHECK(outcome.tied == std::vector<CandidateIndex>{0, 1});
  CHECK(outcome.selected.empty());
  CHECK(selected(profile, counted(profile, GreedyBudgetRules{}, ListedOrder{{1, 0, 2}})) == "B");
  const EqualSharesRules filled_up{.completion = EqualSharesRules::Completion::utilitarian};
  CHECK(counted(profile, filled_up, LeaveTied{}).verdict == Verdict::tied);
  for (const std::int64_t limit : {100, 49}) {  // both fit, or neither
    const Profile other = with_budget(profile, limit, {50, 50, 60});
    const Outcome same = counted(other, GreedyBudgetRules{}, LeaveTied{});
    CHECK(same.verdict != Verdict::tied);
    REQUIRE(same.ties().size() == 1);
    CHECK(same.ties()[0].by == TieAction::By::harmless);
  }
}

TEST_CASE("equal shares: what costs nothing is bought, and a huge budget in small steps is refused soon") {
  const Profile free = with_budget(approval("AB", {{2, "A"}, {1, "B"}}), 30, {10, 0});
  CHECK(selected(free, counted(free, EqualSharesRules{})) == "BA");
  const Profile broke = with_budget(approval("ABC", {{2, "A"}, {1, "B"}}), 0, {10, 0, 0});
  CHECK(selected(broke, counted(broke, EqualSharesRules{})) == "B");
  const Profile nothing = with_budget(approval("A", {{2, "A"}}), 0, {10});
  CHECK(counted(nothing, EqualSharesRules{}).verdict == Verdict::rejected);
  const Profile endless = with_budget(approval("A", {{1, "A"}, {1, ""}}), 1'000'000'000'000, {900'000'000'000});
  CHECK(refused(endless, EqualSharesRules{}) == "TAL-013");
}

TEST_CASE("quadratic funding: the cap on one project leaves more for the others") {
  const Profile profile = points<AllocationBallots>("AB", {{9, "A100"}, {1, "B4"}, {1, "B9"}, {1, "B1"}});
  const Outcome outcome = counted(profile, QuadraticFundingRules{.pool = 100, .most_per_project = 50});
  REQUIRE(outcome.selected.size() == 2);
  CHECK(outcome.selected[0].cost == 50);
  CHECK(outcome.selected[1].cost == 22);  // its ideal: the pool covers both
  CHECK(to_json(profile, counted(profile, QuadraticFundingRules{.pool = 0})).contains("selected"));
}
