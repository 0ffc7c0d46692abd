#pragma once
#include "economy/reports/currency_book.h"

namespace tos::economy {

// How unequally a currency lies with members. Funds and the group's own accounts are left out: what everybody owns
// together is nobody's wealth. A balance below zero counts as zero.
struct TopShare {
  std::int64_t members = 0;            // ⌈share of all⌉, at least one where there is any
  std::optional<Fraction> share = {};  // of all that members have
};
struct Concentration {
  std::vector<Sum> sorted = {};  // balances, the smallest first, none below zero
  std::int64_t below_zero = 0;   // how many members
  std::int64_t at_zero = 0;
  Sum owed = 0;   // what those below zero lack together
  Sum total = 0;  // what the others have together
  // Nothing where nobody has anything. Gini: Σ (2i − n − 1) xᵢ ÷ (n Σ xᵢ) over ascending x₁ … xₙ; 0 is the same for
  // all, (n − 1) ÷ n all with one. Effective holders: (Σ x)² ÷ Σ x², the inverse of the Herfindahl–Hirschman index.
  std::optional<Fraction> gini = {};
  TopShare top_hundredth = {};
  TopShare top_tenth = {};
  std::optional<Fraction> effective_holders = {};
};
Concentration concentration_of(std::vector<Sum> balances);

struct MemberConcentration {
  Concentration figures = {};
  Reconciliation reconciliation = {};
};
// Of everyone who is a member now, with or without an account, and of whoever else still has or owes something; with
// the balances that they had at `to`.
MemberConcentration concentration_among_members(const CurrencyBook& book, Timestamp to);

}  // namespace tos::economy
