#include <fmt/format.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <limits>
#include <span>

#include "voting/methods/budget_votes.h"
#include "voting/methods/counters.h"
#include "voting/methods/fixed.h"

// Method of Equal Shares: D. Peters, G. Pierczyński, P. Skowron, "Proportional Participatory Budgeting with Additive
// Utilities", 2021. Every voter has an equal share of the budget. A project is bought when its supporters can pay for
// it, each the same or all that they have left; next comes the project that gives its supporters the most for their
// money: with cost utility, the one with the greatest cost ÷ (what the supporter who pays most pays).
namespace tos::voting {
namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

// Shares are fractions whose denominators grow with every purchase. Each number is therefore kept as an integer
// approximation with a bound on its error; where the bound cannot tell two numbers apart, the exact fractions decide.
struct Approximate {
  std::int64_t value = 0;  // in units of 2^-shift of the smallest unit of money
  std::int64_t error = 0;  // the exact number differs by at most so much
};

struct Share {  // of one voter: numerator ÷ denominator in the smallest unit
  std::int64_t numerator;
  std::int64_t denominator;
};

// What a project would cost those who pay in full: price = (cost − paid by those who have less) ÷ payers.
struct Offer {
  CandidateIndex project = -1;
  std::int64_t cost = 0;
  std::int64_t payers = 0;  // who pay the full price
  Int128 rest = 0;          // (cost − paid) in units of 2^-shift
  Int128 error = 0;         // of rest
  // Who gives their last money, though they have some: those who surely have less than `poor_below`; where exact
  // fractions had to tell, the groups.
  std::int64_t poor_below = std::numeric_limits<std::int64_t>::min();
  std::optional<std::vector<std::uint32_t>> exhausted = std::nullopt;
};

struct Purchase {
  Offer offer;
  std::optional<cpp_rational> price = std::nullopt;  // once somebody needed it exactly
};

// A group of identical ballots that approves a project.
struct Payer {
  std::uint32_t group;
  std::uint32_t voters;
};

// One run with a fixed share.
class SharesRun {
 public:
  SharesRun(const std::vector<std::int64_t>& costs, const ProjectSupport& support,
            const std::vector<std::vector<Payer>>& payers, const EqualSharesRules& rules, Ties& ties, Share share)
      : costs_(costs), support_(support), payers_(payers), rules_(rules), ties_(ties), share_(share) {
    const Int128 money = Int128{share.numerator} / share.denominator * support.ballots + support.ballots + 1;
    std::int64_t largest = 1;
    for (const std::int64_t cost : costs) largest = std::max(largest, cost);
    Int128 most = std::max<Int128>(money, largest);
    for (shift_ = 61; shift_ > 0 && (most >> (61 - shift_)) > 0;) --shift_;
    const Int128 exact = Int128{share.numerator} << shift_;
    const Approximate start{static_cast<std::int64_t>(exact / share.denominator),
                            exact % share.denominator == 0 ? 0 : 1};
    money_.assign(support.groups, start);
  }

  bool run() {
    collect_projects();
    while (true) {
      std::optional<Offer> best = find_best();
      if (tied_) return false;
      if (!best) return true;
      buy(std::move(*best));
    }
  }

  const std::vector<Purchase>& purchases() const { return purchases_; }
  const std::vector<TieAction>& tie_actions() const { return tie_actions_; }
  std::string price_text(std::size_t purchase) { return price(purchase).str(); }

 private:
  static constexpr std::int64_t largest_error = 1 << 20;
  struct Remaining {
    CandidateIndex project;
    Offer last;  // the offer when it was looked at last; it can only have become worse
  };

  void collect_projects() {
    for (std::size_t p = 0; p < costs_.size(); ++p) {
      if (support_.voters[p] == 0 || costs_[p] == 0) continue;
      const auto project = static_cast<CandidateIndex>(p);
      const Int128 cost = Int128{costs_[p]} << shift_;
      remaining_.push_back({project, Offer{project, costs_[p], support_.voters[p], cost, 0}});
    }
  }

