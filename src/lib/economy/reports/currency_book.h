#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "economy/account.h"
#include "economy/reports/numbers.h"
#include "economy/tables.h"

namespace tos::economy {

// What reports are made from: one currency's accounts and movements as plain structs. Reports are pure functions over
// it; only load_book.cpp reads the database.

struct BookAccount {
  AccountName name = {};
  std::int64_t posted = 0;  // as the ledger keeps it with the account
  std::int64_t held_out = 0;
  std::int64_t held_in = 0;
  std::int64_t registered = 0;  // the running balance after its last line in the register; 0 where it has none

  bool is_inside() const { return name.purpose() == Purpose::member || name.purpose() == Purpose::fund; }
};

struct BookLeg {
  std::size_t account = 0;  // index in CurrencyBook::accounts
  std::int64_t amount = 0;
};

struct BookEntry {
  std::int64_t number = 0;
  Timestamp date = {};
  Cause cause = Cause::transfer;
  std::string kind = {};    // of a contribution that is none in general: "dues", "donation"
  std::string period = {};  // of dues: "2026-11"
  std::string memo = {};
  std::size_t first_leg = 0;  // its legs in this currency only
  std::size_t leg_count = 0;
};

// "dues", "donation", or the cause's name.
std::string what_of(const BookEntry& entry);

struct CurrencyBook {
  CurrencyCode code = {};
  std::string name = {};
  CurrencyKind kind = CurrencyKind::time;
  int scale = 0;
  std::optional<std::int64_t> breaker_since = {};
  std::vector<BookAccount> accounts = {};  // by owner and purpose
  std::vector<BookEntry> entries = {};     // by date, then by number
  std::vector<BookLeg> legs = {};
  std::vector<std::string> members = {};  // handles of those who are members now, in order

  std::span<const BookLeg> legs_of(const BookEntry& entry) const {
    return std::span(legs).subspan(entry.first_leg, entry.leg_count);
  }
  std::optional<std::size_t> find(const AccountName& account) const;
};

// From `from` on, before `to`, by the date that the books give each movement.
struct Period {
  Timestamp from;
  Timestamp to;
  bool has(Timestamp date) const { return from <= date && date < to; }
};

// Left open: from the day on which what is reported on `begins` (nothing: the last day), and to just after `now`.
Period period_of(std::optional<Timestamp> from, std::optional<Timestamp> to, std::optional<Timestamp> begins,
                 Timestamp now);
// "2026-10-01 to 2026-12-31", both days whole; with hours where an end is no midnight (UTC).
std::string period_text(const Period& period);

Timestamp month_begin(Timestamp at);  // of its calendar month (UTC)
// `from`, and the beginning of each calendar month (UTC) within the period.
std::vector<Timestamp> months_of(const Period& period);

// For people: "ben", "the fund roof", "bank outside", "issuance".
std::string party_name(const AccountName& account);

// Every report says the register's total that it comes to, and whether it does.
struct Reconciliation {
  std::string what = {};  // "ana/HOURS/member", "all funds in EUR"
  Sum reported = 0;       // what the report's own figures add up to
  Sum registered = 0;     // the running balances of the register's last lines, less what is dated after the period
  Sum kept = 0;           // the balances that the ledger keeps with the accounts, less the same
  bool agrees() const { return reported == registered && reported == kept; }
};
// Of the accounts for which `belongs` is true; what is dated `to` or later is left out.
template <class Belongs>
Reconciliation reconcile(const CurrencyBook& book, std::string what, Sum reported, Timestamp to,
                         const Belongs& belongs) {
  Reconciliation result{.what = std::move(what), .reported = reported};
  for (const BookAccount& account : book.accounts) {
    if (!belongs(account)) continue;
    result.registered += account.registered;
    result.kept += account.posted;
  }
  Sum later = 0;
  for (auto entry = book.entries.rbegin(); entry != book.entries.rend() && entry->date >= to; ++entry) {
    for (const BookLeg& leg : book.legs_of(*entry)) {
      if (belongs(book.accounts[leg.account])) later += leg.amount;
    }
  }
  result.registered -= later;
  result.kept -= later;
  return result;
}

// ECO-072 for the first one that does not agree.
Result<void> require_agreement(std::span<const Reconciliation> reconciliations, int scale);

}  // namespace tos::economy
