#include <algorithm>

#include "voting/methods/counters.h"
#include "voting/methods/fixed.h"

namespace tos::voting {
namespace {

constexpr int root_digits = 6;

// The square root of a whole number with six decimals, the rest cut off. Newton's method on integers.
Int128 square_root(std::int64_t number) {
  const Int128 scaled = Int128{number} * pow10(2 * root_digits);
  if (scaled == 0) return 0;
  Int128 root = Int128{1} << 64;  // above every root there is
  while (true) {
    const Int128 next = (root + scaled / root) / 2;
    if (next >= root) return root;
    root = next;
  }
}

struct Ideal {
  std::int64_t contributed = 0;
  std::int64_t contributors = 0;
  Int128 roots = 0;   // sum of square roots, in 10^-6
  Int128 match = 0;   // (Σ√c)² − Σc, in 10^-6 minor units
  Int128 capped = 0;  // the same, or what one project gets at most
};

Result<std::vector<Ideal>> ideals(const Profile& profile, const AllocationBallots& ballots) {
  std::vector<Ideal> all(profile.candidates.size());
  for (std::size_t group = 0; group < ballots.size(); ++group)
    for (const Points mark : ballots.marks(group)) {
      Ideal& ideal = all[static_cast<std::size_t>(mark.candidate)];
      std::int64_t given = 0;
      if (mark.value == 0) continue;
      if (__builtin_mul_overflow(mark.value, ballots.weight(group), &given) ||
          __builtin_add_overflow(ideal.contributed, given, &ideal.contributed))
        return refuse(TAL_009, "the contributions add up beyond 64 bits");
      ideal.contributors += ballots.weight(group);
      ideal.roots += square_root(mark.value) * ballots.weight(group);
    }
  for (Ideal& ideal : all) {
    if (ideal.roots > (Int128{1} << 62) * 1'000)
      return refuse(TAL_009, "the square roots add up to more than {}", to_decimal(ideal.roots, root_digits));
    const Int128 square = ideal.roots * ideal.roots / pow10(root_digits);
    ideal.match = std::max<Int128>(square - Int128{ideal.contributed} * pow10(root_digits), 0);
  }
  return all;
}

}  // namespace

// V. Buterin, Z. Hitzig, E. G. Weyl, "A Flexible Design for Funding Public Goods", 2019. A project's ideal match is
// (Σ√contribution)² − Σ contribution. What one project gets at most caps it; if the pool
// does not cover all, every match is scaled by the same factor. Roots
// and squares are cut off after six decimals, payments after the smallest unit; what that leaves stays in the pool.
Result<Outcome> count_quadratic(const Profile& profile, const QuadraticFundingRules& rules) {
  TOS_TRY(const AllocationBallots* ballots, ballots_of<AllocationBallots>(profile, "quadratic-funding", "allocation"));
  if (rules.pool < 0 || rules.most_per_project.value_or(0) < 0)
    return refuse(TAL_007, "a matching pool of {}", rules.pool).hint("give the pool in the smallest unit of the money");
  TOS_TRY(std::vector<Ideal> all, ideals(profile, *ballots));
  const Int128 unit = pow10(root_digits);
  Int128 wanted = 0;
  for (std::size_t p = 0; p < all.size(); ++p) {
    if (profile.candidates[p].standing != Standing::standing) all[p].match = 0;
    all[p].capped = all[p].match;
    if (rules.most_per_project) all[p].capped = std::min(all[p].match, Int128{*rules.most_per_project} * unit);
    if (wanted > int128_max / 4 - all[p].capped) return refuse(TAL_009, "the matches add up beyond 128 bits");
    wanted += all[p].capped;
  }
  Outcome outcome;
  const bool scaled = wanted > Int128{rules.pool} * unit;
  if (scaled && rules.pool > 0 && wanted > int128_max / rules.pool) return refuse(TAL_009, "the matches are too large");
  for (const CandidateIndex c : standing_candidates(profile)) {
    const Ideal& ideal = all[static_cast<std::size_t>(c)];
    const auto match = static_cast<std::int64_t>(scaled ? ideal.capped * rules.pool / wanted : ideal.capped / unit);
    outcome.trace.steps.push_back(
        MatchStep{c, ideal.contributed, ideal.contributors, to_decimal(ideal.match, root_digits), match});
    if (match == 0) continue;
    outcome.selected.push_back({c, match});
    outcome.spent += match;
  }
  if (outcome.selected.empty()) outcome.verdict = Verdict::rejected;
  return outcome;
}

}  // namespace tos::voting
