#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "core/base/assert.h"
#include "voting/methods/counters.h"
#include "voting/methods/fixed.h"
#include "voting/methods/ranked_ballot.h"

// Meek's method by the reference rule of the Proportional Representation Foundation (prfound.org, "Reference Meek
// Rule"). Letters in comments are its paragraphs.
namespace tos::voting {
namespace {

enum class MeekState : std::uint8_t { hopeful, elected, out };

// A ballot's value reaches the elected candidates it ranks first and at last one hopeful. Ballots with the same
// elected candidates before the same hopeful are treated alike to the last digit, so the count walks a tree of those
// prefixes instead of the ballots. Only a ballot whose hopeful is elected or defeated is read on.
struct Node {
  CandidateIndex candidate;  // elected
  int parent;                // -1: first on its ballots
  std::int64_t ballots = 0;  // that pass here
  Amount value = 0;          // that one of them brings, in the iteration that runs
};
struct Leaf {
  int parent;  // the node before, -1: none
  HeldGroups groups;
  std::int64_t ballots = 0;
};

class MeekCount {
 public:
  MeekCount(const Profile& profile, const RankedBallots& ballots, const MeekStvRules& rules, Ties& ties)
      : ballots_(ballots),
        rules_(rules),
        ties_(ties),
        reader_(profile, ballots, Reading{}),
        candidates_(profile.candidates.size()),
        one_(pow10(rules.digits)),
        state_(candidates_, MeekState::out),
        active_(candidates_),
        keep_(candidates_),
        votes_(candidates_),
        leaves_(candidates_) {
    for (const CandidateIndex c : standing_candidates(profile)) {
      state_[at(c)] = MeekState::hopeful;
      active_[at(c)] = 1;
      keep_[at(c)] = one_;
    }
    for (std::size_t group = 0; group < ballots.size(); ++group) sort_in(group);
  }

  Outcome run() {
    while (!count_complete() && play_round()) {
    }
    if (outcome_.verdict != Verdict::tied) elect_rest();
    if (outcome_.verdict == Verdict::decided && outcome_.elected.empty()) outcome_.verdict = Verdict::rejected;
    outcome_.digits = rules_.digits;
    return std::move(outcome_);
  }

 private:
  Round& round() { return outcome_.trace.rounds.back(); }
  int vacancies() const { return rules_.seats - static_cast<int>(outcome_.elected.size()); }
  std::vector<CandidateIndex> hopefuls() const {
    std::vector<CandidateIndex> list;
    for (std::size_t c = 0; c < candidates_; ++c)
      if (state_[c] == MeekState::hopeful) list.push_back(static_cast<int>(c));
    return list;
  }
  bool count_complete() const { return vacancies() <= 0 || hopefuls().size() <= static_cast<std::size_t>(vacancies()); }

  void sort_in(std::size_t group) {
    const auto marks = ballots_.marks(group);
    if (std::ranges::any_of(marks, [](RankMark mark) { return mark.is_candidate() && mark.is_equal(); })) {
      split_.push_back(static_cast<std::uint32_t>(group));
      return;
    }
    file(reader_.hold(group), -1);
  }
  // Files a ballot that stands at node `parent` under its next hopeful, by way of those elected.
  void file(HeldGroup held, int parent) {
    Choice choice = reader_.next(held, active_);
    while (choice.stop == Stop::candidate && state_[at(choice.candidate)] == MeekState::elected) {
      parent = child(parent, choice.candidate);
      nodes_[static_cast<std::size_t>(parent)].ballots += reader_.weight(held);
      held = held.after(choice);
      choice = reader_.next(held, active_);
    }
    if (choice.stop == Stop::blank) blank_ += Amount{reader_.weight(held)} * one_;
    if (choice.stop != Stop::candidate) return;  // what nobody keeps is the difference between ballots and votes
    Leaf& leaf = leaf_at(choice.candidate, parent);
    leaf.groups.push_back(held.after(choice));
    leaf.ballots += reader_.weight(held);
  }
  Leaf& leaf_at(CandidateIndex hopeful, int parent) {
    std::vector<Leaf>& leaves = leaves_[at(hopeful)];
    if (!leaves.empty() && leaves.back().parent == parent) return leaves.back();  // most often
    const auto [place, added] = leaf_of_.try_emplace({hopeful, parent}, leaves.size());
    if (added) leaves.push_back({parent, {}});
    return leaves[place->second];
  }
  int child(int parent, CandidateIndex candidate) {
    const auto [place, added] = node_of_.try_emplace({candidate, parent}, static_cast<int>(nodes_.size()));
    if (added) nodes_.push_back({candidate, parent});
    return place->second;
  }
  // The ballots under a hopeful who became elected or defeated find their next one.
  void refile(CandidateIndex c) {
    std::vector<Leaf> leaves = std::move(leaves_[at(c)]);
    leaves_[at(c)].clear();
    for (const Leaf& leaf : leaves) leaf_of_.erase({c, leaf.parent});
    for (const Leaf& leaf : leaves) {
      int parent = leaf.parent;
      if (state_[at(c)] == MeekState::elected && leaf.ballots > 0) {
        parent = child(parent, c);
        nodes_[static_cast<std::size_t>(parent)].ballots += leaf.ballots;
      }
      leaf.groups.visit([&](const HeldGroup& held) { file(held, parent); });
    }
  }

