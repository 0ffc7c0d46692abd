#pragma once
#include <array>

#include "economy/reports/currency_book.h"

namespace tos::economy {

// How one currency goes around. Inside are members' and funds' accounts, outside are external ones; issuance, escrow
// and conversion accounts are neither. Movements between funds alone are no spending and no turnover: the group moves
// its own from one pocket to another.
struct Circulation {
  Period period = {};

  // What a movement takes from inside accounts is spent outside as far as outside accounts got something in it, then
  // inside as far as inside accounts did.
  Sum spent_inside = 0;
  Sum spent_outside = 0;
  std::optional<Fraction> local_share = {};  // inside ÷ both; nothing: nothing was spent

  Sum turnover = 0;                       // all that came into inside accounts
  std::vector<Sum> circulating = {};      // what inside accounts have above zero: at the beginning, after each month
  std::optional<Fraction> velocity = {};  // turnover ÷ mean of these from the first that is not 0 on

  // LM3, the local multiplier of the New Economics Foundation (Sacks, "The Money Trail", 2002): income from outside,
  // what of it was spent inside, what of that was spent inside again. Here each amount is followed through the books:
  // an account spends what it got of an earlier round first, and what goes outside is of the earliest round first.
  std::array<Sum, 3> rounds = {};
  std::optional<Fraction> lm3 = {};  // (1st + 2nd + 3rd) ÷ 1st, from 1 to 3; nothing: nothing came from outside

  Sum opening = 0;  // of all inside accounts
  Sum closing = 0;
  Reconciliation reconciliation = {};
};
Circulation circulation_of(const CurrencyBook& book, const Period& period);

}  // namespace tos::economy
