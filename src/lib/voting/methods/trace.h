#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/int128.h"
#include "core/base/rational.h"

namespace tos::voting {

// Candidates are named by their place in the profile, 0-based; reports print place + 1.
using CandidateIndex = int;
constexpr std::size_t at(CandidateIndex c) { return static_cast<std::size_t>(c); }  // for indexing

// A number of votes in fixed point: units of 10^-digits, where digits is Outcome::digits. 128 bits, so that 2^63 votes
// with 18 digits still fit. Nothing rounds but what a rule says to round.
using Amount = Int128;

// "1234.56780" with exactly `decimals` digits after the point (none: no point). amount is in units of 10^-digits.
std::string to_decimal(Amount amount, int digits, int decimals);
inline std::string to_decimal(Amount amount, int digits) { return to_decimal(amount, digits, digits); }

// Ballots that count for nobody any more, by reason. The sum is what a round calls exhausted.
struct Exhausted {
  Amount no_choices = 0;           // every candidate ranked is out
  Amount overvotes = 0;            // stopped at an overvote
  Amount skipped_ranks = 0;        // stopped at more blank ranks than allowed
  Amount duplicates = 0;           // stopped at a candidate ranked twice
  Amount final_round_surplus = 0;  // surplus of the last winners, which nobody needs any more
  Amount blank = 0;                // ranked nobody at all (not part of total())
  // Which of the amounts above took part in fractions (bit 0: no_choices, 1: overvotes, …): RCTab prints the decimals
  // that an amount has been computed with.
  unsigned fractional = 0;
  Amount total() const { return no_choices + overvotes + skipped_ranks + duplicates + final_round_surplus; }
};

struct ElectedAction {
  CandidateIndex candidate;
  bool by_quota;  // false: as one of the last who remained, or as the leader where no quota is needed
};
struct EliminatedAction {
  CandidateIndex candidate;
  enum class Reason { lowest, batch, write_in, below_minimum, excluded } reason;
};
// `ballots` ballots worth `value` in all went from one candidate to another; no `to`: exhausted.
struct TransferAction {
  CandidateIndex from;
  std::optional<CandidateIndex> to;
  std::int64_t ballots;
  Amount value;
  bool fractional = false;  // some of the ballots had already helped to elect somebody
};
// Fractions lost to rounding when a surplus of `from` was passed on.
struct ResidueAction {
  CandidateIndex from;
  Amount value;
};
// Several candidates were equal where the rule needed one of them.
struct TieAction {
  enum class Need { elect, eliminate, transfer_first, rank, fund } need;
  std::vector<CandidateIndex> tied;
  std::vector<CandidateIndex> chosen;  // empty: left tied
  enum class By {
    previous_rounds,
    first_preferences,
    pairwise,
    listed_order,
    seeded_order,
    java_random,
    votes,
    cost,
    unresolved,
    harmless
  } by;
  std::optional<int> decided_by_round = std::nullopt;  // of previous_rounds
  std::string note = {};                               // what decided it, in words, if there is more to say
};
// The keep factors of Meek's method after a round's iteration, in candidate order, and how often it iterated.
struct KeepFactorsAction {
  std::vector<Amount> keep;
  int iterations;
};
using Action =
    std::variant<ElectedAction, EliminatedAction, TransferAction, ResidueAction, TieAction, KeepFactorsAction>;

// One round of a count by elimination. `totals` is in candidate order; absent: not in this round any more.
struct Round {
  int number = 1;  // from 1
  std::vector<std::optional<Amount>> totals;
  Exhausted exhausted;
  std::optional<Amount> quota;
  Amount residue = 0;  // lost to rounding so far
  std::vector<Action> actions;
  std::vector<bool> total_is_fractional = {};  // in candidate order, as Exhausted::fractional; may be empty
  int quota_digits = 0;                        // decimals that the quota was computed with
};

// Square matrix of whole numbers in candidate order; at(a, b) voters rank a above b, diagonal 0.
class PairwiseMatrix {
 public:
  PairwiseMatrix() = default;
  explicit PairwiseMatrix(std::size_t size) : size_(size), cells_(size * size) {}
  std::size_t size() const { return size_; }
  std::int64_t at(std::size_t a, std::size_t b) const { return cells_[a * size_ + b]; }
  std::int64_t& at(std::size_t a, std::size_t b) { return cells_[a * size_ + b]; }
  bool operator==(const PairwiseMatrix&) const = default;

