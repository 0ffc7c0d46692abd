#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "voting/methods/counters.h"
#include "voting/methods/fixed.h"
#include "voting/methods/irv_piles.h"

// The instant-runoff family. The rules and their order within a round are those of RCTab 2.0, so that its published
// reports can be recomputed.
namespace tos::voting {
namespace {

enum class Fate : std::uint8_t { continuing, elected, eliminated, excluded };

class IrvCount {
 public:
  IrvCount(const Profile& profile, const RankedBallots& ballots, const IrvRules& rules, Ties& ties)
      : rules_(rules),
        ties_(ties),
        candidates_(profile.candidates.size()),
        digits_(needs_fractions() ? rules.digits : 0),
        one_(pow10(digits_)),
        piles_(profile, ballots, rules, digits_, uses_surpluses()),
        state_(candidates_, Fate::continuing),
        continuing_(candidates_, 1) {
    for (std::size_t c = 0; c < candidates_; ++c) {
      if (profile.candidates[c].standing == Standing::withdrawn) set_state(static_cast<int>(c), Fate::excluded);
      if (profile.candidates[c].standing == Standing::undeclared_write_in) write_in_ = static_cast<int>(c);
    }
    taking_part_ = static_cast<int>(std::ranges::count(state_, Fate::continuing));
  }

  Outcome run() {
    bool progress = true;
    while (progress && should_continue()) progress = play_round();
    outcome_.digits = digits_;
    outcome_.passes_surpluses = uses_surpluses();
    if (outcome_.verdict == Verdict::decided && outcome_.elected.empty()) outcome_.verdict = Verdict::rejected;
    return std::move(outcome_);
  }

 private:
  bool uses_surpluses() const {
    return (rules_.mode == WinnerMode::several_a_round || rules_.mode == WinnerMode::one_a_round) && rules_.seats > 1;
  }
  bool needs_fractions() const {
    return uses_surpluses() || rules_.fractional_threshold || rules_.mode == WinnerMode::bottoms_up_percentage ||
           rules_.minimum_votes.denominator != 1;
  }
  bool by_percentage() const { return rules_.mode == WinnerMode::bottoms_up_percentage; }
  int seats() const { return by_percentage() ? 0 : rules_.seats; }
  Round& round() { return outcome_.trace.rounds.back(); }
  Amount total(CandidateIndex c) const { return piles_.total(c); }
  int winners() const { return static_cast<int>(outcome_.elected.size()); }
  Amount minimum() const { return Int128{rules_.minimum_votes.numerator} * one_ / rules_.minimum_votes.denominator; }

  void set_state(CandidateIndex c, Fate state) {
    state_[at(c)] = state;
    // A single winner stays in the count that goes on until two remain.
    const bool stays = state == Fate::continuing || (state == Fate::elected && rules_.continue_until_two);
    continuing_[at(c)] = stays ? 1 : 0;
  }
  std::vector<CandidateIndex> running() const {
    std::vector<CandidateIndex> list;
    for (std::size_t c = 0; c < candidates_; ++c)
      if (continuing_[c] != 0) list.push_back(static_cast<int>(c));
    return list;
  }

  bool should_continue() const {
    const int played = static_cast<int>(outcome_.trace.rounds.size());
    const bool changed = played == 0 || eliminated_in_round_ > 0;
    if (outcome_.verdict == Verdict::tied || no_one_meets_minimum_) return false;
    if (rules_.stop_after_round && played >= *rules_.stop_after_round) return false;
    if (seats() > taking_part_ && winners() > 0 && running().empty()) return false;  // everybody is elected
    if (rules_.continue_until_two) return eliminated_ + winners() + 1 < taking_part_ || changed;
    if (by_percentage()) return winners() == 0;
    // After the last winners of a count with surpluses, one more round shows where they went.
    return winners() < seats() || (uses_surpluses() && elected_in_round_ > 0);
  }

  // False if nobody was elected or eliminated, after which nothing would ever change.
  bool play_round() {
    start_round();
    const std::vector<CandidateIndex> in = running();
    if (in.empty()) return false;
    std::vector<CandidateIndex> elected = find_winners(in);
    std::vector<CandidateIndex> eliminated;
    if (outcome_.verdict == Verdict::tied) return false;
    if (!elected.empty()) {
      elect(elected);
    } else if (winners() < seats() || by_percentage() ||
               (rules_.continue_until_two && eliminated_ < taking_part_ - 2)) {
      eliminated = find_losers(in);
      if (outcome_.verdict == Verdict::tied || no_one_meets_minimum_) return false;
      for (const CandidateIndex c : eliminated) set_state(c, Fate::eliminated);
    }
    elected_in_round_ = static_cast<int>(elected.size());
    eliminated_in_round_ = static_cast<int>(eliminated.size());
    eliminated_ += eliminated_in_round_;
    leaving_ = elected;
    if (rules_.continue_until_two) leaving_.clear();
    leaving_.insert(leaving_.end(), eliminated.begin(), eliminated.end());
    return !elected.empty() || !eliminated.empty();
  }

