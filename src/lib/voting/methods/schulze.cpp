#include <algorithm>

#include "voting/methods/counters.h"
#include "voting/methods/pairwise.h"

namespace tos::voting {
namespace {

// The strongest path between every two: a path is as strong as its weakest defeat. O(candidates³).
PairwiseMatrix strongest_paths(const PairwiseMatrix& matrix, Strength strength) {
  const std::size_t size = matrix.size();
  PairwiseMatrix path(size);
  for (std::size_t a = 0; a < size; ++a)
    for (std::size_t b = 0; b < size; ++b) path.at(a, b) = defeat_strength(matrix, a, b, strength);
  for (std::size_t via = 0; via < size; ++via)
    for (std::size_t a = 0; a < size; ++a) {
      const std::int64_t first = path.at(a, via);
      if (a == via || first == 0) continue;
      for (std::size_t b = 0; b < size; ++b) path.at(a, b) = std::max(path.at(a, b), std::min(first, path.at(via, b)));
    }
  for (std::size_t a = 0; a < size; ++a) path.at(a, a) = 0;
  return path;
}

}  // namespace

// M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
// method", 2011.
Result<Outcome> count_schulze(const Profile& profile, const SchulzeRules& rules, Ties& ties) {
  if (rules.seats < 1) return refuse(TAL_007, "{} seats", rules.seats);
  TOS_TRY(PairwiseMatrix matrix, pairwise_matrix(profile, "schulze"));
  Outcome outcome;
  const std::vector<CandidateIndex> candidates = standing_candidates(profile);
  const PairwiseMatrix path = strongest_paths(matrix, rules.strength);
  outcome.trace.steps.push_back(PairwiseStep{matrix});
  outcome.trace.steps.push_back(SmithSetStep{smith_set(matrix, candidates)});
  outcome.trace.steps.push_back(StrongestPathsStep{path});
  outcome.pairwise = std::move(matrix);
  place_by_relation(
      candidates, rules.seats,
      [&](CandidateIndex a, CandidateIndex b) {
        const auto i = static_cast<std::size_t>(a);
        const auto j = static_cast<std::size_t>(b);
        return path.at(i, j) > path.at(j, i);
      },
      ties, outcome);
  return outcome;
}

}  // namespace tos::voting
