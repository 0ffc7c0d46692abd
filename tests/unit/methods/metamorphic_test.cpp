#include <rapidcheck.h>

#include <locale>
#include <nlohmann/json.hpp>
#include <thread>

#include "random_profile.h"
#include "small_profile.h"
#include "voting/methods/report/report.h"

using namespace tos;
using namespace tos::voting;
using namespace tos::voting::testing;

namespace {

std::vector<MethodRules> ranked_methods() {
  return {
      IrvRules{},
      IrvRules{
          .overvote = Overvote::skip, .max_skipped_ranks = 1, .exhaust_on_duplicate = true, .batch_elimination = true},
      IrvRules{.seats = 2, .mode = WinnerMode::several_a_round},
      IrvRules{.seats = 2, .mode = WinnerMode::sequential},
      ScottishStvRules{.seats = 2},
      WigmStvRules{.seats = 2, .defeat_batch = true},
      MeekStvRules{.seats = 2},
      SchulzeRules{.seats = 2},
      RankedPairsRules{.strength = Strength::margins},
      DebianRules{},
      MajorityRules{}};
}

MethodRules any_method() {
  const std::vector<MethodRules> all = ranked_methods();
  return all[*rc::gen::inRange<std::size_t>(0, all.size())];
}

std::string bytes(const Profile& profile, const MethodRules& rules, const TieBreaker& ties = ListedOrder{}) {
  return to_json(profile, counted(profile, rules, ties)).dump();
}

class Grouping : public std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

}  // namespace

TEST_CASE("what must change nothing") {
  CHECK(rc::check("the order of ballots", [] {
    RawProfile raw = *random_raw(6, 14, true);
    const MethodRules rules = any_method();
    const std::string before = bytes(built(raw), rules);
    for (std::size_t i = raw.ballots.size(); i > 1; --i)
      std::swap(raw.ballots[i - 1], raw.ballots[*rc::gen::inRange<std::size_t>(0, i)]);
    RC_ASSERT(bytes(built(raw), rules) == before);
  }));
  CHECK(rc::check("splitting groups", [] {
    const RawProfile raw = *random_raw(6, 14, true);
    const MethodRules rules = any_method();
    RawProfile split{raw.candidates, {}};
    for (const RawBallot& ballot : raw.ballots)
      for (std::int64_t i = 0; i < ballot.weight; ++i) split.ballots.push_back({1, ballot.marks});
    RC_ASSERT(bytes(built(split), rules) == bytes(built(raw), rules));
  }));
  CHECK(rc::check("a locale and threads beside", [] {
    const Profile profile = *random_ranked(6, 14, true);
    const MethodRules rules = any_method();
    const std::string before = bytes(profile, rules);
    const std::locale old = std::locale::global(std::locale(std::locale::classic(), new Grouping));
    std::string beside;
    std::thread other([&] { beside = to_json(profile, *count(profile, rules, ListedOrder{})).dump(); });
    const std::string after = bytes(profile, rules);
    other.join();
    std::locale::global(old);
    RC_ASSERT(after == before);
    RC_ASSERT(beside == before);
  }));
}

TEST_CASE("renaming and renumbering candidates renames the result and nothing else") {
  CHECK(rc::check([] {
    const RawProfile raw = *random_raw(6, 14, true);
    const MethodRules rules = any_method();
    RC_PRE(!std::holds_alternative<DebianRules>(rules));  // its default option is the last
    const auto size = static_cast<std::size_t>(raw.candidates);
    std::vector<CandidateIndex> to(size);
    std::iota(to.begin(), to.end(), 0);
    for (std::size_t i = size; i > 1; --i) std::swap(to[i - 1], to[*rc::gen::inRange<std::size_t>(0, i)]);
    RawProfile renumbered = raw;
    for (RawBallot& ballot : renumbered.ballots)
      for (RankMark& mark : ballot.marks) {
        if (!mark.is_candidate()) continue;
        const auto index = static_cast<std::uint16_t>(to[mark.index()]);
        mark = mark.is_equal() ? RankMark::equal(index) : RankMark::candidate(index);
      }
    // The old list decides ties; in new numbers it is this one.
    const Outcome before = counted(built(raw), rules);
    const Outcome after = counted(built(renumbered), rules, ListedOrder{to});
    RC_ASSERT(before.elected.size() == after.elected.size());
    RC_ASSERT(before.verdict == after.verdict);
    std::vector<CandidateIndex> mapped;
    std::vector<CandidateIndex> got;
    for (const ElectedCandidate& e : before.elected) mapped.push_back(to[static_cast<std::size_t>(e.candidate)]);
    for (const ElectedCandidate& e : after.elected) got.push_back(e.candidate);
    std::ranges::sort(mapped);
    std::ranges::sort(got);
    RC_ASSERT(mapped == got);
  }));
}

