#include "voting/tally/parameters.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "core/base/overloaded.h"
#include "voting/formats/text.h"
#include "voting/tally/rules.h"

namespace tos::voting {
namespace {

Refusal cannot_be(std::string_view text, std::string_view expected) {
  return refuse(CNT_003, "the value {} cannot be taken", shown(text)).hint("it is {}", expected);
}

Result<int> number(std::string_view text) {
  const auto value = parse_whole(text);
  if (!value || *value > std::numeric_limits<int>::max()) return cannot_be(text, "a whole number");
  return static_cast<int>(*value);
}
Result<std::int64_t> big_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  const auto value = parse_whole(negative ? text.substr(1) : text);
  if (!value) return cannot_be(text, "a whole number");
  return negative ? -*value : *value;
}

// "0.5", "2/3", "47.1487009365051": any decimal that fits, or a fraction.
Result<Rational> fraction(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto numerator = parse_whole(text.substr(0, slash));
    const auto denominator = parse_whole(text.substr(slash + 1));
    if (!numerator || !denominator || *denominator == 0) return cannot_be(text, "a decimal or a fraction");
    return Rational::of(*numerator, *denominator);
  }
  constexpr int most_places = 15;
  const int places = decimal_places(text);
  const auto value = places < 0 || places > most_places ? std::nullopt : parse_decimal(text, places);
  if (!value) return cannot_be(text, "a decimal or a fraction");
  std::int64_t scale = 1;
  for (int i = 0; i < places; ++i) scale *= 10;
  return Rational::of(*value, scale);
}

template <class Choice>
struct Word {
  std::string_view word;
  Choice choice;
};
template <class Choice, std::size_t n>
Result<Choice> one_of(std::string_view text, const Word<Choice> (&words)[n]) {
  std::string expected;
  for (const Word<Choice>& word : words) {
    if (word.word == text) return word.choice;
    expected += (expected.empty() ? "" : ", ") + std::string(word.word);
  }
  return cannot_be(text, "one of " + expected);
}

template <class Member>
struct member_of;
template <class Rules, class Value>
struct member_of<Value Rules::*> {
  using rules = Rules;
};

// Sets the member that belongs to the method from the text, by a reader of values.
template <auto reader, auto... members>
Result<bool> set(MethodRules& rules, std::string_view text) {
  bool found = false;
  std::optional<Refusal> refusal;
  const auto try_one = [&]<class Member>(Member member) {
    auto* method = std::get_if<typename member_of<Member>::rules>(&rules);
    if (method == nullptr) return;
    found = true;
    auto value = reader(text);
    if (!value) {
      refusal = std::move(value).error();
    } else {
      method->*member = *value;
    }
  };
  (try_one(members), ...);
  if (refusal) return std::move(*refusal);
  return found;
}

// Sets the member to a value that is not written.
template <auto value, auto... members>
Result<bool> flag(MethodRules& rules, std::string_view) {
  const auto try_one = [&]<class Member>(Member member) {
    auto* method = std::get_if<typename member_of<Member>::rules>(&rules);
    if (method != nullptr) method->*member = value;
    return method != nullptr;
  };
  return (try_one(members) || ...);
}

// Sets a part of the threshold of plain votes.
template <auto reader, auto part>
Result<bool> set_threshold(MethodRules& rules, std::string_view text) {
  Threshold* threshold = nullptr;
  if (auto* majority = std::get_if<MajorityRules>(&rules)) threshold = &majority->threshold;
  if (auto* supermajority = std::get_if<SupermajorityRules>(&rules)) threshold = &supermajority->threshold;
  if (threshold == nullptr) return false;
  TOS_TRY(threshold->*part, reader(text));
  return true;
}

Result<bool> set_minimum(MethodRules& rules, std::string_view text) {
  if (std::holds_alternative<GreedyBudgetRules>(rules))
    return set<big_number, &GreedyBudgetRules::minimum_votes>(rules, text);
  return set<fraction, &IrvRules::minimum_votes>(rules, text);
}

