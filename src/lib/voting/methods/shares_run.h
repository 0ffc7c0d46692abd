#pragma once
#include <boost/multiprecision/cpp_int.hpp>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "voting/methods/budget_votes.h"

namespace tos::voting {

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
  std::optional<boost::multiprecision::cpp_rational> price = std::nullopt;  // once somebody needed it exactly
};

// A group of identical ballots that approves a project.
struct Payer {
  std::uint32_t group;
  std::uint32_t voters;
};

// One run of the Method of Equal Shares with a fixed share.
class SharesRun {
 public:
  SharesRun(const std::vector<std::int64_t>& costs, const ProjectSupport& support,
            const std::vector<std::vector<Payer>>& payers, const EqualSharesRules& rules, Ties& ties, Share share);

  // Buys until nothing more can be paid for. False: stopped at a tie that nothing decides, the last of tie_actions().
  bool run();

  const std::vector<Purchase>& purchases() const { return purchases_; }
  const std::vector<TieAction>& tie_actions() const { return tie_actions_; }
  std::string price_text(std::size_t purchase) { return price(purchase).str(); }

 private:
  using BigRational = boost::multiprecision::cpp_rational;
  static constexpr std::int64_t largest_error = 1 << 20;
  struct Remaining {
    CandidateIndex project;
    Offer last;  // the offer when it was looked at last; it can only have become worse
  };

  void collect_projects();

  // The best offer of all; equally good ones by more votes, then lower cost, then the tie-breaker.
  std::optional<Offer> find_best();

  // One of several equally good offers; nothing if they are left tied.
  std::optional<Offer> choose(std::vector<Offer>& equal);
  template <class Measure>
  static std::vector<CandidateIndex> keep_least(std::vector<CandidateIndex> list, Measure measure) {
    const std::int64_t least = measure(*std::ranges::min_element(list, {}, measure));
    std::erase_if(list, [&](CandidateIndex p) { return measure(p) != least; });
    return list;
  }

  // Whoever has less than the price gives all; that raises the price for the others, until it holds. Nothing if all
  // have less: the supporters cannot pay for it together. Voters only get poorer and prices only rise, so the search
  // starts from the price of the last offer, of which it takes what is sure.
  std::optional<Offer> offer_of(const Offer& last);

  // The offer once everybody who has less than its price has given all. Sums stay below 2^61: all the money there is.
  // `exactly`: also those whom only exact fractions can tell from the others; the offer then knows who is exhausted.
  Offer after_poorer(std::size_t p, const Offer& offer, bool exactly);
  Offer after_exactly_poorer(std::size_t p, const Offer& offer);
  // Of an offer that was made for what voters have now.
  std::vector<std::uint32_t> exhausted_by(const Offer& offer) const;

  // money < rest ÷ payers
  bool has_less(std::uint32_t group, const Offer& offer);
  bool has_money(std::uint32_t group) const { return money_[group].value != 0 || money_[group].error != 0; }

  // The numbers to compare are cost × payers ÷ rest (cost utility) or payers ÷ rest: > 0 if a is better.
  int compare(const Offer& a, const Offer& b);
  bool approximately_better(const Offer& a, const Offer& b) const { return weight(a) * b.rest > weight(b) * a.rest; }
  bool clearly_worse(const Offer& a, const Offer& b) const;
  Int128 weight(const Offer& offer) const { return Int128{utility(offer)} * offer.payers; }
  std::int64_t utility(const Offer& offer) const;

  void buy(Offer offer);
  // Errors add up over purchases; before they can blur everything, the exact amount is taken anew.
  void refresh(std::uint32_t group);

  // A group that has money has paid the full price of every purchase it supports.
  BigRational exact_money(std::uint32_t group);
  BigRational money_before(std::uint32_t group, std::size_t purchase);
  const Payer* payer_of(std::uint32_t group, CandidateIndex project) const;
  bool supports(std::uint32_t group, CandidateIndex project) const { return payer_of(group, project) != nullptr; }
  BigRational exact_price(const Offer& offer) { return price_before(offer, exhausted_by(offer), purchases_.size()); }
  BigRational price_before(const Offer& offer, std::span<const std::uint32_t> exhausted, std::size_t purchase);
  const BigRational& price(std::size_t k);

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

}  // namespace tos::voting
