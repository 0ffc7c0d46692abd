#pragma once
#include <functional>
#include <string>
#include <vector>

#include "economy/tables.h"

// What the books' reports and exports are made from. The only place of them that knows the read model's tables.
namespace tos::economy::books {

// One account's part of an entry.
struct BookPosting {
  std::size_t account = 0;   // its place in Chart::accounts
  std::int64_t amount = 0;   // positive: came in
  std::int64_t balance = 0;  // of the account, after it
};

struct BookEntry {
  std::int64_t number = 0;  // 1, 2, …: the order of the ledger
  RecordId record;          // that caused it, or set the timer that did
  Cause cause = Cause::transfer;
  Timestamp clock;  // when it was posted
  Timestamp date;   // when it happened by the books
  std::string memo;
  std::string contributed = {};  // of a contribution that is none in general: "dues 2026-11", "donation"
  std::vector<BookPosting> postings;
};

// An amount that is set aside and not yet paid.
struct BookHold {
  RecordId record;
  std::size_t from = 0;  // places in Chart::accounts
  std::size_t to = 0;
  std::int64_t amount = 0;
  Timestamp made_at;
  std::optional<Timestamp> expires_at;
  std::string memo;
};

// All accounts, by owner, currency and purpose, and their currencies.
struct Chart {
  std::vector<CurrencyRow> currencies;
  std::vector<AccountRow> accounts;
  std::vector<std::size_t> currency_of;  // by account: its place in `currencies`

  int scale(std::size_t account) const { return currencies[currency_of[account]].scale; }
  const CurrencyCode& code(std::size_t account) const { return accounts[account].name.currency(); }
};
// Fills currency_of: every account's currency is among `currencies`.
Chart make_chart(std::vector<CurrencyRow> currencies, std::vector<AccountRow> accounts);
Chart load_chart(Database& db);

// Hands out one entry after the other, in the order of the ledger; false at the end.
using EntrySource = std::function<bool(BookEntry&)>;
EntrySource read_entries(Database& db, const Chart& chart);  // the database outlives it
// Those that move something on one of these accounts (by place); of few accounts without reading the others. There may
// be others among them.
EntrySource read_entries_of(Database& db, const Chart& chart, const std::vector<bool>& accounts);
std::vector<BookHold> read_open_holds(Database& db, const Chart& chart);

// The first and last day of the entries and open holds; nothing where there are none.
struct DateSpan {
  Timestamp first;
  Timestamp last;
};
std::optional<DateSpan> date_span(Database& db);

// Takes text as it is made, in pieces.
using Sink = std::function<void(std::string_view)>;

}  // namespace tos::economy::books