Result<Reach> reach(std::string_view text) {
  return one_of<Reach>(text, {{"more-than", Reach::more_than}, {"at-least", Reach::at_least}});
}
Result<Denominator> denominator(std::string_view text) {
  return one_of<Denominator>(text, {{"cast", Denominator::cast},
                                    {"non-abstaining", Denominator::non_abstaining},
                                    {"eligible", Denominator::eligible}});
}
Result<DebianRules::Majority> majority_rule(std::string_view text) {
  using Majority = DebianRules::Majority;
  return one_of<Majority>(text, {{"at-least", Majority::at_least}, {"strict", Majority::strict}});
}
Result<ScoreRules::Blank> blank(std::string_view text) {
  using Blank = ScoreRules::Blank;
  return one_of<Blank>(text, {{"zero", Blank::zero}, {"average", Blank::average}});
}
Result<WinnerMode> winner_mode(std::string_view text) {
  return one_of<WinnerMode>(text, {{"single", WinnerMode::single},
                                   {"several-a-round", WinnerMode::several_a_round},
                                   {"one-a-round", WinnerMode::one_a_round},
                                   {"bottoms-up", WinnerMode::bottoms_up},
                                   {"bottoms-up-percentage", WinnerMode::bottoms_up_percentage},
                                   {"sequential", WinnerMode::sequential}});
}
Result<Overvote> overvote(std::string_view text) {
  return one_of<Overvote>(text, {{"exhaust", Overvote::exhaust},
                                 {"skip", Overvote::skip},
                                 {"exhaust-if-several-continuing", Overvote::exhaust_if_several_continuing}});
}
Result<Quota> quota_rule(std::string_view text) {
  return one_of<Quota>(text, {{"droop", Quota::droop}, {"hare", Quota::hare}});
}
Result<Strength> strength(std::string_view text) {
  return one_of<Strength>(text, {{"winning-votes", Strength::winning_votes}, {"margins", Strength::margins}});
}
Result<EqualSharesRules::Utility> utility(std::string_view text) {
  using Utility = EqualSharesRules::Utility;
  return one_of<Utility>(text, {{"cost", Utility::cost}, {"cardinality", Utility::cardinality}});
}
Result<EqualSharesRules::Completion> completion(std::string_view text) {
  using Completion = EqualSharesRules::Completion;
  return one_of<Completion>(text, {{"none", Completion::none},
                                   {"add-one", Completion::add_one},
                                   {"utilitarian", Completion::utilitarian},
                                   {"add-one-utilitarian", Completion::add_one_utilitarian}});
}
Result<GreedyBudgetRules::Order> greedy_order(std::string_view text) {
  using Order = GreedyBudgetRules::Order;
  return one_of<Order>(text, {{"votes", Order::votes}, {"votes-per-cost", Order::votes_per_cost}});
}
Result<std::optional<int>> number_or_unlimited(std::string_view text) {
  if (text == "unlimited") return std::optional<int>{};
  TOS_TRY(const int value, number(text));
  return std::optional(value);
}
Result<std::optional<int>> option_number(std::string_view text) {
  TOS_TRY(const int option, number(text));
  if (option < 1) return cannot_be(text, "an option's number");
  return std::optional(option - 1);
}

Result<bool> seats(MethodRules& rules, std::string_view text) {
  TOS_TRY(const int count, number(text));
  return set_seats(rules, count);
}

// "2=3": option 2 needs 3:1.
Result<bool> majority(MethodRules& rules, std::string_view text) {
  auto* debian = std::get_if<DebianRules>(&rules);
  if (debian == nullptr) return false;
  constexpr int most_options = 1'000;
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return cannot_be(text, "OPTION=RATIO, like 1=3");
  TOS_TRY(const int option, number(text.substr(0, equals)));
  TOS_TRY(const Rational ratio, fraction(text.substr(equals + 1)));
  if (option < 1 || option > most_options) return cannot_be(text, "OPTION=RATIO with an option's number");
  if (ratio < Rational{1, 1}) return cannot_be(text, "OPTION=RATIO with a ratio of 1 or more");
  if (!debian->majority.emplace(option - 1, ratio).second)
    return refuse(CNT_005, "the majority of option {} is given twice", option);
  return true;
}

