#include "economy/reports/statement.h"

#include <fmt/format.h>

namespace tos::economy {
namespace {

constexpr std::size_t most_named = 2;

// The accounts on the other side of a movement, where it has few.
std::string counterparties(const CurrencyBook& book, const BookEntry& entry, const BookLeg& own) {
  std::vector<std::string> names;
  for (const BookLeg& leg : book.legs_of(entry)) {
    if ((leg.amount < 0) != (own.amount < 0)) names.push_back(party_name(book.accounts[leg.account].name));
  }
  if (names.size() > most_named) return fmt::format("{} accounts", names.size());
  if (names.size() == most_named) return fmt::format("{} and {}", names[0], names[1]);
  return names.empty() ? "" : names.front();
}

}  // namespace

Statement statement_of(const CurrencyBook& book, std::size_t account, const Period& period) {
  Statement statement{.account = book.accounts[account], .period = period};
  for (const BookEntry& entry : book.entries) {
    if (entry.date >= period.to) break;
    for (const BookLeg& leg : book.legs_of(entry)) {
      if (leg.account != account) continue;
      statement.closing += leg.amount;
      if (entry.date < period.from) {
        statement.opening += leg.amount;
        continue;
      }
      (leg.amount < 0 ? statement.out : statement.in) += leg.amount < 0 ? -leg.amount : leg.amount;
      statement.lines.push_back({.entry = entry.number,
                                 .date = entry.date,
                                 .cause = entry.cause,
                                 .what = what_of(entry) + (entry.period.empty() ? "" : " " + entry.period),
                                 .memo = entry.memo,
                                 .with = counterparties(book, entry, leg),
                                 .amount = leg.amount,
                                 .balance = statement.closing});
    }
  }
  const AccountName& name = statement.account.name;
  statement.reconciliation = reconcile(book, name.text(), statement.opening + statement.in - statement.out, period.to,
                                       [&](const BookAccount& one) { return one.name == name; });
  return statement;
}

}  // namespace tos::economy
