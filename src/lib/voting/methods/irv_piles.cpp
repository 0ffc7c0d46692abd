#include "voting/methods/irv_piles.h"

#include <optional>
#include <utility>

#include "voting/methods/fixed.h"

namespace tos::voting {

IrvPiles::IrvPiles(const Profile& profile, const RankedBallots& ballots, const IrvRules& rules, int digits,
                   bool surpluses)
    : ballots_(ballots),
      reader_(profile, ballots,
              {rules.overvote, rules.max_skipped_ranks, rules.max_ranks, rules.exhaust_on_duplicate, false}),
      candidates_(profile.candidates.size()),
      digits_(digits),
      one_(pow10(digits)),
      total_(candidates_),
      total_fractional_(candidates_),
      holds_(candidates_) {
  if (!surpluses) return;
  value_.assign(ballots.size(), static_cast<std::int64_t>(one_));
  fractional_.assign(ballots.size(), 0);
}

void IrvPiles::deal(const std::vector<std::uint8_t>& continuing) {
  for (std::size_t group = 0; group < ballots_.size(); ++group) {
    const HeldGroup held = reader_.hold(group);
    const Choice choice = reader_.next(held, continuing);
    if (choice.stop != Stop::candidate) {
      exhaust(choice.stop, held);
    } else {
      give(choice, held);
      total_[at(choice.candidate)] += value_of(held);
    }
  }
}

void IrvPiles::give(const Choice& choice, const HeldGroup& held) {
  holds_[at(choice.candidate)].push_back(held.after(choice));
  if (is_fractional(held.group)) total_fractional_[at(choice.candidate)] = true;
}

void IrvPiles::exhaust(Stop stop, const HeldGroup& held) {
  Amount* const reasons[] = {nullptr,
                             &exhausted_.no_choices,
                             &exhausted_.overvotes,
                             &exhausted_.skipped_ranks,
                             &exhausted_.duplicates,
                             &exhausted_.blank};
  *reasons[static_cast<std::size_t>(stop)] += value_of(held);
  if (is_fractional(held.group)) exhausted_.fractional |= 1U << (static_cast<unsigned>(stop) - 1);
}

void IrvPiles::split(CandidateIndex winner, Amount threshold) {
  const Amount votes = total_[at(winner)];
  const Amount surplus = votes - threshold;
  const Amount fraction = surplus > 0 ? divide_down(surplus, votes, digits_) : 0;
  kept_.resize(candidates_);
  has_ballots_.resize(candidates_);
  const auto split_group = [&](const HeldGroup& held) {
    const Amount passed_on = Amount{value_[held.group]} * fraction / one_;
    kept_[at(winner)] += Amount{reader_.weight(held)} * (value_[held.group] - passed_on);
    value_[held.group] = static_cast<std::int64_t>(passed_on);
    fractional_[held.group] = 1;
    has_ballots_[at(winner)] = 1;
  };
  holds_[at(winner)].visit(split_group, expect_value());
}

void IrvPiles::move_on(CandidateIndex from, const std::vector<std::uint8_t>& continuing, bool seats_filled,
                       std::vector<Action>& actions) {
  std::vector<Flow> flows(candidates_ + 1);  // the last: exhausted
  const HeldGroups groups = std::exchange(holds_[at(from)], {});
  const auto move_group = [&](const HeldGroup& held) {
    const Amount value = value_of(held);
    Flow* flow = &flows[candidates_];
    if (seats_filled) {
      exhausted_.final_round_surplus += value;
      if (is_fractional(held.group)) exhausted_.fractional |= 1U << 4;
    } else if (const Choice choice = reader_.next(held, continuing); choice.stop == Stop::candidate) {
      give(choice, held);
      flow = &flows[at(choice.candidate)];
    } else {
      exhaust(choice.stop, held);
    }
    if (value > 0) {
      flow->ballots += reader_.weight(held);
      flow->value += value;
      flow->fractional = flow->fractional || is_fractional(held.group);
    }
  };
  groups.visit(move_group, expect_value());
  for (std::size_t to = 0; to <= candidates_; ++to) {
    if (flows[to].ballots == 0) continue;
    if (to < candidates_) total_[to] += flows[to].value;
    const auto target = to < candidates_ ? std::optional(static_cast<CandidateIndex>(to)) : std::nullopt;
    actions.push_back(TransferAction{from, target, flows[to].ballots, flows[to].value, flows[to].fractional});
  }
}

void IrvPiles::settle(CandidateIndex winner, Amount threshold, bool threshold_is_fractional,
                      std::vector<Action>& actions) {
  const Amount kept = kept_[at(winner)];
  total_[at(winner)] = kept;
  total_fractional_[at(winner)] = has_ballots_[at(winner)] != 0;
  if (kept <= threshold) return;
  actions.push_back(ResidueAction{winner, kept - threshold});
  residue_ += kept - threshold;
  total_[at(winner)] = threshold;
  total_fractional_[at(winner)] = threshold_is_fractional;
}

}  // namespace tos::voting