  // B: false at a tie that nothing decides.
  bool play_round() {
    start_round();
    Amount last_surplus = -1;
    for (int iteration = 1;; ++iteration) {
      distribute();
      set_quota();
      const bool elected = elect_winners();
      const Amount surplus = total_surplus();
      const bool finished = surplus < omega() || (last_surplus >= 0 && surplus >= last_surplus);
      if (elected || finished) {
        finish_round(iteration);
        return elected || defeat_lowest(surplus);
      }
      last_surplus = surplus;
      update_keep_factors();
    }
  }
  Amount omega() const { return pow10(rules_.digits - rules_.omega_digits); }

  void start_round() {
    Round next;
    next.number = static_cast<int>(outcome_.trace.rounds.size()) + 1;
    outcome_.trace.rounds.push_back(std::move(next));
  }
  void finish_round(int iterations) {
    Round& now = round();
    now.totals.assign(candidates_, std::nullopt);
    for (std::size_t c = 0; c < candidates_; ++c)
      if (state_[c] != MeekState::out) now.totals[c] = votes_[c];
    now.quota = quota_;
    now.quota_digits = rules_.digits;
    Amount counted = 0;
    for (const Amount votes : votes_) counted += votes;
    now.exhausted.blank = blank_;
    now.exhausted.no_choices = Amount{ballots_.total()} * one_ - blank_ - counted;
    now.actions.insert(now.actions.begin(), KeepFactorsAction{keep_, iterations});
  }

  // B.2.a: each ballot gives every candidate in turn its value times the keep factor, rounded up, until it is used up.
  void distribute() {
    std::ranges::fill(votes_, 0);
    for (Node& node : nodes_) {  // parents come before their children
      const Amount value = brings(node.parent);
      const Amount kept = kept_of(value, node.candidate);
      votes_[at(node.candidate)] += kept * node.ballots;
      node.value = value - kept;
    }
    for (std::size_t c = 0; c < candidates_; ++c)
      for (const Leaf& leaf : leaves_[c]) votes_[c] += brings(leaf.parent) * leaf.ballots;
    for (const std::uint32_t group : split_) distribute_split(group);
  }
  Amount brings(int parent) const { return parent < 0 ? one_ : nodes_[static_cast<std::size_t>(parent)].value; }
  Amount kept_of(Amount value, CandidateIndex c) const { return ceil_div(value * keep_[at(c)], one_); }

  // A ballot with equal ranks: at each rank its value is split equally (cut off) among those still in the count; what
  // they do not keep goes on to the next rank together.
  void distribute_split(std::uint32_t group) {
    const auto marks = ballots_.marks(group);
    Amount value = one_;
    for (std::size_t i = 0; i < marks.size() && value > 0;) {
      rank_.clear();
      std::size_t end = i;
      do {
        if (marks[end].is_overvoted()) return;
        if (marks[end].is_candidate() && active_[marks[end].index()] != 0 &&
            std::ranges::find(rank_, marks[end].index()) == rank_.end())
          rank_.push_back(marks[end].index());
        ++end;
      } while (end < marks.size() && marks[end].is_candidate() && marks[end].is_equal());
      i = end;
      if (rank_.empty()) continue;
      const Amount share = value / static_cast<std::int64_t>(rank_.size());
      for (const CandidateIndex c : rank_) {
        const Amount kept = kept_of(share, c);
        votes_[at(c)] += kept * ballots_.weight(group);
        value -= kept;
      }
    }
  }

