#include <algorithm>

#include "voting/methods/counters.h"
#include "voting/methods/pairwise.h"

namespace tos::voting {
namespace {

struct Defeat {
  CandidateIndex winner;
  CandidateIndex loser;
  std::int64_t strength;
  std::int64_t winning;
  std::int64_t losing;
};

// Who is above whom by the defeats locked so far, as a bit matrix.
class Above {
 public:
  explicit Above(std::size_t size) : size_(size), words_((size + 63) / 64), bits_(size * words_) {}
  bool test(CandidateIndex a, CandidateIndex b) const { return (word(a, b) >> (b % 64) & 1) != 0; }
  // Locks a above b, and with them everybody above a and below b. O(size²/64).
  void lock(CandidateIndex a, CandidateIndex b) {
    if (test(a, b)) return;
    for (std::size_t x = 0; x < size_; ++x) {
      const auto over = static_cast<CandidateIndex>(x);
      if (over != a && !test(over, a)) continue;
      for (std::size_t w = 0; w < words_; ++w) bits_[x * words_ + w] |= bits_[static_cast<std::size_t>(b) * words_ + w];
      bits_[x * words_ + static_cast<std::size_t>(b) / 64] |= std::uint64_t{1} << (b % 64);
    }
  }

 private:
  std::uint64_t word(CandidateIndex a, CandidateIndex b) const {
    return bits_[static_cast<std::size_t>(a) * words_ + static_cast<std::size_t>(b) / 64];
  }
  std::size_t size_;
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

std::vector<Defeat> sorted_defeats(const PairwiseMatrix& matrix, const std::vector<CandidateIndex>& candidates,
                                   Strength strength, const Ties& ties) {
  std::vector<Defeat> defeats;
  for (const CandidateIndex a : candidates)
    for (const CandidateIndex b : candidates) {
      const auto i = static_cast<std::size_t>(a);
      const auto j = static_cast<std::size_t>(b);
      const std::int64_t value = defeat_strength(matrix, i, j, strength);
      if (value > 0) defeats.push_back({a, b, value, matrix.at(i, j), matrix.at(j, i)});
    }
  std::ranges::sort(defeats, [&](const Defeat& a, const Defeat& b) {
    if (a.strength != b.strength) return a.strength > b.strength;
    if (a.losing != b.losing) return a.losing < b.losing;
    if (a.winner != b.winner) return ties(a.winner, b.winner);
    return ties(b.loser, a.loser);
  });
  return defeats;
}

bool equal_strength(const Defeat& a, const Defeat& b) { return a.strength == b.strength && a.losing == b.losing; }

// Whether defeats of equal strength, locked in any order, all fit: then their order does not matter.
bool order_matters(std::span<const Defeat> equal, const Above& above) {
  Above together = above;
  std::vector<Defeat> possible;
  for (const Defeat& defeat : equal)
    if (!above.test(defeat.loser, defeat.winner)) possible.push_back(defeat);
  for (const Defeat& defeat : possible) together.lock(defeat.winner, defeat.loser);
  return std::ranges::any_of(possible, [&](const Defeat& d) { return together.test(d.loser, d.winner); });
}

TieAction tie_among(std::span<const Defeat> equal, TieAction::By by) {
  TieAction tie{.need = TieAction::Need::rank, .tied = {}, .chosen = {}, .by = by};
  for (const Defeat& defeat : equal) {
    tie.tied.push_back(defeat.winner);
    tie.tied.push_back(defeat.loser);
  }
  std::ranges::sort(tie.tied);
  tie.tied.erase(std::ranges::unique(tie.tied).begin(), tie.tied.end());
  tie.note = "defeats of equal strength that cannot all be kept";
  return tie;
}

// Which defeats are kept whatever the order of equal ones is, where nothing decides that order: `certain` has them,
// `possible` those that some order keeps.
class OpenOrder {
 public:
  explicit OpenOrder(const Above& certain) : certain_(certain), possible_(certain) {}
  const Above& certain() const { return certain_; }

  void lock(std::span<const Defeat> equal, Outcome& outcome) {
    std::vector<Defeat> open;
    for (const Defeat& d : equal)
      if (!certain_.test(d.loser, d.winner)) open.push_back(d);
    for (const Defeat& d : open) possible_.lock(d.winner, d.loser);
    for (const Defeat& d : equal) {
      const bool is_out = certain_.test(d.loser, d.winner);
      if (!is_out && possible_.test(d.loser, d.winner)) continue;
      if (!is_out) certain_.lock(d.winner, d.loser);
      outcome.trace.steps.push_back(LockStep{d.winner, d.loser, d.winning, d.losing, !is_out});
    }
  }

