#include "voting/methods/pairwise.h"

#include <algorithm>
#include <array>
#include <limits>

#include "voting/methods/counters.h"

namespace tos::voting {
namespace {

// One ballot's places: 0 best; unranked last. A byte each, which most ballots fit in, padded to whole vectors.
using Place = std::uint16_t;
constexpr std::size_t lane = 16;
using Bytes = std::uint8_t __attribute__((vector_size(lane)));
constexpr std::uint8_t unranked = 255;
constexpr std::size_t max_byte_candidates = 254;

class MatrixCounter {
 public:
  explicit MatrixCounter(std::size_t candidates)
      : candidates_(candidates),
        lanes_((candidates + lane - 1) / lane),
        matrix_(candidates),
        places_(candidates),
        bytes_(lanes_),
        counts_(candidates <= max_byte_candidates ? candidates * lanes_ : 0) {}

  std::vector<Place>& places() { return places_; }  // to fill in before add()

  void add(std::int64_t weight) {
    if (candidates_ > max_byte_candidates || weight > 4) return add_slowly(weight);
    pack();
    for (std::int64_t i = 0; i < weight; ++i) add_packed();
  }
  PairwiseMatrix finish() {
    flush();
    return std::move(matrix_);
  }

 private:
  void pack() {
    std::array<std::uint8_t, 256> bytes;
    bytes.fill(unranked);
    for (std::size_t c = 0; c < candidates_; ++c)
      bytes[c] = static_cast<std::uint8_t>(std::min<Place>(places_[c], unranked));
    std::memcpy(bytes_.data(), bytes.data(), lanes_ * lane);
  }
  // A comparison of vectors gives 255 where it is true, which added is minus one.
  void add_packed() {
    const auto* places = reinterpret_cast<const std::uint8_t*>(bytes_.data());
    for (std::size_t a = 0; a < candidates_; ++a) {
      const Bytes mine = Bytes{} + places[a];
      Bytes* row = &counts_[a * lanes_];
      for (std::size_t l = 0; l < lanes_; ++l) row[l] -= static_cast<Bytes>(mine < bytes_[l]);
    }
    if (++pending_ == 255) flush();
  }
  void flush() {
    if (pending_ == 0) return;
    pending_ = 0;
    const auto* counts = reinterpret_cast<const std::uint8_t*>(counts_.data());
    for (std::size_t a = 0; a < candidates_; ++a)
      for (std::size_t b = 0; b < candidates_; ++b) matrix_.at(a, b) += counts[a * lanes_ * lane + b];
    std::ranges::fill(counts_, Bytes{});
  }
  void add_slowly(std::int64_t weight) {
    for (std::size_t a = 0; a < candidates_; ++a)
      for (std::size_t b = 0; b < candidates_; ++b)
        if (places_[a] < places_[b]) matrix_.at(a, b) += weight;
  }

  std::size_t candidates_;
  std::size_t lanes_;
  PairwiseMatrix matrix_;
  std::vector<Place> places_;
  std::vector<Bytes> bytes_;
  std::vector<Bytes> counts_;  // a row a candidate, a byte a cell
  int pending_ = 0;
};

constexpr Place last_place = std::numeric_limits<Place>::max();

// Places count only ranks that name somebody new, so that they stay below the number of candidates.
void read_places(std::span<const RankMark> marks, std::vector<Place>& places) {
  std::ranges::fill(places, last_place);
  int place = -1;
  bool new_rank = true;
  for (const RankMark mark : marks) {
    if (!mark.is_candidate()) continue;
    new_rank = new_rank || !mark.is_equal();
    if (places[mark.index()] != last_place) continue;
    if (new_rank) ++place;
    new_rank = false;
    places[mark.index()] = static_cast<Place>(place);
  }
}

void read_places(std::span<const Points> marks, std::vector<Place>& places) {
  std::vector<Points> sorted(marks.begin(), marks.end());
  std::ranges::stable_sort(sorted, std::greater<>(), &Points::value);
  std::ranges::fill(places, last_place);
  int place = -1;
  bool new_rank = true;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    new_rank = new_rank || sorted[i].value != sorted[i - 1].value;
    Place& mine = places[static_cast<std::size_t>(sorted[i].candidate)];
    if (mine != last_place) continue;
    if (new_rank) ++place;
    new_rank = false;
    mine = static_cast<Place>(place);
  }
}

template <class Ballots>
Result<PairwiseMatrix> count_pairs(const Profile& profile, const Ballots& ballots) {
  const std::size_t candidates = profile.candidates.size();
  if (Int128{static_cast<std::int64_t>(ballots.size())} * static_cast<std::int64_t>(candidates * candidates) >
      max_pairwise_work)
    return refuse(TAL_013, "{} different ballots with {} candidates", ballots.size(), candidates)
        .hint("count with irv or scottish-stv, or with fewer candidates");
  MatrixCounter counter(candidates);
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    read_places(ballots.marks(group), counter.places());
    counter.add(ballots.weight(group));
  }
  PairwiseMatrix matrix = counter.finish();
  for (std::size_t c = 0; c < candidates; ++c) {
    if (profile.candidates[c].standing == Standing::standing) continue;
    for (std::size_t other = 0; other < candidates; ++other) matrix.at(c, other) = matrix.at(other, c) = 0;
  }
  return matrix;
}

}  // namespace

