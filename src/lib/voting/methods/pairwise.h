#pragma once
#include <functional>
#include <vector>

#include "voting/methods/count.h"
#include "voting/methods/ties.h"

// What methods that compare candidates two by two share.
namespace tos::voting {

inline constexpr std::size_t max_pairwise_candidates = 1'000;
inline constexpr std::int64_t max_pairwise_work = 100'000'000'000;  // marks × candidates

// How many voters rank a above b. Ranked ballots: candidates not ranked share the last place, a repeated candidate
// counts where first ranked, gaps do not matter, a rank with unknown candidates is passed over. Score ballots: a
// higher number is preferred; no number at all comes last, or is a zero. Withdrawn candidates and write-ins have zeros.
// TAL-006, TAL-008, TAL-013. Work: O(ballots × candidates²).
enum class NoScore { last, zero };
Result<PairwiseMatrix> pairwise_matrix(const Profile& profile, std::string_view method,
                                       NoScore no_score = NoScore::last);

// The smallest non-empty set whose members beat everybody outside it; in candidate order. O(candidates²).
std::vector<CandidateIndex> smith_set(const PairwiseMatrix& matrix, const std::vector<CandidateIndex>& candidates);

// Strength of the defeat of b by a, 0 if there is none.
std::int64_t defeat_strength(const PairwiseMatrix& matrix, std::size_t a, std::size_t b, Strength strength);

// Puts candidates in order under a transitive relation `beats`, best first: again and again one whom nobody left beats.
// Where several are unbeaten and not all of them get a seat, the tie-breaker decides; elsewhere the tie is harmless
// and only written down. Fills elected, ranking, verdict and tied.
void place_by_relation(const std::vector<CandidateIndex>& candidates, int seats,
                       const std::function<bool(CandidateIndex, CandidateIndex)>& beats, Ties& ties, Outcome& outcome);

}  // namespace tos::voting
