#include "economy/reports/fund_statement.h"

#include <algorithm>
#include <map>

#include "economy/amount.h"

namespace tos::economy {
namespace {

class PartyTotals {
 public:
  // The accounts on the other side of the fund's leg, each with its share of the leg's amount.
  void add(const CurrencyBook& book, const BookEntry& entry, const BookLeg& own) {
    std::vector<std::size_t> accounts;
    std::vector<std::int64_t> weights;
    for (const BookLeg& leg : book.legs_of(entry)) {
      if ((leg.amount < 0) == (own.amount < 0)) continue;
      accounts.push_back(leg.account);
      weights.push_back(leg.amount < 0 ? -leg.amount : leg.amount);
    }
    const auto shares = split_amount(own.amount < 0 ? -own.amount : own.amount, weights);
    for (std::size_t i = 0; shares && i < accounts.size(); ++i) {
      PartyTotal& total = totals_[book.accounts[accounts[i]].name];
      total.amount += (*shares)[i];
      ++total.times;
    }
  }
  std::vector<PartyTotal> take() {
    std::vector<PartyTotal> list;
    for (auto& [name, total] : totals_) {
      total.party = name;
      list.push_back(std::move(total));
    }
    std::ranges::stable_sort(list, std::ranges::greater(), &PartyTotal::amount);
    return list;
  }

 private:
  std::map<AccountName, PartyTotal> totals_;
};

}  // namespace

FundStatement fund_statement_of(const CurrencyBook& book, std::size_t account, const Period& period) {
  FundStatement statement{.account = book.accounts[account], .period = period};
  PartyTotals givers;
  PartyTotals takers;
  for (const BookEntry& entry : book.entries) {
    if (entry.date >= period.to) break;
    for (const BookLeg& leg : book.legs_of(entry)) {
      if (leg.account != account) continue;
      if (entry.date < period.from) {
        statement.opening += leg.amount;
      } else {
        (leg.amount < 0 ? takers : givers).add(book, entry, leg);
      }
    }
  }
  statement.contributors = givers.take();
  statement.beneficiaries = takers.take();
  for (const PartyTotal& one : statement.contributors) statement.in += one.amount;
  for (const PartyTotal& one : statement.beneficiaries) statement.out += one.amount;
  statement.closing = statement.opening + statement.in - statement.out;
  const AccountName& name = statement.account.name;
  statement.reconciliation = reconcile(book, name.text(), statement.closing, period.to,
                                       [&](const BookAccount& one) { return one.name == name; });
  return statement;
}

}  // namespace tos::economy
