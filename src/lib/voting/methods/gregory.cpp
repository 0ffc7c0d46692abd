#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "voting/methods/counters.h"
#include "voting/methods/fixed.h"
#include "voting/methods/ranked_ballot.h"

// Single transferable vote with weighted inclusive Gregory transfers: when somebody has more than the quota, every
// ballot they hold moves on at its value × surplus ÷ votes, cut off after `digits` decimals.
namespace tos::voting {
namespace {

enum class GregoryState : std::uint8_t { hopeful, elected, out };

// Ballots of one value that a candidate holds together.
struct Parcel {
  Amount value;  // of one ballot
  HeldGroups groups;
};

class GregoryCount {
 public:
  GregoryCount(const Profile& profile, const RankedBallots& ballots, const WigmStvRules& rules, Ties& ties)
      : ballots_(ballots),
        rules_(rules),
        ties_(ties),
        reader_(profile, ballots, Reading{}),
        candidates_(profile.candidates.size()),
        one_(pow10(rules.digits)),
        state_(candidates_, GregoryState::out),
        hopeful_(candidates_),
        total_(candidates_),
        holds_(candidates_),
        receives_(candidates_) {
    for (const CandidateIndex c : standing_candidates(profile)) {
      state_[at(c)] = GregoryState::hopeful;
      hopeful_[at(c)] = 1;
    }
  }

  Outcome run() {
    for (std::size_t c = 0; c < candidates_; ++c) open_parcel(static_cast<CandidateIndex>(c), one_);
    for (std::size_t group = 0; group < ballots_.size(); ++group) first_choice(group);
    set_quota();
    while (true) {
      write_round();
      elect_by_quota();
      if (stopped_ || vacancies() == 0) break;
      if (hopefuls().size() <= static_cast<std::size_t>(vacancies())) {
        elect_rest();
        break;
      }
      if (!next_step()) break;
    }
    outcome_.digits = rules_.digits;
    if (outcome_.verdict == Verdict::decided && outcome_.elected.empty()) outcome_.verdict = Verdict::rejected;
    return std::move(outcome_);
  }

 private:
  Round& round() { return outcome_.trace.rounds.back(); }
  int vacancies() const { return rules_.seats - static_cast<int>(outcome_.elected.size()); }
  std::vector<CandidateIndex> hopefuls() const {
    std::vector<CandidateIndex> list;
    for (std::size_t c = 0; c < candidates_; ++c)
      if (state_[c] == GregoryState::hopeful) list.push_back(static_cast<int>(c));
    return list;
  }

  void first_choice(std::size_t group) {
    const HeldGroup held = reader_.hold(group);
    const Amount votes = Amount{reader_.weight(held)} * one_;
    const Choice choice = reader_.next(held, hopeful_);
    if (choice.stop != Stop::candidate) {
      // A paper without a valid first preference is no vote: it does not raise the quota.
      (choice.stop == Stop::overvote ? exhausted_.overvotes : exhausted_.blank) += votes;
      return;
    }
    receives_[at(choice.candidate)]->push_back(held.after(choice));
    total_[at(choice.candidate)] += votes;
    votes_ += votes;
  }

  void set_quota() {
    const Amount unit = rules_.whole_quota ? one_ : 1;
    if (rules_.quota == Quota::hare) {
      quota_ = std::max<Amount>(ceil_div(votes_, Int128{rules_.seats} * unit), 1) * unit;
    } else {
      quota_ = (votes_ / (Int128{rules_.seats} + 1) / unit + 1) * unit;
    }
  }

  void write_round() {
    Round next;
    next.number = static_cast<int>(outcome_.trace.rounds.size()) + 1;
    next.totals.resize(candidates_);
    for (std::size_t c = 0; c < candidates_; ++c)
      if (state_[c] != GregoryState::out) next.totals[c] = total_[c];
    next.exhausted = exhausted_;
    next.residue = residue_;
    next.quota = quota_;
    next.quota_digits = rules_.whole_quota ? 0 : rules_.digits;
    outcome_.trace.rounds.push_back(std::move(next));
  }

  void elect(CandidateIndex c, bool by_quota) {
    state_[at(c)] = GregoryState::elected;
    hopeful_[at(c)] = 0;
    outcome_.elected.push_back({c, round().number});
    round().actions.push_back(ElectedAction{c, by_quota});
    if (total_[at(c)] > quota_) surpluses_.push_back(c);
  }
  void elect_by_quota() {
    std::vector<CandidateIndex> reached = hopefuls();
    std::erase_if(reached, [&](CandidateIndex c) { return total_[at(c)] < quota_; });
    by_votes(reached);
    // More than there are seats is possible only for a Hare quota cut off to nothing.
    if (reached.size() > static_cast<std::size_t>(vacancies())) reached.resize(static_cast<std::size_t>(vacancies()));
    for (const CandidateIndex c : reached) elect(c, true);
  }
  void elect_rest() {
    std::vector<CandidateIndex> rest = hopefuls();
    by_votes(rest);
    for (const CandidateIndex c : rest) elect(c, false);
  }
  void by_votes(std::vector<CandidateIndex>& list) const {
    std::ranges::stable_sort(list, std::greater<>(), [&](CandidateIndex c) { return total_[at(c)]; });
  }

