#include "voting/tally/parameters.h"

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>

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

// Applies `change` where the method is one of Rules.
template <class... Rules, class Change>
Result<bool> change(MethodRules& rules, Change apply) {
  return std::visit(
      [&]<class Actual>(Actual& actual) -> Result<bool> {
        if constexpr ((std::is_same_v<Actual, Rules> || ...)) {
          Result<void> done = apply(actual);
          if (!done) return std::move(done).error();
          return true;
        } else {
          return false;
        }
      },
      rules);
}

// Sets a member from text by a reader of values.
#define TOS_SET(member, reader)  \
  [&](auto& r) -> Result<void> { \
    TOS_TRY(r.member, reader);   \
    return {};                   \
  }
#define TOS_FLAG(member, setting) \
  [&](auto& r) -> Result<void> {  \
    r.member = setting;           \
    return {};                    \
  }
#define TOS_PARAMETER [](MethodRules & rules, [[maybe_unused]] std::string_view text) -> Result<bool>

Result<std::optional<int>> number_or_unlimited(std::string_view text) {
  if (text == "unlimited") return std::optional<int>{};
  TOS_TRY(const int value, number(text));
  return std::optional(value);
}

Result<Strength> strength(std::string_view text) {
  return one_of<Strength>(text, {{"winning-votes", Strength::winning_votes}, {"margins", Strength::margins}});
}

