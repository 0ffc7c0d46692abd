#pragma once
#include <algorithm>

#include "economy/reports/currency_book.h"

// Books for the tests of reports, as a ledger would keep them: days count from 1 November 2026.
namespace tos::test {

inline Timestamp day(std::int64_t number) { return *Timestamp::parse("2026-11-01T00:00:00.000Z") + days(number - 1); }

class BookMaker {
 public:
  explicit BookMaker(std::vector<std::string> members = {}) {
    book.code = *economy::CurrencyCode::parse("EUR");
    book.name = "Euro";
    book.scale = 2;
    std::ranges::sort(members);
    book.members = std::move(members);
  }

  economy::CurrencyBook book;

  std::size_t account(const std::string& name) {
    const economy::AccountName parsed = *economy::AccountName::parse(name);
    if (const auto known = book.find(parsed)) return *known;
    book.accounts.push_back({.name = parsed});
    return book.accounts.size() - 1;
  }
  // Names are "ana/member": the currency is left out. Entries are kept by date, as in every book.
  void move(Timestamp at, const std::vector<std::pair<std::string, std::int64_t>>& legs,
            economy::Cause cause = economy::Cause::transfer) {
    economy::BookEntry entry{.number = static_cast<std::int64_t>(book.entries.size()) + 1,
                             .date = at,
                             .cause = cause,
                             .first_leg = book.legs.size(),
                             .leg_count = legs.size()};
    for (const auto& [name, amount] : legs) {
      const std::size_t slash = name.find('/');
      const std::size_t place = account(name.substr(0, slash) + "/EUR" + name.substr(slash));
      book.accounts[place].posted += amount;
      book.accounts[place].registered += amount;
      book.legs.push_back({.account = place, .amount = amount});
    }
    const auto after = std::ranges::upper_bound(book.entries, at, {}, &economy::BookEntry::date);
    book.entries.insert(after, entry);
  }
  void pay(Timestamp at, const std::string& from, const std::string& to, std::int64_t amount,
           economy::Cause cause = economy::Cause::transfer) {
    move(at, {{from, -amount}, {to, amount}}, cause);
  }
  std::size_t find(const std::string& name) { return account(name); }
};

inline economy::Period november() { return {.from = day(1), .to = day(31)}; }

}  // namespace tos::test
