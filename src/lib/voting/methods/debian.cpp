#include <algorithm>
#include <bitset>

#include "voting/methods/counters.h"
#include "voting/methods/pairwise.h"

// Constitution of the Debian Project, A.6 "Vote Counting" (A.5 since version 1.8). Numbers in comments are its items.
namespace tos::voting {
namespace {

constexpr std::size_t max_options = 200;  // dropping defeats takes up to candidates⁴ ÷ 64 steps
class DebianCount {
 public:
  DebianCount(PairwiseMatrix matrix, std::vector<CandidateIndex> options, const DebianRules& rules,
              CandidateIndex default_option, Ties& ties)
      : matrix_(std::move(matrix)),
        options_(std::move(options)),
        rules_(rules),
        default_(default_option),
        ties_(ties),
        defeat_(matrix_.size() * matrix_.size()) {}

  Outcome run() {
    step(PairwiseStep{matrix_});
    std::erase_if(options_, [&](CandidateIndex c) { return !meets_quorum(c); });
    std::erase_if(options_, [&](CandidateIndex c) { return !meets_majority(c); });
    for (const CandidateIndex a : options_)
      for (const CandidateIndex b : options_)
        defeat(a, b) = matrix_.at(at(a), at(b)) > matrix_.at(at(b), at(a)) ? 1 : 0;
    std::vector<CandidateIndex> schwartz = schwartz_set();
    while (drop_weakest(schwartz)) schwartz = schwartz_set();
    decide(schwartz);
    outcome_.pairwise = std::move(matrix_);
    return std::move(outcome_);
  }

 private:
  void step(Step step) { outcome_.trace.steps.push_back(std::move(step)); }
  std::uint8_t& defeat(CandidateIndex a, CandidateIndex b) { return defeat_[at(a) * matrix_.size() + at(b)]; }

  // 2. An option with fewer than the quorum's votes over the default option is dropped.
  bool meets_quorum(CandidateIndex option) {
    if (option == default_ || !rules_.quorum) return true;
    const std::int64_t votes = matrix_.at(at(option), at(default_));
    const bool met = reaches(votes, 1, *rules_.quorum);
    step(QuorumStep{option, votes, *rules_.quorum, met});
    return met;
  }

  // 3. An option that does not defeat the default option by its majority ratio is dropped.
  bool meets_majority(CandidateIndex option) {
    if (option == default_) return true;
    const std::int64_t over = matrix_.at(at(option), at(default_));
    const std::int64_t under = matrix_.at(at(default_), at(option));
    const auto stated = rules_.majority.find(option);
    const Rational ratio = stated == rules_.majority.end() ? Rational{1, 1} : stated->second;
    const bool met = rules_.majority_rule == DebianRules::Majority::strict
                         ? exceeds(over, under, ratio)
                         : reaches(over, under, ratio) && over > under;
    step(MajorityStep{option, over, under, ratio, met});
    return met;
  }

  // 4., 5. The options that are not transitively defeated by any option that they do not transitively defeat.
  std::vector<CandidateIndex> schwartz_set() {
    using Row = std::bitset<max_options>;
    std::vector<Row> path(matrix_.size());  // path[a][b]: a defeats b, directly or through others
    for (const CandidateIndex a : options_)
      for (const CandidateIndex b : options_) path[at(a)][at(b)] = defeat(a, b) != 0;
    for (const CandidateIndex via : options_)
      for (const CandidateIndex a : options_)
        if (path[at(a)][at(via)]) path[at(a)] |= path[at(via)];
    std::vector<CandidateIndex> set;
    for (const CandidateIndex a : options_)
      if (std::ranges::all_of(options_, [&](CandidateIndex b) { return !path[at(b)][at(a)] || path[at(a)][at(b)]; }))
        set.push_back(a);
    step(SchwartzSetStep{set});
    return set;
  }

  // 6., 7. The weakest defeats inside the set are dropped, all that are equally weak at once; false if there are none.
  bool drop_weakest(const std::vector<CandidateIndex>& set) {
    std::vector<DroppedDefeatStep> defeats;
    for (const CandidateIndex a : set)
      for (const CandidateIndex b : set)
        if (defeat(a, b) != 0) defeats.push_back({a, b, matrix_.at(at(a), at(b)), matrix_.at(at(b), at(a))});
    if (defeats.empty()) return false;
    const auto weaker = [](const DroppedDefeatStep& x, const DroppedDefeatStep& y) {
      return x.winning != y.winning ? x.winning < y.winning : x.losing > y.losing;
    };
    const DroppedDefeatStep weakest = *std::ranges::min_element(defeats, weaker);
    for (const DroppedDefeatStep& d : defeats) {
      if (weaker(weakest, d)) continue;
      defeat(d.winner, d.loser) = 0;
      step(d);
    }
    return true;
  }

  // 8. One option in the set wins; among several the elector with a casting vote chooses: here, the tie-breaker.
  void decide(const std::vector<CandidateIndex>& set) {
    if (set.size() == 1) {
      outcome_.elected.push_back({set.front(), 1});
      return;
    }
    TieAction tie{.need = TieAction::Need::elect, .tied = set, .chosen = {}, .by = TieAction::By::unresolved};
    const auto chosen = ties_.pick(tie);
    step(tie);
    if (chosen) {
      outcome_.elected.push_back({*chosen, 1});
    } else {
      outcome_.verdict = Verdict::tied;
      outcome_.tied = set;
    }
  }

  PairwiseMatrix matrix_;
  std::vector<CandidateIndex> options_;
  const DebianRules& rules_;
  CandidateIndex default_;
  Ties& ties_;
  std::vector<std::uint8_t> defeat_;
  Outcome outcome_;
};

}  // namespace

Result<Outcome> count_debian(const Profile& profile, const DebianRules& rules, Ties& ties) {
  const auto count = static_cast<int>(profile.candidates.size());
  if (count > static_cast<int>(max_options))
    return refuse(TAL_013, "{} options; debian counts at most {}", count, max_options);
  TOS_TRY(PairwiseMatrix matrix, pairwise_matrix(profile, "debian"));
  std::vector<CandidateIndex> options = standing_candidates(profile);
  Outcome nobody;
  nobody.verdict = Verdict::rejected;
  if (options.empty()) return nobody;
  const int default_option = rules.default_option.value_or(count - 1);
  if (std::ranges::find(options, default_option) == options.end())
    return refuse(TAL_007, "the default option is number {}", default_option + 1)
        .hint("name one of the {} options that stand", options.size());
  for (const auto& [option, ratio] : rules.majority) {
    if (option < 0 || option >= count)
      return refuse(TAL_007, "option {} has a majority ratio, and there are {} options", option + 1, count);
    if (ratio < Rational{1, 1}) return refuse(TAL_007, "a majority ratio of {}", ratio.to_string());
    if (option == default_option && ratio != Rational{1, 1})
      return refuse(TAL_007, "the default option {} has a majority ratio", default_option + 1)
          .hint("the others need a majority over it");
  }
  if (rules.quorum && *rules.quorum < Rational{0, 1})
    return refuse(TAL_007, "a quorum of {}", rules.quorum->to_string());
  return DebianCount(std::move(matrix), std::move(options), rules, default_option, ties).run();
}

}  // namespace tos::voting