Result<PairwiseMatrix> pairwise_matrix(const Profile& profile, std::string_view method) {
  if (profile.candidates.size() > max_pairwise_candidates)
    return refuse(TAL_008, "{} candidates", profile.candidates.size()).hint("count with irv or scottish-stv");
  if (const auto* scores = std::get_if<ScoreBallots>(&profile.ballots)) return count_pairs(profile, *scores);
  TOS_TRY(const RankedBallots* ranked, ballots_of<RankedBallots>(profile, method, "ranked or score"));
  return count_pairs(profile, *ranked);
}

std::int64_t defeat_strength(const PairwiseMatrix& matrix, std::size_t a, std::size_t b, Strength strength) {
  const std::int64_t over = matrix.at(a, b);
  const std::int64_t under = matrix.at(b, a);
  if (over <= under) return 0;
  return strength == Strength::winning_votes ? over : over - under;
}

std::vector<CandidateIndex> smith_set(const PairwiseMatrix& matrix, const std::vector<CandidateIndex>& candidates) {
  const auto index = [](CandidateIndex c) { return static_cast<std::size_t>(c); };
  std::vector<std::int64_t> points(matrix.size());  // two a win, one a draw
  for (const CandidateIndex a : candidates)
    for (const CandidateIndex b : candidates)
      points[index(a)] += (matrix.at(index(a), index(b)) >= matrix.at(index(b), index(a)) ? 1 : 0) +
                          (matrix.at(index(a), index(b)) > matrix.at(index(b), index(a)) ? 1 : 0);
  std::vector<CandidateIndex> order = candidates;
  std::ranges::stable_sort(order, std::greater<>(), [&](CandidateIndex c) { return points[index(c)]; });
  // The set is a prefix of this order. Grow it while somebody behind is not beaten by somebody in it.
  std::size_t size = std::min<std::size_t>(1, order.size());
  for (std::size_t member = 0; member < size; ++member)
    for (std::size_t other = order.size(); other-- > size;)
      if (matrix.at(index(order[member]), index(order[other])) <=
          matrix.at(index(order[other]), index(order[member]))) {
        size = other + 1;
        break;
      }
  order.resize(size);
  std::ranges::sort(order);
  return order;
}

void place_by_relation(const std::vector<CandidateIndex>& candidates, int seats,
                       const std::function<bool(CandidateIndex, CandidateIndex)>& beats, Ties& ties, Outcome& outcome) {
  std::vector<CandidateIndex> left = candidates;
  std::vector<int> beaten_by(candidates.empty() ? 0 : static_cast<std::size_t>(*std::ranges::max_element(left)) + 1);
  for (const CandidateIndex a : left)
    for (const CandidateIndex b : left)
      if (a != b && beats(a, b)) ++beaten_by[static_cast<std::size_t>(b)];
  const auto place = [&](CandidateIndex c) {
    outcome.ranking.push_back(c);
    if (static_cast<int>(outcome.elected.size()) < seats) outcome.elected.push_back({c, 1});
    std::erase(left, c);
    for (const CandidateIndex other : left)
      if (beats(c, other)) --beaten_by[static_cast<std::size_t>(other)];
  };
  while (!left.empty()) {
    std::vector<CandidateIndex> best;
    for (const CandidateIndex c : left)
      if (beaten_by[static_cast<std::size_t>(c)] == 0) best.push_back(c);
    if (best.size() == 1) {
      place(best.front());
      continue;
    }
    const auto open = static_cast<std::size_t>(std::max(0, seats - static_cast<int>(outcome.elected.size())));
    TieAction tie{.need = open > 0 ? TieAction::Need::elect : TieAction::Need::rank,
                  .tied = best,
                  .chosen = {},
                  .by = TieAction::By::harmless};
    if (open == 0 || best.size() <= open) {  // all are elected, or none
      best = ties.ranked(best);
      outcome.trace.steps.push_back(tie);
      for (const CandidateIndex c : best) place(c);
      continue;
    }
    const auto chosen = ties.pick(tie);
    outcome.trace.steps.push_back(tie);
    if (!chosen) {
      outcome.verdict = Verdict::tied;
      outcome.tied = best;
      return;
    }
    place(*chosen);
  }
}

}  // namespace tos::voting