  // Transfers one surplus or excludes; false at a tie that nothing decides.
  bool next_step() {
    if (rules_.defeat_batch) {
      const std::vector<CandidateIndex> batch = sure_losers();
      if (!batch.empty()) return exclude(batch, EliminatedAction::Reason::batch);
    }
    if (!surpluses_.empty()) {
      const auto surplus = [&](CandidateIndex c) { return total_[at(c)]; };
      const auto largest = choose(TieAction::Need::transfer_first, edge(surpluses_, surplus, std::greater<>()));
      if (!largest) return false;
      std::erase(surpluses_, *largest);
      transfer_surplus(*largest);
      return true;
    }
    std::vector<CandidateIndex> in = hopefuls();
    if (rules_.defeat_zero && round().number == 1) {
      std::vector<CandidateIndex> without = in;
      std::erase_if(without, [&](CandidateIndex c) { return total_[at(c)] > 0; });
      if (!without.empty() && in.size() - without.size() >= static_cast<std::size_t>(vacancies()))
        return exclude(without, EliminatedAction::Reason::batch);
    }
    const auto votes = [&](CandidateIndex c) { return total_[at(c)]; };
    const auto lowest = choose(TieAction::Need::eliminate, edge(in, votes, std::less<>()));
    return lowest && exclude({*lowest}, EliminatedAction::Reason::lowest);
  }

  // Those of the list whose measure comes first in `order`.
  template <class Measure, class Order>
  static std::vector<CandidateIndex> edge(std::vector<CandidateIndex> list, Measure measure, Order order) {
    const Amount extreme = measure(*std::ranges::min_element(list, order, measure));
    std::erase_if(list, [&](CandidateIndex c) { return measure(c) != extreme; });
    return list;
  }
  std::optional<CandidateIndex> choose(TieAction::Need need, const std::vector<CandidateIndex>& equal) {
    if (equal.size() == 1) return equal.front();
    TieAction tie{.need = need, .tied = equal, .chosen = {}, .by = TieAction::By::unresolved};
    const std::span<const Round> rounds = outcome_.trace.rounds;
    auto chosen = rules_.ties == TieRule::previous_rounds_then_tie_breaker
                      ? ties_.pick_by_previous_rounds(tie, rounds.first(rounds.size() - 1))
                      : ties_.pick(tie);
    if (!chosen && need == TieAction::Need::eliminate && all_go_out(equal)) chosen = Ties::pick_harmless(tie);
    round().actions.push_back(tie);
    if (!chosen) {
      outcome_.verdict = Verdict::tied;
      outcome_.tied = equal;
      stopped_ = true;
    }
    return chosen;
  }

  // Whether candidates without a vote all go out, one after the other, whoever is first. Where votes move, even to
  // nobody's gain, a later tie may be decided by what an earlier round looked like.
  bool all_go_out(const std::vector<CandidateIndex>& tied) const {
    const std::vector<CandidateIndex> in = hopefuls();
    const auto others = std::ranges::count_if(in, [&](CandidateIndex c) { return total_[at(c)] > 0; });
    return total_[at(tied.front())] == 0 && static_cast<std::size_t>(others) + tied.size() == in.size() &&
           others >= vacancies();
  }

  // The largest set of hopefuls who together, with every surplus, stay below the next one up, while enough remain.
  std::vector<CandidateIndex> sure_losers() const {
    std::vector<CandidateIndex> in = hopefuls();
    std::ranges::stable_sort(in, {}, [&](CandidateIndex c) { return total_[at(c)]; });
    Amount sum = 0;
    for (const CandidateIndex c : surpluses_) sum += total_[at(c)] - quota_;
    std::size_t batch = 0;
    for (std::size_t i = 0; i + 1 < in.size() && in.size() - i - 1 >= static_cast<std::size_t>(vacancies()); ++i) {
      sum += total_[at(in[i])];
      if (sum < total_[at(in[i + 1])]) batch = i + 1;
    }
    in.resize(batch);
    return in;
  }

  bool exclude(const std::vector<CandidateIndex>& losers, EliminatedAction::Reason reason) {
    for (const CandidateIndex c : losers) {
      state_[at(c)] = GregoryState::out;
      hopeful_[at(c)] = 0;
      round().actions.push_back(EliminatedAction{c, reason});
    }
    for (const CandidateIndex c : losers) {
      move_ballots(c);
      total_[at(c)] = 0;
    }
    return true;
  }

  void transfer_surplus(CandidateIndex from) {
    const Amount votes = total_[at(from)];
    const Amount surplus = votes - quota_;
    for (Parcel& parcel : holds_[at(from)]) parcel.value = parcel.value * surplus / votes;
    const Amount moved = move_ballots(from);
    total_[at(from)] = quota_;
    if (moved == surplus) return;
    residue_ += surplus - moved;
    round().actions.push_back(ResidueAction{from, surplus - moved});
  }