constexpr Parameter all_parameters[] = {
    {"seats", "N", "how many are elected", seats},
    // Plain votes, consent
    {"threshold", "SHARE", "the share that passes: 0.5, 2/3", set_threshold<fraction, &Threshold::share>},
    {"reach", "more-than|at-least", "whether the share itself is enough", set_threshold<reach, &Threshold::reach>},
    {"denominator", "cast|non-abstaining|eligible", "what the threshold is a share of",
     set_threshold<denominator, &Threshold::denominator>},
    {"eligible", "N", "how many could have voted",
     set<big_number, &MajorityRules::eligible, &SupermajorityRules::eligible, &SociocraticRules::eligible>},
    {"quorum", "VOTES|SHARE", "debian: votes over the default that an option needs; sociocratic: share taking part",
     set<fraction, &DebianRules::quorum, &SociocraticRules::quorum>},
    {"stand-aside-blocks", "", "consensus fails if somebody stands aside",
     flag<true, &ConsensusRules::stand_aside_blocks>},
    {"k", "N", "objections that consensus-minus lets pass", set<number, &ConsensusMinusRules::k>},
    // Debian
    {"majority", "OPTION=RATIO", "the ratio N of an option's N:1 majority; may be repeated", majority},
    {"default-option", "N", "the option that others are measured against (the last one)",
     set<option_number, &DebianRules::default_option>},
    {"majority-rule", "at-least|strict", "N:1 itself is enough (since 2015), or must be exceeded (before)",
     set<majority_rule, &DebianRules::majority_rule>},
    // Scores
    {"blank", "zero|average", "what a candidate without a score gets", set<blank, &ScoreRules::blank>},
    {"min-score", "N", "the lowest score allowed", set<big_number, &ScoreRules::minimum, &StarRules::minimum>},
    {"max-score", "N", "the highest score allowed", set<big_number, &ScoreRules::maximum, &StarRules::maximum>},
    {"most-per-candidate", "N", "points that a ballot may give one candidate",
     set<big_number, &SupportPointsRules::most_per_candidate>},
    {"most-per-ballot", "N", "points that a ballot may give in all",
     set<big_number, &SupportPointsRules::most_per_ballot>},
    // Instant runoff and transferable votes
    {"winners", "single|several-a-round|one-a-round|bottoms-up|bottoms-up-percentage|sequential",
     "how several are elected", set<winner_mode, &IrvRules::mode>},
    {"overvote", "exhaust|skip|exhaust-if-several-continuing", "what an overvote does to a ballot",
     set<overvote, &IrvRules::overvote>},
    {"max-skipped-ranks", "N|unlimited", "blank ranks in a row that a ballot survives",
     set<number_or_unlimited, &IrvRules::max_skipped_ranks>},
    {"max-ranks", "N|unlimited", "ranks that are read from a ballot", set<number_or_unlimited, &IrvRules::max_ranks>},
    {"exhaust-on-duplicate", "", "a candidate ranked twice ends the ballot there",
     flag<true, &IrvRules::exhaust_on_duplicate>},
    {"batch-elimination", "", "eliminate at once all who cannot catch up",
     flag<true, &IrvRules::batch_elimination, &WigmStvRules::defeat_batch, &MeekStvRules::defeat_batch>},
    {"no-batch-elimination", "", "eliminate one at a time",
     flag<false, &IrvRules::batch_elimination, &WigmStvRules::defeat_batch, &MeekStvRules::defeat_batch>},
    {"continue-until-two", "", "count on until two remain", flag<true, &IrvRules::continue_until_two>},
    {"first-round-threshold", "", "the first round's threshold holds throughout",
     flag<true, &IrvRules::first_round_threshold>},
    {"quota", "droop|hare", "the votes that elect", set<quota_rule, &IrvRules::quota, &WigmStvRules::quota>},
    {"fractional-threshold", "", "the threshold of irv is not rounded to whole votes",
     flag<true, &IrvRules::fractional_threshold>},
    {"whole-quota", "", "the quota of wigm-stv is a whole number of votes", flag<true, &WigmStvRules::whole_quota>},
    {"digits", "N", "decimals of fractions of votes",
     set<number, &IrvRules::digits, &WigmStvRules::digits, &MeekStvRules::digits>},
    {"omega-digits", "N", "when Meek's iteration stops: a surplus below 10^-N",
     set<number, &MeekStvRules::omega_digits>},
    {"minimum-votes", "N", "a candidate below it is eliminated; a project below it is not considered", set_minimum},
    {"percentage-threshold", "SHARE", "bottoms-up-percentage: the share that all who remain exceed",
     set<fraction, &IrvRules::percentage_threshold>},
    {"stop-after-round", "N", "stop the count early", set<number, &IrvRules::stop_after_round>},
    {"previous-rounds", "", "ties are first decided by earlier rounds",
     flag<TieRule::previous_rounds_then_tie_breaker, &IrvRules::ties, &WigmStvRules::ties>},
    {"no-previous-rounds", "", "ties go to the tie-breaker at once",
     flag<TieRule::tie_breaker, &IrvRules::ties, &WigmStvRules::ties>},
    {"defeat-zero", "", "eliminate all without a vote first", flag<true, &WigmStvRules::defeat_zero>},
    // Pairs
    {"strength", "winning-votes|margins", "how defeats are compared",
     set<strength, &SchulzeRules::strength, &RankedPairsRules::strength>},
    // Budgets
    {"utility", "cost|cardinality", "what a project is worth to a supporter", set<utility, &EqualSharesRules::utility>},
    {"completion", "none|add-one|utilitarian|add-one-utilitarian", "how the rest of the budget is used",
     set<completion, &EqualSharesRules::completion>},
    {"order", "votes|votes-per-cost", "which projects come first", set<greedy_order, &GreedyBudgetRules::order>},
    {"stop-at-first-unaffordable", "", "do not look for cheaper projects further down",
     flag<true, &GreedyBudgetRules::stop_at_first_unaffordable>},
    {"reserve-from", "SHARE", "buy the first project that does not fit if this share of its cost is left, and stop",
     set<fraction, &GreedyBudgetRules::reserve_from>},
    {"pool", "AMOUNT", "money for matching, in the smallest unit", set<big_number, &QuadraticFundingRules::pool>},
    {"most-per-project", "AMOUNT", "the highest match of a project",
     set<big_number, &QuadraticFundingRules::most_per_project>},
};

}  // namespace