TEST_CASE("no vote appears or disappears between rounds") {
  CHECK(rc::check([] {
    const Profile profile = *random_ranked(7, 20, true);
    const int seats = *rc::gen::inRange(1, 4);
    for (const MethodRules& rules :
         {MethodRules(IrvRules{}), MethodRules(IrvRules{.seats = 3, .mode = WinnerMode::several_a_round}),
          MethodRules(ScottishStvRules{.seats = seats}), MethodRules(WigmStvRules{.seats = seats}),
          MethodRules(MeekStvRules{.seats = seats})}) {
      const Outcome outcome = counted(profile, rules);
      Amount one = 1;
      for (int i = 0; i < outcome.digits; ++i) one *= 10;
      for (const Round& round : outcome.trace.rounds) {
        Amount sum = round.exhausted.total() + round.exhausted.blank + round.residue;
        for (const auto& total : round.totals) sum += total.value_or(0);
        RC_ASSERT(sum == Amount{ballot_count(profile)} * one);
      }
    }
  }));
}

TEST_CASE("every method is named, versioned and counts or refuses whatever it is given") {
  CHECK(all_methods().size() == 20);
  for (const MethodRules& rules : all_methods()) {
    CHECK(rule_id(rules) == "tos." + std::string(method_name(rules)) + "/1");
    CHECK(method_by_name(method_name(rules))->index() == rules.index());
    std::vector<Profile> profiles;
    profiles.push_back(Profile{});
    profiles.push_back(tennessee());
    profiles.push_back(approval("AB", {{1, "A"}}));
    profiles.push_back(points<ScoreBallots>("AB", {{1, "A1"}}));
    profiles.push_back(points<AllocationBallots>("AB", {{1, "A1"}}));
    profiles.push_back(Profile{.ballots = ChoiceBallots{1, 0, 0}});
    profiles.push_back(Profile{.ballots = ConsentBallots{1, 0, 0, 0}});
    for (Profile& profile : profiles) {
      for (const bool budget : {false, true}) {
        if (budget)
          profile.budget = Budget{.limit = 5, .costs = std::vector<std::int64_t>(profile.candidates.size(), 3)};
        const Result<Outcome> outcome = count(profile, rules, LeaveTied{});
        if (!outcome.has_value()) {
          CHECK(outcome.error().rule->id.starts_with("TAL-"));
          continue;
        }
        CHECK(outcome->rule == rule_id(rules));
        CHECK_FALSE(to_text(profile, *outcome).empty());
        CHECK_FALSE(to_markdown(profile, *outcome).empty());
        CHECK(to_svg(profile, *outcome).starts_with("<svg "));
        CHECK(to_json(profile, *outcome).contains("verdict"));
        CHECK_FALSE(explain(profile, *outcome).empty());
      }
    }
  }
  CHECK_FALSE(method_by_name("dictator"));
}

TEST_CASE("every rule is listed once") {
  std::vector<std::string_view> ids;
  for (const Rule* rule : methods_rules()) ids.push_back(rule->id);
  CHECK(ids.size() == 14);
  CHECK(std::ranges::is_sorted(ids));
}