  // B.2.b
  void set_quota() {
    Amount counted = 0;
    for (const Amount votes : votes_) counted += votes;
    quota_ = counted / (Int128{rules_.seats} + 1) + 1;
  }

  // B.2.c
  bool elect_winners() {
    std::vector<CandidateIndex> winners = hopefuls();
    std::erase_if(winners, [&](CandidateIndex c) { return votes_[at(c)] < quota_; });
    by_votes(winners);
    // Rounding up can lift one too many over the quota only where ballots are fewer than digits distinguish.
    if (winners.size() > static_cast<std::size_t>(vacancies())) winners.resize(static_cast<std::size_t>(vacancies()));
    for (const CandidateIndex c : winners) elect(c, true);
    return !winners.empty();
  }
  void elect(CandidateIndex c, bool by_quota) {
    state_[at(c)] = MeekState::elected;
    outcome_.elected.push_back({c, round().number});
    round().actions.push_back(ElectedAction{c, by_quota});
    refile(c);
  }
  void by_votes(std::vector<CandidateIndex>& list) const {
    std::ranges::stable_sort(list, std::greater<>(), [&](CandidateIndex c) { return votes_[at(c)]; });
  }

  // B.2.d
  Amount total_surplus() const {
    Amount surplus = 0;
    for (std::size_t c = 0; c < candidates_; ++c)
      if (state_[c] == MeekState::elected) surplus += votes_[c] - quota_;
    return std::max<Amount>(surplus, 0);
  }
  // B.2.f
  void update_keep_factors() {
    for (std::size_t c = 0; c < candidates_; ++c)
      if (state_[c] == MeekState::elected && votes_[c] > 0)
        keep_[c] = ceil_div(ceil_div(keep_[c] * quota_, one_) * one_, votes_[c]);
  }

  // B.3: whoever is within the surplus that is left of the lowest is tied with them.
  bool defeat_lowest(Amount surplus) {
    std::vector<CandidateIndex> in = hopefuls();
    if (rules_.defeat_batch) {
      const std::vector<CandidateIndex> batch = sure_losers(in, surplus);
      for (const CandidateIndex c : batch) defeat(c, EliminatedAction::Reason::batch);
      if (!batch.empty()) return true;
    }
    Amount lowest = votes_[at(in.front())];
    for (const CandidateIndex c : in) lowest = std::min(lowest, votes_[at(c)]);
    std::erase_if(in, [&](CandidateIndex c) { return votes_[at(c)] > lowest + surplus; });
    if (in.size() > 1) {
      TieAction tie{.need = TieAction::Need::eliminate, .tied = in, .chosen = {}, .by = TieAction::By::unresolved};
      auto chosen = ties_.pick(tie);
      const bool without_votes = std::ranges::all_of(in, [&](CandidateIndex c) { return votes_[at(c)] == 0; });
      const std::size_t others = hopefuls().size() - in.size();
      // They all go out, one after the other, whoever is first.
      if (!chosen && without_votes && others >= static_cast<std::size_t>(vacancies()))
        chosen = Ties::pick_harmless(tie);
      round().actions.push_back(tie);
      if (!chosen) {
        outcome_.verdict = Verdict::tied;
        outcome_.tied = in;
        return false;
      }
      in = {*chosen};
    }
    defeat(in.front(), EliminatedAction::Reason::lowest);
    return true;
  }
  void defeat(CandidateIndex c, EliminatedAction::Reason reason) {
    state_[at(c)] = MeekState::out;
    active_[at(c)] = 0;
    keep_[at(c)] = 0;
    round().actions.push_back(EliminatedAction{c, reason});
    refile(c);
  }
  std::vector<CandidateIndex> sure_losers(std::vector<CandidateIndex> in, Amount surplus) const {
    by_votes(in);
    std::ranges::reverse(in);
    std::size_t batch = 0;
    for (std::size_t i = 0; i + 1 < in.size() && in.size() - i - 1 >= static_cast<std::size_t>(vacancies()); ++i) {
      surplus += votes_[at(in[i])];
      if (surplus < votes_[at(in[i + 1])]) batch = i + 1;
    }
    in.resize(batch);
    return in;
  }

