#include "voting/methods/shares_run.h"

#include <algorithm>

#include "voting/methods/fixed.h"

namespace tos::voting {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

SharesRun::SharesRun(const std::vector<std::int64_t>& costs, const ProjectSupport& support,
                     const std::vector<std::vector<Payer>>& payers, const EqualSharesRules& rules, Ties& ties,
                     Share share)
    : costs_(costs), support_(support), payers_(payers), rules_(rules), ties_(ties), share_(share) {
  const Int128 money = Int128{share.numerator} / share.denominator * support.ballots + support.ballots + 1;
  std::int64_t largest = 1;
  for (const std::int64_t cost : costs) largest = std::max(largest, cost);
  Int128 most = std::max<Int128>(money, largest);
  for (shift_ = 61; shift_ > 0 && (most >> (61 - shift_)) > 0;) --shift_;
  const Int128 exact = Int128{share.numerator} << shift_;
  const Approximate start{static_cast<std::int64_t>(exact / share.denominator), exact % share.denominator == 0 ? 0 : 1};
  money_.assign(support.groups, start);
}

bool SharesRun::run() {
  collect_projects();
  while (true) {
    std::optional<Offer> best = find_best();
    if (tied_) return false;
    if (!best) return true;
    buy(std::move(*best));
  }
}

void SharesRun::collect_projects() {
  for (std::size_t p = 0; p < costs_.size(); ++p) {
    if (support_.voters[p] == 0 || costs_[p] == 0) continue;
    const auto project = static_cast<CandidateIndex>(p);
    const Int128 cost = Int128{costs_[p]} << shift_;
    remaining_.push_back({project, Offer{project, costs_[p], support_.voters[p], cost, 0}});
  }
}

std::optional<Offer> SharesRun::find_best() {
  std::ranges::stable_sort(
      remaining_, [&](const Remaining& a, const Remaining& b) { return approximately_better(a.last, b.last); });
  std::vector<Offer> best;
  std::vector<CandidateIndex> unaffordable;
  for (Remaining& candidate : remaining_) {
    if (!best.empty() && clearly_worse(candidate.last, best.front())) break;
    std::optional<Offer> offer = offer_of(candidate.last);
    if (!offer) {
      unaffordable.push_back(candidate.project);
      continue;
    }
    candidate.last = {offer->project, offer->cost, offer->payers, offer->rest, offer->error};
    const int order = best.empty() ? 1 : compare(*offer, best.front());
    if (order > 0) best.clear();
    if (order >= 0) best.push_back(std::move(*offer));
  }
  std::erase_if(remaining_,
                [&](const Remaining& r) { return std::ranges::find(unaffordable, r.project) != unaffordable.end(); });
  if (best.empty()) return std::nullopt;
  return choose(best);
}

std::optional<Offer> SharesRun::choose(std::vector<Offer>& equal) {
  if (equal.size() == 1) return std::move(equal.front());
  TieAction tie{.need = TieAction::Need::fund, .tied = {}, .chosen = {}, .by = TieAction::By::votes};
  for (const Offer& offer : equal) tie.tied.push_back(offer.project);
  const auto votes = [&](CandidateIndex p) { return -support_.voters[static_cast<std::size_t>(p)]; };
  const auto cost = [&](CandidateIndex p) { return costs_[static_cast<std::size_t>(p)]; };
  std::vector<CandidateIndex> left = keep_least(tie.tied, votes);
  if (left.size() > 1) {
    left = keep_least(left, cost);
    tie.by = TieAction::By::cost;
  }
  if (left.size() > 1) {
    TieAction rest = tie;
    rest.tied = left;
    const auto chosen = ties_.pick(rest);
    tie.by = rest.by;
    if (!chosen) {
      tied_ = true;
      tie.tied = left;
      tie_actions_.push_back(tie);
      return std::nullopt;
    }
    left = {*chosen};
  }
  tie.chosen = left;
  tie_actions_.push_back(tie);
  return *std::ranges::find(equal, left.front(), &Offer::project);
}

std::optional<Offer> SharesRun::offer_of(const Offer& last) {
  const auto p = static_cast<std::size_t>(last.project);
  const bool nobody_was_poor = last.payers == support_.voters[p];
  Offer offer = after_poorer(p, last, nobody_was_poor);
  if (nobody_was_poor && offer.payers == last.payers) return offer;
  while (offer.payers > 0) {
    Offer next = after_poorer(p, offer, true);
    if (next.payers == offer.payers) return next;
    offer = std::move(next);
  }
  return std::nullopt;
}

Offer SharesRun::after_poorer(std::size_t p, const Offer& offer, bool exactly) {
  const auto low = static_cast<std::int64_t>((offer.rest - offer.error) / offer.payers);
  const auto high = static_cast<std::int64_t>((offer.rest + offer.error) / offer.payers + 1);
  std::int64_t paid = 0, error = 0, voters = 0;
  bool unsure = false;
  for (const Payer payer : payers_[p]) {  // without branches: who is poor cannot be foreseen
    const Approximate money = money_[payer.group];
    const bool less = money.value + money.error < low;
    const std::int64_t poor_voters = -static_cast<std::int64_t>(less) & payer.voters;
    paid += money.value * poor_voters;
    error += money.error * poor_voters;
    voters += poor_voters;
    unsure |= static_cast<bool>(static_cast<int>(!less) & static_cast<int>(money.value - money.error < high));
  }
  if (exactly && unsure) return after_exactly_poorer(p, offer);
  const Int128 rest = (Int128{offer.cost} << shift_) - paid;
  return {offer.project, offer.cost, support_.voters[p] - voters, rest, error, low};
}

Offer SharesRun::after_exactly_poorer(std::size_t p, const Offer& offer) {
  Offer next{offer.project, offer.cost, support_.voters[p], Int128{offer.cost} << shift_, 0};
  std::vector<std::uint32_t> exhausted;
  for (const Payer payer : payers_[p]) {
    if (!has_less(payer.group, offer)) continue;
    next.rest -= money_[payer.group].value * payer.voters;
    next.error += money_[payer.group].error * payer.voters;
    next.payers -= payer.voters;
    if (has_money(payer.group)) exhausted.push_back(payer.group);
  }
  next.exhausted = std::move(exhausted);
  return next;
}

std::vector<std::uint32_t> SharesRun::exhausted_by(const Offer& offer) const {
  if (offer.exhausted) return *offer.exhausted;
  const std::vector<Payer>& payers = payers_[static_cast<std::size_t>(offer.project)];
  std::vector<std::uint32_t> groups(payers.size());
  std::size_t count = 0;
  for (const Payer payer : payers) {
    const Approximate money = money_[payer.group];
    groups[count] = payer.group;
    count += static_cast<std::size_t>(money.value + money.error < offer.poor_below) &
             static_cast<std::size_t>((money.value | money.error) != 0);
  }
  groups.resize(count);
  return groups;
}

bool SharesRun::has_less(std::uint32_t group, const Offer& offer) {
  const Approximate money = money_[group];
  const Int128 gap = offer.rest - Int128{money.value} * offer.payers;
  const Int128 error = offer.error + Int128{money.error} * offer.payers;
  if (gap > error) return true;
  if (gap < -error || error == 0) return false;
  return exact_money(group) < exact_price(offer);
}

int SharesRun::compare(const Offer& a, const Offer& b) {
  const Int128 left = weight(a) * b.rest;
  const Int128 right = weight(b) * a.rest;
  const Int128 error = weight(a) * b.error + weight(b) * a.error;
  if (left > right + error) return 1;
  if (left < right - error) return -1;
  if (error == 0) return 0;
  const cpp_rational mine = utility(a) / exact_price(a);
  const cpp_rational other = utility(b) / exact_price(b);
  return mine > other ? 1 : mine < other ? -1 : 0;
}

bool SharesRun::clearly_worse(const Offer& a, const Offer& b) const {
  return weight(a) * b.rest + weight(a) * b.error + weight(b) * a.error < weight(b) * a.rest;
}

std::int64_t SharesRun::utility(const Offer& offer) const {
  return rules_.utility == EqualSharesRules::Utility::cost ? offer.cost : 1;
}

void SharesRun::buy(Offer offer) {
  const auto p = static_cast<std::size_t>(offer.project);
  const auto price = static_cast<std::int64_t>(offer.rest / offer.payers);
  const bool exact = offer.error == 0 && offer.rest % offer.payers == 0;
  const auto error = exact ? 0 : static_cast<std::int64_t>(offer.error / offer.payers + 1);
  std::vector<std::uint32_t> exhausted = exhausted_by(offer);
  for (const std::uint32_t group : exhausted) money_[group] = {0, 0};
  std::int64_t most_error = 0;
  for (const Payer payer : payers_[p]) {
    Approximate& money = money_[payer.group];
    const std::int64_t pays = -static_cast<std::int64_t>((money.value | money.error) != 0);  // all ones, or none
    money.value -= price & pays;
    money.error += error & pays;
    most_error = std::max(most_error, money.error);
  }
  std::erase_if(remaining_, [&](const Remaining& r) { return r.project == offer.project; });
  offer.exhausted = std::move(exhausted);
  purchases_.push_back({std::move(offer)});
  if (most_error <= largest_error) return;
  for (const Payer payer : payers_[p])
    if (money_[payer.group].error > largest_error) refresh(payer.group);
}

void SharesRun::refresh(std::uint32_t group) {
  const cpp_rational exact = exact_money(group) * cpp_rational(cpp_int(1) << shift_);
  const cpp_int units = numerator(exact) / denominator(exact);
  money_[group] = {static_cast<std::int64_t>(units), 1};
}

cpp_rational SharesRun::exact_money(std::uint32_t group) {
  if (!has_money(group)) return 0;
  return money_before(group, purchases_.size());
}

cpp_rational SharesRun::money_before(std::uint32_t group, std::size_t purchase) {
  cpp_rational money(cpp_int(share_.numerator), cpp_int(share_.denominator));
  for (std::size_t k = 0; k < purchase; ++k)
    if (supports(group, purchases_[k].offer.project)) money -= price(k);
  return money;
}

const Payer* SharesRun::payer_of(std::uint32_t group, CandidateIndex project) const {
  const std::vector<Payer>& payers = payers_[static_cast<std::size_t>(project)];  // in the order of groups
  const auto place = std::ranges::lower_bound(payers, group, {}, &Payer::group);
  return place != payers.end() && place->group == group ? &*place : nullptr;
}

cpp_rational SharesRun::price_before(const Offer& offer, std::span<const std::uint32_t> exhausted,
                                     std::size_t purchase) {
  // Exhausted groups' money is share − Σ prices paid, so only how often each price was paid is added up.
  std::int64_t voters = 0;
  std::vector<std::int64_t> paid(purchase);
  for (const std::uint32_t group : exhausted) {
    const std::int64_t count = payer_of(group, offer.project)->voters;
    voters += count;
    for (std::size_t k = 0; k < purchase; ++k)
      if (supports(group, purchases_[k].offer.project)) paid[k] += count;
  }
  cpp_rational rest = offer.cost;
  rest -= cpp_rational(cpp_int(share_.numerator), cpp_int(share_.denominator)) * voters;
  for (std::size_t k = 0; k < purchase; ++k)
    if (paid[k] != 0) rest += price(k) * paid[k];
  return rest / offer.payers;
}

const cpp_rational& SharesRun::price(std::size_t k) {
  Purchase& purchase = purchases_[k];
  if (!purchase.price) purchase.price = price_before(purchase.offer, *purchase.offer.exhausted, k);
  return *purchase.price;
}

}  // namespace tos::voting