 private:
  Above certain_;
  Above possible_;
};

// The smallest set that is above everybody else in it or outside, by `above` alone: who is unbeaten, and whoever not
// all of these are above.
std::vector<CandidateIndex> top_set(const std::vector<CandidateIndex>& left, const Above& above) {
  std::vector<CandidateIndex> top;
  std::vector<CandidateIndex> rest;
  for (const CandidateIndex c : left) {
    const bool beaten = std::ranges::any_of(left, [&](CandidateIndex other) { return above.test(other, c); });
    (beaten ? rest : top).push_back(c);
  }
  for (std::size_t member = 0; member < top.size(); ++member)
    std::erase_if(rest, [&](CandidateIndex c) {
      if (above.test(top[member], c)) return false;
      top.push_back(c);
      return true;
    });
  std::ranges::sort(top);
  return top;
}

// Fills the seats as far as every order of equal defeats fills them alike; otherwise the count is left tied.
void place_certain(std::vector<CandidateIndex> left, int seats, const Above& above, Outcome& outcome) {
  while (!left.empty() && static_cast<int>(outcome.elected.size()) < seats) {
    const std::vector<CandidateIndex> top = top_set(left, above);
    if (outcome.elected.size() + top.size() > static_cast<std::size_t>(seats)) {
      outcome.verdict = Verdict::tied;
      outcome.tied = top;
      return;
    }
    for (const CandidateIndex c : top) {
      outcome.elected.push_back({c, 1});
      outcome.ranking.push_back(c);
      std::erase(left, c);
    }
  }
  if (outcome.elected.empty()) outcome.verdict = Verdict::rejected;
  for (Step& step : outcome.trace.steps)
    if (auto* tie = std::get_if<TieAction>(&step)) tie->by = TieAction::By::harmless;
}

}  // namespace

// T. N. Tideman, "Independence of clones as a criterion for voting rules", 1987: defeats are locked in from the
// strongest down, unless they contradict those already locked. Equal ones: by the fewer votes against, then in the
// order of the tie-breaker, first by who wins, then by who loses, last first (Zavist and Tideman 1989).
Result<Outcome> count_ranked_pairs(const Profile& profile, const RankedPairsRules& rules, Ties& ties) {
  if (rules.seats < 1) return refuse(TAL_007, "{} seats", rules.seats);
  TOS_TRY(PairwiseMatrix matrix, pairwise_matrix(profile, "ranked-pairs"));
  Outcome outcome;
  const std::vector<CandidateIndex> candidates = standing_candidates(profile);
  const std::vector<Defeat> defeats = sorted_defeats(matrix, candidates, rules.strength, ties);
  outcome.trace.steps.push_back(PairwiseStep{matrix});
  outcome.trace.steps.push_back(SmithSetStep{smith_set(matrix, candidates)});
  Above above(matrix.size());
  std::optional<OpenOrder> open;  // from the first equal defeats on whose order matters and that nothing decides
  for (auto first = defeats.begin(); first != defeats.end();) {
    const auto last = std::find_if(first, defeats.end(), [&](const Defeat& d) { return !equal_strength(*first, d); });
    const std::span<const Defeat> equal(first, last);
    first = last;
    if (!open && equal.size() > 1 && order_matters(equal, above)) {
      outcome.trace.steps.push_back(
          tie_among(equal, ties.decides() ? TieAction::By::listed_order : TieAction::By::unresolved));
      if (!ties.decides()) open.emplace(above);
    }
    if (open) {
      open->lock(equal, outcome);
      continue;
    }
    for (const Defeat& d : equal) {
      const bool locked = !above.test(d.loser, d.winner);
      if (locked) above.lock(d.winner, d.loser);
      outcome.trace.steps.push_back(LockStep{d.winner, d.loser, d.winning, d.losing, locked});
    }
  }
  outcome.pairwise = std::move(matrix);
  if (open) {
    place_certain(candidates, rules.seats, open->certain(), outcome);
    return outcome;
  }
  place_by_relation(
      candidates, rules.seats, [&](CandidateIndex a, CandidateIndex b) { return above.test(a, b); }, ties, outcome);
  return outcome;
}

}  // namespace tos::voting