  // Every ballot of `from` goes to its next choice at its value; returns the value that moved.
  Amount move_ballots(CandidateIndex from) {
    std::vector<TransferAction> flows(candidates_ + 1, TransferAction{from, std::nullopt, 0, 0});
    const std::vector<Parcel> parcels = std::exchange(holds_[at(from)], {});
    const std::vector<CandidateIndex> in = hopefuls();
    Amount moved = 0;
    for (const Parcel& parcel : parcels) {
      for (const CandidateIndex c : in) open_parcel(c, parcel.value);
      Moved ballots = move_parcel(parcel);
      const auto flow_on = [&](std::size_t to, std::int64_t count) {
        const Amount value = parcel.value * count;
        flows[to].ballots += count;
        flows[to].value += value;
        moved += value;
        return value;
      };
      for (const CandidateIndex c : in) total_[at(c)] += flow_on(at(c), ballots.to[at(c)]);
      exhausted_.overvotes += flow_on(candidates_, ballots.overvotes);
      exhausted_.no_choices += flow_on(candidates_, ballots.no_choices);
    }
    for (std::size_t to = 0; to <= candidates_; ++to) {
      if (flows[to].ballots == 0) continue;
      if (to < candidates_) flows[to].to = static_cast<CandidateIndex>(to);
      round().actions.push_back(flows[to]);
    }
    return moved;
  }
  struct Moved {  // numbers of ballots
    std::vector<std::int64_t> to;
    std::int64_t overvotes = 0;
    std::int64_t no_choices = 0;
  };
  Moved move_parcel(const Parcel& parcel) {
    Moved moved{.to = std::vector<std::int64_t>(candidates_)};
    parcel.groups.visit([&](const HeldGroup& held) {
      const std::int64_t weight = reader_.weight(held);
      const Choice choice = reader_.next(held, hopeful_);
      if (choice.stop == Stop::candidate) {
        receives_[at(choice.candidate)]->push_back(held.after(choice));
        moved.to[at(choice.candidate)] += weight;
      } else {
        (choice.stop == Stop::overvote ? moved.overvotes : moved.no_choices) += weight;
      }
    });
    return moved;
  }
  // What `c` receives next goes into a parcel of this value.
  void open_parcel(CandidateIndex c, Amount value) {
    std::vector<Parcel>& parcels = holds_[at(c)];
    if (!parcels.empty() && parcels.back().groups.empty()) parcels.pop_back();
    if (parcels.empty() || parcels.back().value != value) parcels.push_back({value, {}});
    receives_[at(c)] = &parcels.back().groups;
  }

  const RankedBallots& ballots_;
  WigmStvRules rules_;
  Ties& ties_;
  BallotReader reader_;
  std::size_t candidates_;
  Amount one_;
  std::vector<GregoryState> state_;
  std::vector<std::uint8_t> hopeful_;
  std::vector<Amount> total_;
  std::vector<std::vector<Parcel>> holds_;  // of each candidate
  std::vector<HeldGroups*> receives_;       // what comes to each candidate now: the last of its parcels
  std::vector<CandidateIndex> surpluses_;
  Exhausted exhausted_;
  Amount residue_ = 0;
  Amount votes_ = 0;
  Amount quota_ = 0;
  bool stopped_ = false;
  Outcome outcome_;
};

Result<Outcome> count_gregory(const Profile& profile, const WigmStvRules& rules, std::string_view name, Ties& ties) {
  TOS_TRY(const RankedBallots* ballots, ballots_of<RankedBallots>(profile, name, "ranked"));
  TOS_CHECK(check_round_count(profile, rules.seats));
  if (rules.digits < 0 || rules.digits > 12) return refuse(TAL_007, "{} decimals; 0 to 12 are possible", rules.digits);
  if (Int128{ballots->total()} > int128_max / pow10(rules.digits) / pow10(rules.digits))
    return refuse(TAL_009, "{} ballots with {} decimals", ballots->total(), rules.digits);
  return GregoryCount(profile, *ballots, rules, ties).run();
}

}  // namespace

// SSI 2007/42, rules 45 to 52: quota rounded down plus one, transfer values cut off after five decimals, the largest
// surplus first, ties by the latest stage at which the candidates differed and then by lot.
Result<Outcome> count_scottish(const Profile& profile, const ScottishStvRules& rules, Ties& ties) {
  const WigmStvRules gregory{.seats = rules.seats, .digits = 5, .quota = Quota::droop, .whole_quota = true};
  return count_gregory(profile, gregory, "scottish-stv", ties);
}

Result<Outcome> count_wigm(const Profile& profile, const WigmStvRules& rules, Ties& ties) {
  return count_gregory(profile, rules, "wigm-stv", ties);
}

}  // namespace tos::voting
