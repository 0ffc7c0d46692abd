#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "voting/methods/counters.h"
#include "voting/methods/fixed.h"
#include "voting/methods/shares_run.h"

// Method of Equal Shares: D. Peters, G. Pierczyński, P. Skowron, "Proportional Participatory Budgeting with Additive
// Utilities", 2021. Every voter has an equal share of the budget. A project is bought when its supporters can pay for
// it, each the same or all that they have left; next comes the project that gives its supporters the most for their
// money: with cost utility, the one with the greatest cost ÷ (what the supporter who pays most pays).
namespace tos::voting {
namespace {

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
    if (support_.ballots == 0) {
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
        if (++increase.steps > most_runs())
          return refuse(TAL_013, "equal shares would try more than {} raised budgets", most_runs())
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
    if (outcome.selected.empty() && outcome.verdict != Verdict::tied) outcome.verdict = Verdict::rejected;
    return outcome;
  }

 private:
  static constexpr std::int64_t max_steps = 40'000'000'000;  // marks looked at, in all runs together

  static constexpr std::int64_t max_runs = 100'000;

  std::int64_t most_runs() const { return std::min(max_runs, max_steps / work()); }
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
    for (std::size_t p = 0; p < budget_.costs.size(); ++p) {  // what costs nothing its supporters can always pay
      if (budget_.costs[p] > 0 || support_.voters[p] == 0) continue;
      const auto project = static_cast<CandidateIndex>(p);
      outcome.selected.push_back({project, 0});
      outcome.trace.steps.push_back(PurchaseStep{project, 0, support_.voters[p], true, budget_.limit, "0"});
    }
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
    buy_in_order(profile_, by_points(profile_, rest, support_), support_, GreedyBudgetRules{}, ties_, outcome);
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