std::span<const Parameter> parameters() { return all_parameters; }

Result<void> set_parameters(MethodRules& rules, const std::vector<ParameterValue>& given) {
  for (auto at = given.begin(); at != given.end(); ++at) {
    const ParameterValue& value = *at;
    if (value.name != "majority" && std::find_if(given.begin(), at, [&](const ParameterValue& earlier) {
                                      return earlier.name == value.name;
                                    }) != at)
      return refuse(CNT_005, "--{} is given twice", value.name);
    const auto known = std::ranges::find(all_parameters, value.name, &Parameter::name);
    if (known == std::end(all_parameters)) return refuse(CNT_002, "no method has a parameter --{}", value.name);
    auto done = known->set(rules, value.text);
    if (!done) {
      done.error().what = fmt::format("--{}: {}", value.name, done.error().what);
      return std::move(done).error();
    }
    if (!*done)
      return refuse(CNT_002, "{} has no parameter --{}", method_name(rules), value.name).hint("tos tally --help");
  }
  return {};
}

Result<MethodRules> method_named(std::string_view name) {
  if (auto rules = method_by_name(name)) return *std::move(rules);
  std::string names;
  for (const MethodRules& rules : all_methods()) names += (names.empty() ? "" : ", ") + std::string(method_name(rules));
  return refuse(CNT_001, "there is no method {}", shown(name)).hint("{}", names);
}

Result<TieBreaker> parse_tie_breaker(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view kind = text.substr(0, colon);
  const std::string_view value = text.substr(std::min(colon + 1, text.size()));
  if (text == "none") return LeaveTied{};
  if (text == "order") return ListedOrder{};
  if (kind == "seed" && !value.empty()) return SeededOrder{std::string(value)};
  if (kind == "java-random" || kind == "java-permutation") {
    TOS_TRY(const std::int64_t seed, big_number(value));
    return JavaRandom{.seed = seed, .permutation = kind == "java-permutation"};
  }
  if (kind != "order")
    return cannot_be(text, "none, order, order:3,1,2, seed:TEXT, java-random:N or java-permutation:N");
  ListedOrder listed;
  if (value.empty()) return cannot_be(text, "order:3,1,2, or order for the order of the file");
  for (std::string_view rest = value; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    TOS_TRY(const int candidate, number(rest.substr(0, comma)));
    if (candidate < 1) return cannot_be(text, "numbers of candidates, from 1");
    listed.order.push_back(candidate - 1);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return listed;
}

std::vector<BallotKind> kinds_of(const MethodRules& rules) {
  using K = BallotKind;
  return std::visit(
      overloaded{
          [](const MajorityRules&) { return std::vector{K::choice, K::ranked, K::approval}; },
          [](const SupermajorityRules&) { return std::vector{K::choice, K::ranked, K::approval}; },
          [](const ApprovalRules&) { return std::vector{K::approval}; },
          [](const ScoreRules&) { return std::vector{K::score}; },
          [](const StarRules&) { return std::vector{K::score}; },
          [](const ConsentRules&) { return std::vector{K::consent}; },
          [](const ConsensusRules&) { return std::vector{K::consent}; },
          [](const ConsensusMinusRules&) { return std::vector{K::consent}; },
          [](const SociocraticRules&) { return std::vector{K::consent}; },
          [](const SupportPointsRules&) { return std::vector{K::allocation}; },
          [](const EqualSharesRules&) { return std::vector{K::approval}; },
          [](const GreedyBudgetRules&) { return std::vector{K::allocation, K::score, K::ranked, K::approval}; },
          [](const QuadraticFundingRules&) { return std::vector{K::allocation}; },
          [](const auto&) { return std::vector{K::ranked}; },
      },
      rules);
}

}  // namespace tos::voting