  // Moves the ballots of those who left in the round before, then writes down the totals.
  void start_round() {
    Round next;
    next.number = static_cast<int>(outcome_.trace.rounds.size()) + 1;
    if (next.number == 1) {
      piles_.deal(continuing_);
    } else {
      std::ranges::sort(leaving_);
      for (const CandidateIndex c : leaving_) transfer_from(c);
    }
    next.totals.resize(candidates_);
    next.total_is_fractional.assign(candidates_, false);
    for (std::size_t c = 0; c < candidates_; ++c) {
      if (continuing_[c] == 0 && state_[c] != Fate::elected) continue;
      next.totals[c] = total(static_cast<int>(c));
      next.total_is_fractional[c] = piles_.total_is_fractional(static_cast<int>(c));
    }
    next.exhausted = piles_.exhausted();
    next.residue = piles_.residue();
    set_threshold(next);
    outcome_.trace.rounds.push_back(std::move(next));
  }
  // Flows are written down in the round that they come from.
  void transfer_from(CandidateIndex from) {
    piles_.move_on(from, continuing_, uses_surpluses() && winners() == seats(), round().actions);
    if (state_[at(from)] == Fate::elected) piles_.settle(from, threshold_, threshold_digits_ > 0, round().actions);
  }

  void set_threshold(Round& next) {
    // Several winners: the first round's. One: each round's own, until they are found.
    const bool recompute =
        next.number == 1 || (seats() <= 1 && !rules_.first_round_threshold && outcome_.elected.empty());
    if (recompute) {
      Amount active = 0;
      for (std::size_t c = 0; c < candidates_; ++c)
        if (continuing_[c] != 0) active += total(static_cast<int>(c));
      compute_threshold(active);
    }
    next.quota = threshold_;
    next.quota_digits = threshold_digits_;
  }
  void compute_threshold(Amount active) {
    if (by_percentage()) {
      const Rational share = rules_.percentage_threshold;
      threshold_ = active / one_ * (Int128{share.numerator} * one_ / share.denominator);
      threshold_digits_ = digits_;
    } else {
      const Amount unit = rules_.fractional_threshold ? 1 : one_;
      threshold_digits_ = rules_.fractional_threshold ? digits_ : 0;
      threshold_ = rules_.quota == Quota::hare ? ceil_div(active, Int128{seats()} * unit) * unit
                                               : (active / (Int128{seats() + 1} * unit) + 1) * unit;
    }
    if (minimum() > threshold_) {
      threshold_ = minimum();
      threshold_digits_ = rules_.minimum_votes.denominator == 1 ? 0 : digits_;
    }
  }

  // Candidates of `in` by their totals, lowest first.
  std::map<Amount, std::vector<CandidateIndex>> by_total(const std::vector<CandidateIndex>& in) const {
    std::map<Amount, std::vector<CandidateIndex>> groups;
    for (const CandidateIndex c : in) groups[total(c)].push_back(c);
    return groups;
  }

  std::vector<CandidateIndex> find_winners(const std::vector<CandidateIndex>& in) {
    if (write_in_ >= 0 && continuing_[at(write_in_)] != 0 && total(write_in_) != 0) return {};
    const auto electable = [&](CandidateIndex c) { return c != write_in_; };
    std::vector<CandidateIndex> chosen;
    if (by_percentage()) {
      if (std::ranges::all_of(in, [&](CandidateIndex c) { return total(c) > threshold_; })) chosen = in;
      std::erase_if(chosen, std::not_fn(electable));
      return chosen;
    }
    const auto groups = by_total(in);
    const int unfilled = seats() - winners();
    const auto active = static_cast<int>(in.size());
    if (unfilled > 0) {
      if (active <= unfilled) {
        chosen = in;
      } else if (rules_.first_round_threshold && active - 1 == seats()) {
        chosen = groups.rbegin()->second;
      } else if (rules_.mode != WinnerMode::bottoms_up) {
        for (const CandidateIndex c : in)
          if (total(c) >= threshold_) chosen.push_back(c);
      }
      std::erase_if(chosen, std::not_fn(electable));
    }
    const bool too_many = chosen.size() > 1 && (rules_.mode == WinnerMode::one_a_round || rules_.first_round_threshold);
    const bool last_two = seats() == 1 && chosen.empty() && active == 2 && unfilled == 1 &&
                          groups.begin()->first >= minimum() && std::ranges::all_of(in, electable);
    if (too_many || last_two) {
      chosen = groups.rbegin()->second;
      if (chosen.size() > 1) return break_tie(TieAction::Need::elect, chosen);
    }
    return chosen;
  }