 private:
  std::size_t size_ = 0;
  std::vector<std::int64_t> cells_;
};

// What a Condorcet method, a budget method or a plain vote did, in order.
struct PairwiseStep {
  PairwiseMatrix matrix;
};
struct StrongestPathsStep {
  PairwiseMatrix strength;  // of the strongest path from a to b; 0: no path
};
struct QuorumStep {  // Debian A.6.2: an option's votes over the default option against the quorum
  CandidateIndex option;
  std::int64_t votes;
  Rational quorum;
  bool met;
};
struct MajorityStep {  // Debian A.6.3
  CandidateIndex option;
  std::int64_t over_default;
  std::int64_t default_over;
  Rational ratio;
  bool met;
};
// Ranked pairs: a defeat that was locked in, or left out because it would have closed a cycle.
struct LockStep {
  CandidateIndex winner;
  CandidateIndex loser;
  std::int64_t winning;
  std::int64_t losing;
  bool locked;
};
// Cloneproof Schwartz sequential dropping: the weakest defeats inside the Schwartz set are dropped.
struct SchwartzSetStep {
  std::vector<CandidateIndex> members;
};
struct DroppedDefeatStep {
  CandidateIndex winner;
  CandidateIndex loser;
  std::int64_t winning;
  std::int64_t losing;
};
struct SmithSetStep {  // the smallest set that beats everybody outside it
  std::vector<CandidateIndex> members;
};
// A project was bought, or could not be. For equal shares `budget` is the enlarged budget it was bought under and
// `rate` the price of one unit of utility to each supporter who could pay in full (a fraction, as text).
struct PurchaseStep {
  CandidateIndex project;
  std::int64_t cost;
  std::int64_t votes;
  bool bought;
  std::int64_t left;  // of the real budget afterwards
  std::string rate = {};
};
// Equal shares: how completion raised every voter's share, and why it stopped.
struct BudgetIncreaseStep {
  std::string share;   // of the outcome that was kept, in the smallest unit (a fraction, as text)
  std::int64_t unit;   // added to it a step: one whole unit of money
  std::int64_t steps;  // raised so often
  bool overspent;  // stopped because one step more would have cost more than the budget; false: nothing fits any more
};
struct ScoreStep {  // points each candidate got, in candidate order
  enum class Kind { approvals, first_choices, score, average_score, points } kind;
  std::vector<std::int64_t> points;
  std::vector<std::int64_t> voters;  // how many voters gave it a number
};
std::string_view score_kind_text(ScoreStep::Kind kind);  // "first choices"
struct RunoffStep {                                      // STAR: finalists and the voters who prefer each
  CandidateIndex first;
  CandidateIndex second;
  std::int64_t prefer_first;
  std::int64_t prefer_second;
  std::int64_t no_preference;
};
struct ThresholdStep {  // a plain vote: part ÷ whole against the threshold
  std::string what;     // "votes cast say yes", "objections": reads after the numbers
  std::int64_t part;
  std::int64_t whole;
  Rational threshold;
  bool at_least;  // false: more than
  bool met;
  bool against = false;       // the part stands against the question: it may not exceed the threshold, a number
  std::string what_one = {};  // `what` after the number one, where that reads differently
};
struct VoicesStep {  // a plain vote: how many said what, as {"consent", 3}
  std::vector<std::pair<std::string, std::int64_t>> voices;
};
struct MatchStep {  // quadratic funding: what a project was given, its ideal match and what it is paid (minor units)
  CandidateIndex project;
  std::int64_t contributed;
  std::int64_t contributors;
  std::string ideal;  // the exact ideal match in 10^-6 minor units, as a decimal
  std::int64_t matched;
};
using Step = std::variant<PairwiseStep, SmithSetStep, StrongestPathsStep, QuorumStep, MajorityStep, LockStep,
                          SchwartzSetStep, DroppedDefeatStep, PurchaseStep, BudgetIncreaseStep, ScoreStep, RunoffStep,
                          ThresholdStep, VoicesStep, MatchStep, TieAction>;

// Everything that happened, in order: rounds where the method has rounds, steps where it has none.
struct Trace {
  std::vector<Round> rounds;
  std::vector<Step> steps;
};

}  // namespace tos::voting
