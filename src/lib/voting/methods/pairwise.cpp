#include "voting/methods/pairwise.h"

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "voting/methods/counters.h"

namespace tos::voting {
namespace {

// A byte a candidate, all ones for those not ranked yet: taken away from a candidate's row, they count one more voter
// who ranks the candidate above each of them. Rows of bytes are added up to the matrix before they can overflow.
constexpr std::size_t lane = 16;
using Bytes = std::uint8_t __attribute__((vector_size(lane)));
constexpr std::size_t most_lanes = 4;
constexpr int most_pending = 255;

class MatrixCounter {
 public:
  MatrixCounter(std::size_t candidates, NoScore no_score)
      : candidates_(candidates),
        no_score_(no_score),
        lanes_((candidates + lane - 1) / lane),
        matrix_(candidates),
        seen_in_(candidates, 0),
        rows_(lanes_ <= most_lanes ? candidates * lanes_ : 0),
        others_(rows_.size()),
        ranked_(candidates),
        ends_rank_(candidates),
        has_score_(candidates) {
    auto* bytes = reinterpret_cast<std::uint8_t*>(others_.data());
    if (rows_.empty()) return;
    for (std::size_t c = 0; c < candidates_; ++c)
      for (std::size_t other = 0; other < lanes_ * lane; ++other)
        bytes[c * lanes_ * lane + other] = other == c || other >= candidates_ ? 0 : 255;
  }

  // Counts the ballot read last for so many voters.
  void add(std::int64_t weight) {
    if (rows_.empty() || weight > 4) return add_slowly(weight);
    for (std::int64_t i = 0; i < weight; ++i) {
      switch (lanes_) {
        case 1:
          add_packed<1>();
          break;
        case 2:
          add_packed<2>();
          break;
        case 3:
          add_packed<3>();
          break;
        default:
          add_packed<4>();
      }
    }
  }

  void read(std::span<const RankMark> marks) {
    start();
    for (const RankMark mark : marks) {
      if (!mark.is_candidate()) continue;
      if (!mark.is_equal()) close_rank();
      put(mark.index());
    }
    close_rank();
  }
  void read(std::span<const Points> marks) {
    sorted_.assign(marks.begin(), marks.end());
    if (no_score_ == NoScore::zero) {
      std::ranges::fill(has_score_, std::uint8_t{0});
      for (const Points mark : marks) has_score_[static_cast<std::size_t>(mark.candidate)] = 1;
      for (std::size_t c = 0; c < candidates_; ++c)
        if (has_score_[c] == 0) sorted_.push_back({0, static_cast<std::uint16_t>(c)});
    }
    std::ranges::stable_sort(sorted_, std::greater<>(), &Points::value);
    start();
    for (std::size_t i = 0; i < sorted_.size(); ++i) {
      if (i > 0 && sorted_[i].value != sorted_[i - 1].value) close_rank();
      put(static_cast<std::uint16_t>(sorted_[i].candidate));
    }
    close_rank();
  }

  PairwiseMatrix finish() {
    flush();
    return std::move(matrix_);
  }

 private:
  void start() {
    ++ballot_;
    count_ = 0;
  }
  void put(std::uint16_t candidate) {  // a repeated candidate counts where first ranked
    if (seen_in_[candidate] == ballot_) return;
    seen_in_[candidate] = ballot_;
    ranked_[count_] = candidate;
    ends_rank_[count_] = 0;
    ++count_;
  }
  void close_rank() {
    if (count_ > 0) ends_rank_[count_ - 1] = 1;
  }

  template <std::size_t Lanes>
  void add_packed() {
    Bytes left[Lanes];
#pragma GCC unroll 4
    for (std::size_t l = 0; l < Lanes; ++l) left[l] = Bytes{} - 1;
    const std::uint16_t* const ranked = ranked_.data();
    const Bytes* const others = others_.data();
    Bytes* const rows = rows_.data();
    for (std::size_t first = 0; first < count_;) {
      std::size_t end = first;
      do {
#pragma GCC unroll 4
        for (std::size_t l = 0; l < Lanes; ++l) left[l] &= others[ranked[end] * Lanes + l];
      } while (ends_rank_[end++] == 0);
      for (; first < end; ++first) {
#pragma GCC unroll 4
        for (std::size_t l = 0; l < Lanes; ++l) rows[ranked[first] * Lanes + l] -= left[l];
      }
    }
    if (++pending_ == most_pending) flush();
  }
  void flush() {
    if (pending_ == 0) return;
    pending_ = 0;
    const auto* counts = reinterpret_cast<const std::uint8_t*>(rows_.data());
    for (std::size_t a = 0; a < candidates_; ++a)
      for (std::size_t b = 0; b < candidates_; ++b) matrix_.at(a, b) += counts[a * lanes_ * lane + b];
    std::ranges::fill(rows_, Bytes{});
  }
  void add_slowly(std::int64_t weight) {
    unranked_.clear();
    for (std::size_t c = 0; c < candidates_; ++c)
      if (seen_in_[c] != ballot_) unranked_.push_back(c);
    for (std::size_t first = 0; first < count_;) {
      std::size_t end = first;
      while (ends_rank_[end++] == 0) {
      }
      for (; first < end; ++first) {
        for (std::size_t j = end; j < count_; ++j) matrix_.at(ranked_[first], ranked_[j]) += weight;
        for (const std::size_t c : unranked_) matrix_.at(ranked_[first], c) += weight;
      }
    }
  }

  std::size_t candidates_;
  NoScore no_score_;
  std::size_t lanes_;
  PairwiseMatrix matrix_;
  std::vector<std::uint32_t> seen_in_;  // the ballot that ranked each candidate last
  std::vector<Bytes> rows_;             // a row a candidate
  std::vector<Bytes> others_;           // for each candidate, ones for everybody else
  // The ballot in hand: its candidates in order, and whether each is the last at its rank.
  std::vector<std::uint16_t> ranked_;
  std::vector<std::uint8_t> ends_rank_;
  std::size_t count_ = 0;
  std::vector<std::size_t> unranked_;
  std::vector<Points> sorted_;
  std::vector<std::uint8_t> has_score_;  // whom the score ballot in hand gives a number
  std::uint32_t ballot_ = 0;
  int pending_ = 0;
};

template <class Ballots>
Result<PairwiseMatrix> count_pairs(const Profile& profile, const Ballots& ballots, NoScore no_score) {
  const std::size_t candidates = profile.candidates.size();
  if (Int128{static_cast<std::int64_t>(ballots.size())} * static_cast<std::int64_t>(candidates * candidates) >
      max_pairwise_work)
    return refuse(TAL_013, "{} different ballots with {} candidates", ballots.size(), candidates)
        .hint("count with irv or scottish-stv, or with fewer candidates");
  MatrixCounter counter(candidates, no_score);
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    counter.read(ballots.marks(group));
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

Result<PairwiseMatrix> pairwise_matrix(const Profile& profile, std::string_view method, NoScore no_score) {
  if (profile.candidates.size() > max_pairwise_candidates)
    return refuse(TAL_008, "{} candidates", profile.candidates.size()).hint("count with irv or scottish-stv");
  if (const auto* scores = std::get_if<ScoreBallots>(&profile.ballots)) return count_pairs(profile, *scores, no_score);
  TOS_TRY(const RankedBallots* ranked, ballots_of<RankedBallots>(profile, method, "ranked or score"));
  return count_pairs(profile, *ranked, no_score);
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
  if (outcome.elected.empty()) outcome.verdict = Verdict::rejected;
}

}  // namespace tos::voting
