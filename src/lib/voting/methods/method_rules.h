#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/rational.h"
#include "voting/methods/majority.h"

namespace tos::voting {

// Every method's parameters, all explicit. Each struct's `id` is the versioned rule: what it computes never changes;
// another behaviour is another id.

// More than a threshold of yes. Choice ballots; ranked, approval: a candidate with that share of first choices (of
// approvals), the denominator then being all valid ballots.
struct MajorityRules {
  static constexpr std::string_view id = "tos.majority/1";
  Threshold threshold = {{1, 2}, Reach::more_than, Denominator::non_abstaining};
  std::int64_t eligible = 0;  // needed for Denominator::eligible
};
struct SupermajorityRules {
  static constexpr std::string_view id = "tos.supermajority/1";
  Threshold threshold = {{2, 3}, Reach::at_least, Denominator::non_abstaining};
  std::int64_t eligible = 0;
};
struct ApprovalRules {
  static constexpr std::string_view id = "tos.approval/1";
  int seats = 1;
};
// Blank: a candidate without a number counts as 0 (sum), or is left out of its own average.
struct ScoreRules {
  static constexpr std::string_view id = "tos.score/1";
  int seats = 1;
  enum class Blank { zero, average } blank = Blank::zero;
  std::optional<std::int64_t> minimum = std::nullopt;  // a number outside is refused (TAL-014)
  std::optional<std::int64_t> maximum = std::nullopt;
};
struct StarRules {
  static constexpr std::string_view id = "tos.star/1";
  int seats = 1;  // bloc STAR: one winner after the other
  std::optional<std::int64_t> minimum = 0;
  std::optional<std::int64_t> maximum = 5;
};

enum class Overvote { exhaust, skip, exhaust_if_several_continuing };
enum class WinnerMode {
  single,                 // singleWinnerMajority
  several_a_round,        // multiWinnerAllowMultipleWinnersPerRound
  one_a_round,            // multiWinnerAllowOnlyOneWinnerPerRound
  bottoms_up,             // bottomsUp: eliminate until `seats` remain
  bottoms_up_percentage,  // bottomsUpUsingPercentageThreshold: eliminate until all remaining exceed the share
  sequential,             // multiPassIrv: single-winner counts, each winner leaving the next
};
enum class Quota { droop, hare };
// What decides a tie before the tie-breaker is asked.
enum class TieRule { tie_breaker, previous_rounds_then_tie_breaker };

// The instant-runoff family, with the parameters of RCTab 2.0.
struct IrvRules {
  static constexpr std::string_view id = "tos.irv/1";
  int seats = 1;
  WinnerMode mode = WinnerMode::single;
  Overvote overvote = Overvote::exhaust;
  std::optional<int> max_skipped_ranks = std::nullopt;  // allowed in a row; none: unlimited
  std::optional<int> max_ranks = std::nullopt;          // ranks read from a ballot; none: all
  bool exhaust_on_duplicate = false;
  bool batch_elimination = false;
  bool continue_until_two = false;
  bool first_round_threshold = false;  // static: the first round's threshold holds throughout (single winner)
  Quota quota = Quota::droop;
  bool fractional_threshold = false;       // threshold with `digits` decimals instead of a whole number
  int digits = 4;                          // of surplus fractions and transfer values, rounded down; 0 to 18
  Rational minimum_votes = {0, 1};         // below it a candidate is eliminated and the threshold never lies
  Rational percentage_threshold = {0, 1};  // of bottoms_up_percentage: a share of the active votes, 0 to 1
  std::optional<int> stop_after_round = std::nullopt;
  TieRule ties = TieRule::tie_breaker;
};

// The Scottish Local Government Elections Order 2007 (SSI 2007/42), weighted inclusive Gregory, five decimals.
struct ScottishStvRules {
  static constexpr std::string_view id = "tos.scottish-stv/1";
  int seats = 1;
};
// Weighted inclusive Gregory with every choice open.
struct WigmStvRules {
  static constexpr std::string_view id = "tos.wigm-stv/1";
  int seats = 1;
  int digits = 4;              // values are cut off after this many decimals; 0 to 12
  Quota quota = Quota::droop;  // droop: votes/(seats+1); hare: votes/seats
  bool whole_quota = false;    // droop: the next whole number above; hare: rounded up
  bool defeat_batch = false;   // eliminate at once all who cannot catch up
  bool defeat_zero = false;    // eliminate all without a vote first
  TieRule ties = TieRule::previous_rounds_then_tie_breaker;
};
// Meek's method by the Proportional Representation Foundation's reference rule: nine digits, omega 10^-6. Equal
// rankings are split equally among the candidates still in the count.
struct MeekStvRules {
  static constexpr std::string_view id = "tos.meek-stv/1";
  int seats = 1;
  int digits = 9;
  int omega_digits = 6;
  bool defeat_batch = false;  // not part of the reference rule: defeat at once all who cannot catch up
};

enum class Strength { winning_votes, margins };
struct SchulzeRules {
  static constexpr std::string_view id = "tos.schulze/1";
  int seats = 1;  // the first places of the ranking
  Strength strength = Strength::winning_votes;
};
struct RankedPairsRules {
  static constexpr std::string_view id = "tos.ranked-pairs/1";
  int seats = 1;
  Strength strength = Strength::winning_votes;
};
// Constitution of the Debian Project, A.6 (A.5 since 2022): cloneproof Schwartz sequential dropping among the options
// that meet quorum and majority. An option needs, over the default option D, `at_least`: V(A,D) >= N x V(D,A) and
// V(A,D) > V(D,A) (since 2015); `strict`: V(A,D) > N x V(D,A) (2003 to 2015). They differ for N > 1 only.
struct DebianRules {
  static constexpr std::string_view id = "tos.debian/1";
  enum class Majority { at_least, strict } majority_rule = Majority::at_least;
  std::optional<int> default_option = std::nullopt;  // 0-based; none: the last one
  std::map<int, Rational> majority = {};             // N of an option's (0-based) N:1; not there: 1
  std::optional<Rational> quorum = std::nullopt;     // votes over the default that an option needs; none: no quorum
};

// Consent ballots. An objection blocks; a concern never does; standing aside neither consents nor blocks.
struct ConsentRules {
  static constexpr std::string_view id = "tos.consent/1";
};
// Everybody who takes a stand consents: no objection and no standing aside. With `stand_aside_blocks` false, standing
// aside is let pass.
struct ConsensusRules {
  static constexpr std::string_view id = "tos.consensus/1";
  bool stand_aside_blocks = false;
};
struct ConsensusMinusRules {
  static constexpr std::string_view id = "tos.consensus-minus/1";
  int k = 1;  // objections let pass
};
// No objection remains, and at least one consents. Concerns are recorded for the review.
struct SociocraticRules {
  static constexpr std::string_view id = "tos.sociocratic/1";
  std::int64_t eligible = 0;  // for the quorum of takers-part; 0: not checked
  Rational quorum = {0, 1};
};
struct SupportPointsRules {
  static constexpr std::string_view id = "tos.support-points/1";
  int seats = 1;
  std::optional<std::int64_t> most_per_candidate = 10;  // a ballot with more on one candidate is refused (TAL-014)
  std::optional<std::int64_t> most_per_ballot = std::nullopt;
};
// Method of Equal Shares (Peters, Pierczyński, Skowron 2021) with approval ballots.
struct EqualSharesRules {
  static constexpr std::string_view id = "tos.equal-shares/1";
  enum class Utility { cost, cardinality } utility = Utility::cost;
  // add_one: raise every voter's share by one unit of money at a time and keep the last outcome before the first
  // that costs more than the budget. utilitarian: afterwards fill up greedily by votes. none: as it stands.
  enum class Completion { none, add_one, utilitarian, add_one_utilitarian } completion = Completion::add_one;
};
struct GreedyBudgetRules {
  static constexpr std::string_view id = "tos.greedy-budget/1";
  enum class Order { votes, votes_per_cost } order = Order::votes;
  bool stop_at_first_unaffordable = false;
  std::int64_t minimum_votes = 1;  // projects with fewer votes (points) are not considered
  // The first project that does not fit is bought all the same, from a reserve beyond the budget, if at least this
  // share of its cost is left; the count ends there either way. None: there is no reserve.
  std::optional<Rational> reserve_from = std::nullopt;
};
// Liberal radicalism (Buterin, Hitzig, Weyl 2018), capital-constrained: every ideal match is cut to the cap first; if
// the pool does not suffice for what is left, all are then scaled down to it.
struct QuadraticFundingRules {
  static constexpr std::string_view id = "tos.quadratic-funding/1";
  std::int64_t pool = 0;                                        // minor units for matching
  std::optional<std::int64_t> most_per_project = std::nullopt;  // cap on a project's ideal match, before the scaling
};

using MethodRules = std::variant<MajorityRules, SupermajorityRules, ApprovalRules, ScoreRules, StarRules, IrvRules,
                                 ScottishStvRules, WigmStvRules, MeekStvRules, SchulzeRules, RankedPairsRules,
                                 DebianRules, ConsentRules, ConsensusRules, ConsensusMinusRules, SociocraticRules,
                                 SupportPointsRules, EqualSharesRules, GreedyBudgetRules, QuadraticFundingRules>;

// The name that charters, polls and the command line write: "irv", "scottish-stv", …
std::string_view method_name(const MethodRules& rules);
std::string_view rule_id(const MethodRules& rules);  // "tos.irv/1"
// Every method with its default parameters, in the order of MethodRules.
const std::vector<MethodRules>& all_methods();
// The defaults of a method by its name; nothing if there is no such method.
std::optional<MethodRules> method_by_name(std::string_view name);
// Sets the number of seats where the method has seats; false where it has none.
bool set_seats(MethodRules& rules, int seats);

}  // namespace tos::voting
