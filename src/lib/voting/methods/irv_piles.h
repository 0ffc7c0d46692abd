#pragma once
#include <cstdint>
#include <vector>

#include "voting/methods/ranked_ballot.h"

namespace tos::voting {

// The ballots of an instant-runoff count: who holds which, what each is worth, and where they go. Who is elected or
// eliminated is decided elsewhere (irv.cpp).
class IrvPiles {
 public:
  // `surpluses`: winners pass on what they have beyond the threshold, with `digits` decimals.
  IrvPiles(const Profile& profile, const RankedBallots& ballots, const IrvRules& rules, int digits, bool surpluses);

  // Gives every ballot to its first choice among those with continuing[c] != 0.
  void deal(const std::vector<std::uint8_t>& continuing);
  // Each ballot of a winner keeps the part that elected them; the rest of its value, cut off after `digits` decimals,
  // goes on. RCTab: value × (surplus ÷ votes), both rounded down.
  void split(CandidateIndex winner, Amount threshold);
  // Moves all ballots of a candidate who left to their next choices and writes down the flows. `seats_filled`: nobody
  // needs them any more.
  void move_on(CandidateIndex from, const std::vector<std::uint8_t>& continuing, bool seats_filled,
               std::vector<Action>& actions);
  // After move_on() of a winner: they keep the threshold; fractions cut off beyond it are nobody's.
  void settle(CandidateIndex winner, Amount threshold, bool threshold_is_fractional, std::vector<Action>& actions);

  Amount total(CandidateIndex c) const { return total_[at(c)]; }
  bool total_is_fractional(CandidateIndex c) const { return total_fractional_[at(c)]; }
  const Exhausted& exhausted() const { return exhausted_; }
  Amount residue() const { return residue_; }  // lost to rounding so far

 private:
  struct Flow {  // of ballots that are worth something
    std::int64_t ballots = 0;
    Amount value = 0;
    bool fractional = false;
  };

  Amount value_of(const HeldGroup& held) const {
    return Amount{reader_.weight(held)} * (value_.empty() ? one_ : Amount{value_[held.group]});
  }
  auto expect_value() const {  // for HeldGroups::visit()
    return [this](const HeldGroup& held) {
      if (!value_.empty()) __builtin_prefetch(&value_[held.group]);
    };
  }
  bool is_fractional(std::uint32_t group) const { return !fractional_.empty() && fractional_[group] != 0; }
  void give(const Choice& choice, const HeldGroup& held);
  void exhaust(Stop stop, const HeldGroup& held);

  const RankedBallots& ballots_;
  BallotReader reader_;
  std::size_t candidates_;
  int digits_;
  Amount one_;
  std::vector<Amount> total_;
  std::vector<bool> total_fractional_;
  std::vector<Amount> kept_;  // by winners, once there are any
  std::vector<std::uint8_t> has_ballots_;
  std::vector<HeldGroups> holds_;    // the groups that count for each candidate
  std::vector<std::int64_t> value_;  // of one ballot of a group, with digits_ decimals; empty: always one
  std::vector<std::uint8_t> fractional_;
  Exhausted exhausted_;
  Amount residue_ = 0;
};

}  // namespace tos::voting