  // C
  void elect_rest() {
    std::vector<CandidateIndex> rest = hopefuls();
    if (vacancies() <= 0 || rest.empty()) return;
    if (outcome_.trace.rounds.empty()) {
      start_round();
      distribute();
      set_quota();
      finish_round(0);
    }
    by_votes(rest);
    for (const CandidateIndex c : rest) elect(c, false);
  }

  const RankedBallots& ballots_;
  MeekStvRules rules_;
  Ties& ties_;
  BallotReader reader_;
  std::size_t candidates_;
  Amount one_;
  std::vector<MeekState> state_;
  std::vector<std::uint8_t> active_;  // hopeful or elected
  std::vector<Amount> keep_;
  std::vector<Amount> votes_;
  std::vector<Node> nodes_;
  std::map<std::pair<CandidateIndex, int>, int> node_of_;
  std::vector<std::vector<Leaf>> leaves_;  // of each hopeful
  std::map<std::pair<CandidateIndex, int>, std::size_t> leaf_of_;
  std::vector<std::uint32_t> split_;  // groups with equal ranks
  std::vector<CandidateIndex> rank_;
  Amount blank_ = 0;
  Amount quota_ = 0;
  Outcome outcome_;
};

// The ballots with each candidate at the first rank that names them: a repetition would be given a share again.
// Nothing: no ballot repeats anybody.
Result<std::optional<RankedBallots>> without_repetitions(const RankedBallots& ballots, std::size_t candidates) {
  std::vector<std::size_t> seen_in(candidates, ballots.size());
  RankedBallots once;
  std::vector<RankMark> marks;
  bool repeats = false;
  for (std::size_t group = 0; group < ballots.size(); ++group) {
    marks.clear();
    bool rank_open = false;  // a mark that shares its rank joins one before it that stayed
    for (const RankMark mark : ballots.marks(group)) {
      const bool equal = mark.is_candidate() && mark.is_equal() && rank_open;
      if (!mark.is_candidate() || !mark.is_equal()) rank_open = false;
      if (mark.is_candidate() && std::exchange(seen_in[mark.index()], group) == group) {
        repeats = true;
        continue;
      }
      rank_open = true;
      if (!mark.is_candidate())
        marks.push_back(mark);
      else
        marks.push_back(equal ? RankMark::equal(mark.index()) : RankMark::candidate(mark.index()));
    }
    TOS_CHECK(once.add(marks, ballots.weight(group)));
  }
  if (!repeats) return std::optional<RankedBallots>{};
  return std::optional<RankedBallots>(std::move(once));
}

}  // namespace

Result<Outcome> count_meek(const Profile& profile, const MeekStvRules& rules, Ties& ties) {
  TOS_TRY(const RankedBallots* ballots, ballots_of<RankedBallots>(profile, "meek-stv", "ranked"));
  TOS_CHECK(check_round_count(profile, rules.seats));
  if (rules.digits < 1 || rules.digits > 12 || rules.omega_digits < 1 || rules.omega_digits > rules.digits)
    return refuse(TAL_007, "{} decimals with omega 10^-{}", rules.digits, rules.omega_digits)
        .hint("use 1 to 12 decimals and an omega with no more");
  if (Int128{ballots->total()} > int128_max / pow10(rules.digits) / pow10(rules.digits) / 10)
    return refuse(TAL_009, "{} ballots with {} decimals", ballots->total(), rules.digits);
  TOS_TRY(const std::optional<RankedBallots> once, without_repetitions(*ballots, profile.candidates.size()));
  return MeekCount(profile, once ? *once : *ballots, rules, ties).run();
}

}  // namespace tos::voting