  std::vector<CandidateIndex> break_tie(TieAction::Need need, const std::vector<CandidateIndex>& tied) {
    TieAction tie{.need = need, .tied = tied, .chosen = {}, .by = TieAction::By::unresolved};
    const std::span<const Round> rounds = outcome_.trace.rounds;
    const std::span<const Round> before = rounds.first(rounds.size() - 1);
    auto chosen = rules_.ties == TieRule::previous_rounds_then_tie_breaker ? ties_.pick_by_previous_rounds(tie, before)
                                                                           : ties_.pick(tie);
    if (!chosen && need == TieAction::Need::eliminate && all_go_out(tied)) chosen = Ties::pick_harmless(tie);
    round().actions.push_back(tie);
    if (chosen) return {*chosen};
    outcome_.verdict = Verdict::tied;
    outcome_.tied = tied;
    return {};
  }

  // Whether those who share the last place all go out, one after the other, whoever is first: together they have fewer
  // votes than the next one up, and on the way nobody passes on a surplus and the seats are not down to those who are
  // left. What earlier rounds say about a later tie may depend on the order, unless nothing moves at all.
  bool all_go_out(const std::vector<CandidateIndex>& tied) const {
    if (by_percentage()) return false;
    const Amount together = total(tied.front()) * static_cast<std::int64_t>(tied.size());
    if (together > 0 && rules_.ties == TieRule::previous_rounds_then_tie_breaker) return false;
    std::vector<CandidateIndex> others = running();
    std::erase_if(others, [&](CandidateIndex c) { return std::ranges::find(tied, c) != tied.end(); });
    const int stay = std::max(rules_.continue_until_two ? 2 : 1, seats() - winners());
    return static_cast<int>(others.size()) >= stay && std::ranges::all_of(others, [&](CandidateIndex c) {
             return total(c) > together && (!uses_surpluses() || total(c) + together < threshold_);
           });
  }

  void elect(std::vector<CandidateIndex> chosen) {
    std::ranges::stable_sort(chosen, std::greater<>(), [&](CandidateIndex c) { return total(c); });
    for (const CandidateIndex c : chosen) {
      outcome_.elected.push_back({c, round().number});
      round().actions.push_back(ElectedAction{c, total(c) >= threshold_});
      set_state(c, Fate::elected);
      if (uses_surpluses()) piles_.split(c, threshold_);
    }
  }

  std::vector<CandidateIndex> find_losers(const std::vector<CandidateIndex>& in) {
    using Reason = EliminatedAction::Reason;
    if (write_in_ >= 0 && continuing_[at(write_in_)] != 0 && total(write_in_) > 0)
      return out({write_in_}, Reason::write_in);
    const auto groups = by_total(in);
    std::vector<CandidateIndex> below;
    for (const auto& [total, tied] : groups)
      if (total < minimum()) below.insert(below.end(), tied.begin(), tied.end());
    if (!below.empty()) {
      no_one_meets_minimum_ = below.size() == in.size() && outcome_.elected.empty();
      return out(below, Reason::below_minimum);
    }
    if (rules_.batch_elimination) {
      const std::vector<CandidateIndex> batch = find_batch(groups);
      if (batch.size() > 1) return out(batch, Reason::batch);
    }
    const std::vector<CandidateIndex>& lowest = groups.begin()->second;
    return out(lowest.size() == 1 ? lowest : break_tie(TieAction::Need::eliminate, lowest), Reason::lowest);
  }

  std::vector<CandidateIndex> out(std::vector<CandidateIndex> losers, EliminatedAction::Reason reason) {
    for (const CandidateIndex c : losers) round().actions.push_back(EliminatedAction{c, reason});
    return losers;
  }

  // Everybody who together could not overtake the next one up.
  std::vector<CandidateIndex> find_batch(const std::map<Amount, std::vector<CandidateIndex>>& groups) const {
    std::vector<CandidateIndex> seen;
    std::size_t batch = 0;           // so many of seen can be eliminated
    std::size_t previous_batch = 0;  // … before the last step that added some
    Amount running_total = 0;
    for (const auto& [total, tied] : groups) {
      if (running_total < total && seen.size() > batch) {
        previous_batch = batch;
        batch = seen.size();
      }
      running_total += total * static_cast<std::int64_t>(tied.size());
      seen.insert(seen.end(), tied.begin(), tied.end());
    }
    if (rules_.continue_until_two && static_cast<int>(batch) + eliminated_ == taking_part_ - 1) batch = previous_batch;
    seen.resize(batch);
    return seen;
  }

