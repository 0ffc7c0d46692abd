#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "voting/methods/method_rules.h"
#include "voting/methods/profile.h"
#include "voting/methods/tie_breaker.h"
#include "voting/methods/trace.h"

namespace tos::voting {

struct ElectedCandidate {
  CandidateIndex candidate;
  int round = 1;  // in which they were elected; 1 where a method has no rounds
};
struct SelectedProject {
  CandidateIndex project;
  std::int64_t cost;  // of quadratic funding: the match paid
};

enum class Verdict {
  decided,   // elected, selected or passed as below
  rejected,  // a question that did not pass, or nobody could be elected
  tied,      // stopped at a tie that nothing decides; `tied` says among whom
};

struct Outcome {
  std::string method;  // "irv"
  std::string rule;    // "tos.irv/1"
  Verdict verdict = Verdict::decided;
  int seats = 0;                           // asked for; 0 where the method has none
  std::vector<ElectedCandidate> elected;   // in order of election
  std::vector<CandidateIndex> ranking;     // best first, where the method ranks everybody
  std::vector<CandidateIndex> tied;        // of Verdict::tied
  std::optional<PairwiseMatrix> pairwise;  // of methods that compare pairs
  std::vector<SelectedProject> selected;   // of budget methods, in order of purchase
  std::int64_t spent = 0;                  // sum of selected
  std::int64_t ballots = 0;                // cast: in the profile and set aside
  std::int64_t valid_ballots = 0;          // that say something; in a count by papers: that have a first preference
  bool spends = false;                     // a budget or a pool is spent: selected and spent say on what
  int digits = 0;                          // decimals of every Amount in the trace
  bool passes_surpluses = false;           // IRV for several seats: RCTab's report then shows the last surpluses apart
  Trace trace;
  // Of IRV in sequential mode: one whole count a pass; `trace` is then the last one's and `elected` all winners.
  std::vector<Outcome> passes;

  std::vector<TieAction> ties() const;  // every tie in the trace, in order
};

// Counts. Pure: the same three arguments give the same result on any machine, in any locale and time zone.
// Refuses (TAL-…) what it cannot count exactly; a tie is not a refusal. For people the tie-breaker is never asked
// about a tie that changes nothing, but the trace names it.
// Work: at most O(marks × rounds) for elimination counts and O(candidates² × groups + candidates³) for pairwise ones.
Result<Outcome> count(const Profile& profile, const MethodRules& rules, const TieBreaker& tie_breaker);

}  // namespace tos::voting
