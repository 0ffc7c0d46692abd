#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "voting/methods/java_random.h"
#include "voting/methods/profile.h"
#include "voting/methods/tie_breaker.h"

namespace tos::voting {

// Breaks the ties of one count. Holds the drawn order or the generator, so that it is asked in the count's order.
class Ties {
 public:
  // TAL-012: a listed order names every candidate once.
  static Result<Ties> make(const Profile& profile, const TieBreaker& tie_breaker);

  // One of `tied` (two or more): the one to elect, to transfer first, to fund, to rank higher, or to eliminate, as
  // `need` says. Nothing: left tied. Fills in who was chosen and by what.
  std::optional<CandidateIndex> pick(TieAction& tie);

  // As pick(), but first by the totals of previous rounds, the latest first: at the latest round in which the tied
  // differ, only those with the most (to eliminate: the fewest) votes stay.
  std::optional<CandidateIndex> pick_by_previous_rounds(TieAction& tie, std::span<const Round> previous);

  // For candidates tied for last place who all go out next, whoever is first: the one with the highest number, noted as
  // a tie that changes nothing.
  static CandidateIndex pick_harmless(TieAction& tie);

  // `tied` from best to worst as far as an order decides; as given where it is left tied.
  std::vector<CandidateIndex> ranked(std::vector<CandidateIndex> tied) const;
  bool decides() const { return !place_.empty() || generator_.has_value(); }
  bool operator()(CandidateIndex a, CandidateIndex b) const;  // a before b in the tie order (or by number)

 private:
  std::optional<CandidateIndex> draw(TieAction& tie);
  void sort_as_java(std::vector<CandidateIndex>& tied) const;

  std::vector<std::string_view> names_;
  std::vector<std::size_t> place_;  // of each candidate in the order, 0 best; empty: no order
  TieAction::By by_ = TieAction::By::unresolved;
  std::optional<JavaGenerator> generator_;
};

}  // namespace tos::voting