  const IrvRules& rules_;
  Ties& ties_;
  std::size_t candidates_;
  int digits_;
  Amount one_;
  IrvPiles piles_;

  std::vector<Fate> state_;
  std::vector<std::uint8_t> continuing_;
  Amount threshold_ = 0;
  int threshold_digits_ = 0;
  CandidateIndex write_in_ = -1;
  int taking_part_ = 0;  // candidates who were not excluded before the count, write-ins among them
  int eliminated_ = 0;
  int elected_in_round_ = 0;
  int eliminated_in_round_ = 0;
  bool no_one_meets_minimum_ = false;
  std::vector<CandidateIndex> leaving_;
  Outcome outcome_;
};

Result<void> check_rules(const Profile& profile, const IrvRules& rules) {
  TOS_CHECK(check_round_count(profile, rules.mode == WinnerMode::bottoms_up_percentage ? 1 : rules.seats));
  if (rules.digits < 0 || rules.digits > 18) return refuse(TAL_007, "{} decimals; 0 to 18 are possible", rules.digits);
  if (rules.max_skipped_ranks.value_or(0) < 0 || rules.max_ranks.value_or(1) < 1 ||
      rules.stop_after_round.value_or(1) < 1)
    return refuse(TAL_007, "a limit on ranks or rounds is below its minimum");
  if (rules.mode == WinnerMode::single && rules.seats != 1)
    return refuse(TAL_007, "a single-winner count fills {} seats", rules.seats)
        .hint("choose a winner mode for several seats, or scottish-stv");
  if (rules.seats > 1 && (rules.continue_until_two || rules.first_round_threshold) &&
      rules.mode != WinnerMode::sequential)
    return refuse(TAL_007, "continuing until two remain and a fixed first threshold are for one winner");
  if (rules.batch_elimination && rules.seats > 1 && rules.mode != WinnerMode::sequential)
    return refuse(TAL_007, "batch elimination is for one winner");
  if (rules.minimum_votes < Rational{0, 1} || !exact_units(rules.minimum_votes, rules.digits))
    return refuse(TAL_007, "a minimum of {} votes", rules.minimum_votes.to_string());
  if (rules.mode == WinnerMode::bottoms_up_percentage && rules.percentage_threshold == Rational{0, 1})
    return refuse(TAL_007, "bottoms-up by percentage was given no percentage threshold")
        .hint("say which share of the votes all who remain exceed");
  if (rules.percentage_threshold < Rational{0, 1} || rules.percentage_threshold > Rational{1, 1})
    return refuse(TAL_007, "a percentage threshold of {}", rules.percentage_threshold.to_string());
  return {};
}

Result<Outcome> count_sequential(const Profile& profile, const RankedBallots& ballots, IrvRules rules,
                                 const TieBreaker& tie_breaker) {
  const int seats = rules.seats;
  rules.seats = 1;
  rules.mode = WinnerMode::single;
  Profile remaining{.title = profile.title, .candidates = profile.candidates};  // its ballots stay where they are
  Outcome all;
  for (int pass = 1; pass <= seats; ++pass) {
    TOS_TRY(Ties ties, Ties::make(remaining, tie_breaker));
    Outcome outcome = IrvCount(remaining, ballots, rules, ties).run();
    outcome.method = "irv";
    outcome.rule = IrvRules::id;
    outcome.seats = 1;
    all.trace = outcome.trace;
    all.verdict = outcome.verdict;
    all.tied = outcome.tied;
    const bool found = !outcome.elected.empty();
    if (found) {
      const CandidateIndex winner = outcome.elected.front().candidate;
      all.elected.push_back({winner, pass});
      remaining.candidates[at(winner)].standing = Standing::withdrawn;
    }
    all.passes.push_back(std::move(outcome));
    if (!found) break;
  }
  if (all.verdict == Verdict::rejected && !all.elected.empty()) all.verdict = Verdict::decided;
  return all;
}

}  // namespace

Result<Outcome> count_irv(const Profile& profile, const IrvRules& rules, const TieBreaker& tie_breaker) {
  TOS_TRY(const RankedBallots* ballots, ballots_of<RankedBallots>(profile, "irv", "ranked"));
  TOS_CHECK(check_rules(profile, rules));
  if (Int128{ballots->total()} > int128_max / 10 / pow10(rules.digits))
    return refuse(TAL_009, "{} ballots with {} decimals", ballots->total(), rules.digits);
  if (rules.mode == WinnerMode::sequential) return count_sequential(profile, *ballots, rules, tie_breaker);
  TOS_TRY(Ties ties, Ties::make(profile, tie_breaker));
  return IrvCount(profile, *ballots, rules, ties).run();
}

}  // namespace tos::voting