  // The best offer of all; equally good ones by more votes, then lower cost, then the tie-breaker.
  std::optional<Offer> find_best() {
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

  std::optional<Offer> choose(std::vector<Offer>& equal) {
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
  template <class Measure>
  static std::vector<CandidateIndex> keep_least(std::vector<CandidateIndex> list, Measure measure) {
    const std::int64_t least = measure(*std::ranges::min_element(list, {}, measure));
    std::erase_if(list, [&](CandidateIndex p) { return measure(p) != least; });
    return list;
  }

  // Whoever has less than the price gives all; that raises the price for the others, until it holds. Nothing if all
  // have less: the supporters cannot pay for it together. Voters only get poorer and prices only rise, so the search
  // starts from the price of the last offer, of which it takes what is sure.
  std::optional<Offer> offer_of(const Offer& last) {
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

  // The offer once everybody who has less than its price has given all. Sums stay below 2^61: all the money there is.
  // `exactly`: also those whom only exact fractions can tell from the others; the offer then knows who is exhausted.
  Offer after_poorer(std::size_t p, const Offer& offer, bool exactly) {
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
  Offer after_exactly_poorer(std::size_t p, const Offer& offer) {
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
  // Of an offer that was made for what voters have now.
  std::vector<std::uint32_t> exhausted_by(const Offer& offer) const {
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

  // money < rest ÷ payers
  bool has_less(std::uint32_t group, const Offer& offer) {
    const Approximate money = money_[group];
    const Int128 gap = offer.rest - Int128{money.value} * offer.payers;
    const Int128 error = offer.error + Int128{money.error} * offer.payers;
    if (gap > error) return true;
    if (gap < -error || error == 0) return false;
    return exact_money(group) < exact_price(offer);
  }
  bool has_money(std::uint32_t group) const { return money_[group].value != 0 || money_[group].error != 0; }

  // The numbers to compare are cost × payers ÷ rest (cost utility) or payers ÷ rest: > 0 if a is better.
  int compare(const Offer& a, const Offer& b) {
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
  bool approximately_better(const Offer& a, const Offer& b) const { return weight(a) * b.rest > weight(b) * a.rest; }
  bool clearly_worse(const Offer& a, const Offer& b) const {
    return weight(a) * b.rest + weight(a) * b.error + weight(b) * a.error < weight(b) * a.rest;
  }
  Int128 weight(const Offer& offer) const { return Int128{utility(offer)} * offer.payers; }
  std::int64_t utility(const Offer& offer) const {
    return rules_.utility == EqualSharesRules::Utility::cost ? offer.cost : 1;
  }

  void buy(Offer offer) {
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
  // Errors add up over purchases; before they can blur everything, the exact amount is taken anew.
  void refresh(std::uint32_t group) {
    const cpp_rational exact = exact_money(group) * cpp_rational(cpp_int(1) << shift_);
    const cpp_int units = numerator(exact) / denominator(exact);
    money_[group] = {static_cast<std::int64_t>(units), 1};
  }

  // A group that has money has paid the full price of every purchase it supports.
  cpp_rational exact_money(std::uint32_t group) {
    if (!has_money(group)) return 0;
    return money_before(group, purchases_.size());
  }
  cpp_rational money_before(std::uint32_t group, std::size_t purchase) {
    cpp_rational money(cpp_int(share_.numerator), cpp_int(share_.denominator));
    for (std::size_t k = 0; k < purchase; ++k)
      if (supports(group, purchases_[k].offer.project)) money -= price(k);
    return money;
  }
  const Payer* payer_of(std::uint32_t group, CandidateIndex project) const {
    const std::vector<Payer>& payers = payers_[static_cast<std::size_t>(project)];  // in the order of groups
    const auto place = std::ranges::lower_bound(payers, group, {}, &Payer::group);
    return place != payers.end() && place->group == group ? &*place : nullptr;
  }
  bool supports(std::uint32_t group, CandidateIndex project) const { return payer_of(group, project) != nullptr; }
  cpp_rational exact_price(const Offer& offer) { return price_before(offer, exhausted_by(offer), purchases_.size()); }
  cpp_rational price_before(const Offer& offer, std::span<const std::uint32_t> exhausted, std::size_t purchase) {
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
  const cpp_rational& price(std::size_t k) {
    Purchase& purchase = purchases_[k];
    if (!purchase.price) purchase.price = price_before(purchase.offer, *purchase.offer.exhausted, k);
    return *purchase.price;
  }

  const std::vector<std::int64_t>& costs_;
  const ProjectSupport& support_;
  const std::vector<std::vector<Payer>>& payers_;
  const EqualSharesRules& rules_;
  Ties& ties_;
  Share share_;
  int shift_ = 0;
  std::vector<Approximate> money_;  // of one voter of a group
  std::vector<Remaining> remaining_;
  std::vector<Purchase> purchases_;
  std::vector<TieAction> tie_actions_;
  bool tied_ = false;
};

class EqualSharesCount {
 public:
  EqualSharesCount(const Profile& profile, const ProjectSupport& support, const EqualSharesRules& rules, Ties& ties)
      : profile_(profile), budget_(*profile.budget), support_(support), rules_(rules), ties_(ties) {
    for (const auto& supporters : support.of) {
      payers_.emplace_back();
      for (const ProjectSupport::Supporter& s : supporters)
        payers_.back().push_back({s.group, static_cast<std::uint32_t>(s.voters)});
    }
  }

  Result<Outcome> run() {
    Outcome outcome;
    if (support_.ballots == 0 || budget_.limit == 0) {
      outcome.verdict = Verdict::rejected;
      return outcome;
    }
    Share share{budget_.limit, support_.ballots};
    std::optional<SharesRun> kept(std::in_place, budget_.costs, support_, payers_, rules_, ties_, share);
    if (!kept->run()) return left_tied(*kept);
    BudgetIncreaseStep increase{fmt::format("{}/{}", share.numerator, share.denominator), unit(), 0, false};
    if (rules_.completion == EqualSharesRules::Completion::add_one ||
        rules_.completion == EqualSharesRules::Completion::add_one_utilitarian) {
      std::int64_t raised = budget_.limit / support_.ballots / unit() * unit();
      while (!exhaustive(*kept)) {
        if (++increase.steps > max_steps / work())
          return refuse(TAL_013, "equal shares would try more than {} raised budgets", max_steps / work())
              .hint("count with completion none or utilitarian");
        raised += unit();
        SharesRun next(budget_.costs, support_, payers_, rules_, ties_, {raised, 1});
        if (!next.run()) return left_tied(next);
        if (cost_of(next) > budget_.limit) {
          increase.overspent = true;
          --increase.steps;
          break;
        }
        increase.share = fmt::format("{}", raised);
        kept.emplace(std::move(next));
      }
      outcome.trace.steps.push_back(increase);
    }
    write_down(*kept, outcome);
    if (rules_.completion == EqualSharesRules::Completion::utilitarian ||
        rules_.completion == EqualSharesRules::Completion::add_one_utilitarian)
      fill_up(outcome);
    return outcome;
  }

 private:
  static constexpr std::int64_t max_steps = 40'000'000'000;  // marks looked at, in all runs together

  std::int64_t unit() const { return static_cast<std::int64_t>(pow10(budget_.decimals)); }
  std::int64_t work() const {
    std::int64_t marks = 1;
    for (const auto& supporters : support_.of) marks += static_cast<std::int64_t>(supporters.size());
    return marks;
  }
  static Int128 cost_of(const SharesRun& run) {
    Int128 cost = 0;
    for (const Purchase& purchase : run.purchases()) cost += purchase.offer.cost;
    return cost;
  }
  // Whether nothing that is not bought fits into what is left.
  bool exhaustive(const SharesRun& run) const {
    std::vector<std::uint8_t> bought(budget_.costs.size());
    for (const Purchase& purchase : run.purchases()) bought[static_cast<std::size_t>(purchase.offer.project)] = 1;
    const Int128 left = budget_.limit - cost_of(run);
    for (std::size_t p = 0; p < budget_.costs.size(); ++p)
      if (bought[p] == 0 && support_.voters[p] > 0 && budget_.costs[p] > 0 && budget_.costs[p] <= left) return false;
    return true;
  }
  Result<Outcome> left_tied(const SharesRun& run) const {
    Outcome outcome;
    outcome.verdict = Verdict::tied;
    outcome.tied = run.tie_actions().back().tied;
    for (const TieAction& tie : run.tie_actions()) outcome.trace.steps.push_back(tie);
    return outcome;
  }
  void write_down(SharesRun& run, Outcome& outcome) const {
    for (const TieAction& tie : run.tie_actions()) outcome.trace.steps.push_back(tie);
    for (std::size_t k = 0; k < run.purchases().size(); ++k) {
      const Offer& offer = run.purchases()[k].offer;
      outcome.selected.push_back({offer.project, offer.cost});
      outcome.spent += offer.cost;
      outcome.trace.steps.push_back(PurchaseStep{offer.project, offer.cost,
                                                 support_.voters[static_cast<std::size_t>(offer.project)], true,
                                                 budget_.limit - outcome.spent, run.price_text(k)});
    }
  }
  void fill_up(Outcome& outcome) const {
    std::vector<CandidateIndex> rest = standing_candidates(profile_);
    std::erase_if(rest, [&](CandidateIndex c) {
      return support_.voters[static_cast<std::size_t>(c)] == 0 ||
             std::ranges::find(outcome.selected, c, &SelectedProject::project) != outcome.selected.end();
    });
    buy_in_order(profile_, by_points(profile_, rest, support_, ties_, outcome), support_, GreedyBudgetRules{}, outcome);
  }

  const Profile& profile_;
  const Budget& budget_;
  const ProjectSupport& support_;
  std::vector<std::vector<Payer>> payers_;
  const EqualSharesRules& rules_;
  Ties& ties_;
};

}  // namespace

Result<Outcome> count_equal_shares(const Profile& profile, const EqualSharesRules& rules, Ties& ties) {
  TOS_TRY(const ProjectSupport support, project_support(profile, "equal-shares"));
  const Budget& budget = *profile.budget;
  // Comparisons multiply a cost, a number of voters and an amount of money with 61 bits.
  constexpr std::int64_t largest = std::int64_t{1} << 40;
  if (budget.decimals < 0 || budget.decimals > 6) return refuse(TAL_007, "money with {} decimals", budget.decimals);
  if (std::ranges::any_of(budget.costs, [&](std::int64_t cost) { return cost > largest; }) || budget.limit > largest ||
      support.ballots > (std::int64_t{1} << 24))
    return refuse(TAL_009, "equal shares counts costs up to 2^40 and up to 2^24 voters");
  return EqualSharesCount(profile, support, rules, ties).run();
}

}  // namespace tos::voting