// "3" for all options but the default, or "2=3" for one.
Result<void> set_majority(DebianRules& rules, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return cannot_be(text, "OPTION=RATIO, like 1=3");
  TOS_TRY(const int option, number(text.substr(0, equals)));
  TOS_TRY(const Rational ratio, fraction(text.substr(equals + 1)));
  if (option < 1 || option > 1'000) return cannot_be(text, "OPTION=RATIO with an option's number");
  if (rules.majority.size() < static_cast<std::size_t>(option))
    rules.majority.resize(static_cast<std::size_t>(option), {1, 1});
  rules.majority[static_cast<std::size_t>(option - 1)] = ratio;
  return {};
}

constexpr std::array all_parameters{
    Parameter{"seats", "N", "how many are elected", TOS_PARAMETER{TOS_TRY(const int seats, number(text));
return set_seats(rules, seats);
}  // namespace
}  // namespace tos::voting
, Parameter{
      "threshold", "SHARE", "the share that passes: 0.5, 2/3",
      TOS_PARAMETER{return change<MajorityRules, SupermajorityRules>(rules, TOS_SET(threshold.share, fraction(text)));
}
}
, Parameter{"reach", "more-than|at-least", "whether the share itself is enough",
            TOS_PARAMETER{return change<MajorityRules, SupermajorityRules>(
                rules, TOS_SET(threshold.reach,
                               one_of<Reach>(text, {{"more-than", Reach::more_than}, {"at-least", Reach::at_least}})));
}
}
, Parameter{"denominator", "cast|non-abstaining|eligible", "what the threshold is a share of",
            TOS_PARAMETER{return change<MajorityRules, SupermajorityRules>(
                rules, TOS_SET(threshold.denominator,
                               one_of<Denominator>(text, {{"cast", Denominator::cast},
                                                          {"non-abstaining", Denominator::non_abstaining},
                                                          {"eligible", Denominator::eligible}})));
}
}
, Parameter{"eligible", "N", "how many could have voted",
            TOS_PARAMETER{return change<MajorityRules, SupermajorityRules, SociocraticRules>(
                rules, TOS_SET(eligible, big_number(text)));
}
}
, Parameter{"quorum", "VOTES|SHARE",
            "debian: votes over the default that an option needs; sociocratic: share taking part",
            TOS_PARAMETER{return change<DebianRules, SociocraticRules>(rules, TOS_SET(quorum, fraction(text)));
}
}
, Parameter{"majority", "OPTION=RATIO", "the ratio N of an option's N:1 majority; may be repeated",
            TOS_PARAMETER{return change<DebianRules>(rules, [&](DebianRules& r) { return set_majority(r, text); });
}
}
, Parameter{"default-option", "N", "the option that others are measured against (the last one)",
            TOS_PARAMETER{return change<DebianRules>(rules, [&](DebianRules& r) -> Result<void> {
              TOS_TRY(const int option, number(text));
              if (option < 1) return cannot_be(text, "an option's number");
              r.default_option = option - 1;
              return {};
            });
}
}
, Parameter{
      "variant", "current|strict", "the rule since 2003, or the older strict one",
      TOS_PARAMETER{return change<DebianRules>(
          rules, TOS_SET(variant, one_of<DebianRules::Variant>(text, {{"current", DebianRules::Variant::current},
                                                                      {"strict", DebianRules::Variant::strict}})));
}
}
, Parameter{"blank", "zero|average", "what a candidate without a score gets",
            TOS_PARAMETER{return change<ScoreRules>(
                rules, TOS_SET(blank, one_of<ScoreRules::Blank>(text, {{"zero", ScoreRules::Blank::zero},
                                                                       {"average", ScoreRules::Blank::average}})));
}
}
, Parameter{"min-score", "N", "the lowest score allowed",
            TOS_PARAMETER{return change<ScoreRules, StarRules>(rules, TOS_SET(minimum, big_number(text)));
}
}
, Parameter{"max-score", "N", "the highest score allowed",
            TOS_PARAMETER{return change<ScoreRules, StarRules>(rules, TOS_SET(maximum, big_number(text)));
}
}
, Parameter{
      "winners", "single|several-a-round|one-a-round|bottoms-up|bottoms-up-percentage|sequential",
      "how several are elected",
      TOS_PARAMETER{return change<IrvRules>(
          rules, TOS_SET(mode, one_of<WinnerMode>(text, {{"single", WinnerMode::single},
                                                         {"several-a-round", WinnerMode::several_a_round},
                                                         {"one-a-round", WinnerMode::one_a_round},
                                                         {"bottoms-up", WinnerMode::bottoms_up},
                                                         {"bottoms-up-percentage", WinnerMode::bottoms_up_percentage},
                                                         {"sequential", WinnerMode::sequential}})));
}
}
, Parameter{"overvote", "exhaust|skip|exhaust-if-several-continuing", "what an overvote does to a ballot",
            TOS_PARAMETER{return change<IrvRules>(
                rules, TOS_SET(overvote, one_of<Overvote>(text, {{"exhaust", Overvote::exhaust},
                                                                 {"skip", Overvote::skip},
                                                                 {"exhaust-if-several-continuing",
                                                                  Overvote::exhaust_if_several_continuing}})));
}
}
, Parameter{"max-skipped-ranks", "N|unlimited", "blank ranks in a row that a ballot survives",
            TOS_PARAMETER{return change<IrvRules>(rules, TOS_SET(max_skipped_ranks, number_or_unlimited(text)));
}
}
, Parameter{"max-ranks", "N|unlimited", "ranks that are read from a ballot",
            TOS_PARAMETER{return change<IrvRules>(rules, TOS_SET(max_ranks, number_or_unlimited(text)));
}
}
, Parameter{"exhaust-on-duplicate", "", "a candidate ranked twice ends the ballot there",
            TOS_PARAMETER{return change<IrvRules>(rules, TOS_FLAG(exhaust_on_duplicate, true));
}
}
, Parameter{
      "batch-elimination", "", "eliminate at once all who cannot catch up",
      TOS_PARAMETER{if (auto irv = change<IrvRules>(rules, TOS_FLAG(batch_elimination, true)); !irv || *irv) return irv;
return change<WigmStvRules, MeekStvRules>(rules, TOS_FLAG(defeat_batch, true));
}
}
, Parameter{"no-batch-elimination", "", "eliminate one at a time",
            TOS_PARAMETER{
                if (auto irv = change<IrvRules>(rules, TOS_FLAG(batch_elimination, false)); !irv || *irv) return irv;
return change<WigmStvRules, MeekStvRules>(rules, TOS_FLAG(defeat_batch, false));
}
}
, Parameter{"continue-until-two", "", "count on until two remain",
            TOS_PARAMETER{return change<IrvRules>(rules, TOS_FLAG(continue_until_two, true));
}
}
, Parameter{"first-round-threshold", "", "the first round's threshold holds throughout",
            TOS_PARAMETER{return change<IrvRules>(rules, TOS_FLAG(first_round_threshold, true));
}
}
, Parameter{"quota", "droop|hare", "the votes that elect",
            TOS_PARAMETER{return change<IrvRules, WigmStvRules>(
                rules, TOS_SET(quota, one_of<Quota>(text, {{"droop", Quota::droop}, {"hare", Quota::hare}})));
}
}
, Parameter{"fractional-threshold", "", "the threshold is not rounded to whole votes",
            TOS_PARAMETER{
                if (auto irv = change<IrvRules>(rules, TOS_FLAG(fractional_threshold, true)); !irv || *irv) return irv;
return change<WigmStvRules>(rules, TOS_FLAG(whole_quota, false));
}
}
, Parameter{"whole-threshold", "", "the threshold is a whole number of votes",
            TOS_PARAMETER{
                if (auto irv = change<IrvRules>(rules, TOS_FLAG(fractional_threshold, false)); !irv || *irv) return irv;
return change<WigmStvRules>(rules, TOS_FLAG(whole_quota, true));
}
}
, Parameter{"digits", "N", "decimals of fractions of votes",
            TOS_PARAMETER{return change<IrvRules, WigmStvRules, MeekStvRules>(rules, TOS_SET(digits, number(text)));
}
}
, Parameter{"omega-digits", "N", "when Meek's iteration stops: a surplus below 10^-N",
            TOS_PARAMETER{return change<MeekStvRules>(rules, TOS_SET(omega_digits, number(text)));
}
}
, Parameter{"minimum-votes", "N", "a candidate below it is eliminated",
            TOS_PARAMETER{return change<IrvRules>(rules, TOS_SET(minimum_votes, fraction(text)));
}
}
, Parameter{"percentage-threshold", "SHARE", "bottoms-up-percentage: the share that all who remain exceed",
            TOS_PARAMETER{return change<IrvRules>(rules, TOS_SET(percentage_threshold, fraction(text)));
}
}
, Parameter{"stop-after-round", "N", "stop the count early",
            TOS_PARAMETER{return change<IrvRules>(rules, TOS_SET(stop_after_round, number(text)));
}
}
, Parameter{"previous-rounds", "", "ties are first decided by earlier rounds",
            TOS_PARAMETER{
                return change<IrvRules, WigmStvRules>(rules, TOS_FLAG(ties, TieRule::previous_rounds_then_tie_breaker));
}
}
, Parameter{"no-previous-rounds", "", "ties go to the tie-breaker at once",
            TOS_PARAMETER{return change<IrvRules, WigmStvRules>(rules, TOS_FLAG(ties, TieRule::tie_breaker));
}
}
, Parameter{"defeat-zero", "", "eliminate all without a vote first",
            TOS_PARAMETER{return change<WigmStvRules>(rules, TOS_FLAG(defeat_zero, true));
}
}
, Parameter{"strength", "winning-votes|margins", "how defeats are compared",
            TOS_PARAMETER{return change<SchulzeRules, RankedPairsRules>(rules, TOS_SET(strength, strength(text)));
}
}
, Parameter{"stand-aside-blocks", "", "consensus fails if somebody stands aside",
            TOS_PARAMETER{return change<ConsensusRules>(rules, TOS_FLAG(stand_aside_blocks, true));
}
}
, Parameter{"k", "N", "objections that consensus-minus lets pass",
            TOS_PARAMETER{return change<ConsensusMinusRules>(rules, TOS_SET(k, number(text)));
}
}
, Parameter{"most-per-candidate", "N", "points that a ballot may give one candidate",
            TOS_PARAMETER{return change<SupportPointsRules>(rules, TOS_SET(most_per_candidate, big_number(text)));
}
}
, Parameter{"most-per-ballot", "N", "points that a ballot may give in all",
            TOS_PARAMETER{return change<SupportPointsRules>(rules, TOS_SET(most_per_ballot, big_number(text)));
}
}
, Parameter{"utility", "cost|cardinality", "what a project is worth to a supporter",
            TOS_PARAMETER{return change<EqualSharesRules>(
                rules, TOS_SET(utility, one_of<EqualSharesRules::Utility>(
                                            text, {{"cost", EqualSharesRules::Utility::cost},
                                                   {"cardinality", EqualSharesRules::Utility::cardinality}})));
}
}
, Parameter{"completion", "none|add-one|utilitarian|add-one-utilitarian", "how the rest of the budget is used",
            TOS_PARAMETER{using Completion = EqualSharesRules::Completion;
return change<EqualSharesRules>(
    rules, TOS_SET(completion, one_of<Completion>(text, {{"none", Completion::none},
                                                         {"add-one", Completion::add_one},
                                                         {"utilitarian", Completion::utilitarian},
                                                         {"add-one-utilitarian", Completion::add_one_utilitarian}})));
}
}
, Parameter{"order", "votes|votes-per-cost", "which projects come first",
            TOS_PARAMETER{using Order = GreedyBudgetRules::Order;
return change<GreedyBudgetRules>(
    rules, TOS_SET(order, one_of<Order>(text, {{"votes", Order::votes}, {"votes-per-cost", Order::votes_per_cost}})));
}
}
, Parameter{"stop-at-first-unaffordable", "", "do not look for cheaper projects further down",
            TOS_PARAMETER{return change<GreedyBudgetRules>(rules, TOS_FLAG(stop_at_first_unaffordable, true));
}
}
, Parameter{"pool", "AMOUNT", "money for matching, in the smallest unit",
            TOS_PARAMETER{return change<QuadraticFundingRules>(rules, TOS_SET(pool, big_number(text)));
}
}
, Parameter{"most-per-project", "AMOUNT", "the highest match of a project",
            TOS_PARAMETER{return change<QuadraticFundingRules>(rules, TOS_SET(most_per_project, big_number(text)));
}
}
,
}
;

#undef TOS_SET
#undef TOS_FLAG
#undef TOS_PARAMETER

}  // namespace

std::span<const Parameter> parameters() { return all_parameters; }

Result<void> set_parameters(MethodRules& rules, const std::vector<ParameterValue>& given) {
  for (const ParameterValue& value : given) {
    const auto known = std::ranges::find(all_parameters, value.name, &Parameter::name);
    if (known == all_parameters.end()) return refuse(CNT_002, "no method has a parameter --{}", value.name);
    auto set = known->set(rules, value.text);
    if (!set) {
      set.error().what = fmt::format("--{}: {}", value.name, set.error().what);
      return std::move(set).error();
    }
    if (!*set)
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
  return std::visit(overloaded{
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
                        [](const GreedyBudgetRules&) { return std::vector{K::approval, K::allocation, K::score}; },
                        [](const QuadraticFundingRules&) { return std::vector{K::allocation}; },
                        [](const auto&) { return std::vector{K::ranked}; },
                    },
                    rules);
}

}  // namespace tos::voting
