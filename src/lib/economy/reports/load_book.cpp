#include "economy/reports/load_book.h"

#include <algorithm>
#include <map>

#include "core/index/sound.h"
#include "identity/roll.h"

namespace tos::economy {
namespace {

#define TOS_CONTRIBUTED "coalesce(nullif(c.kind, 'contribution'), ''), coalesce(c.period, '') "
#define TOS_JOIN_CONTRIBUTION "LEFT JOIN contribution c ON e.cause = 'contribution' AND c.position = e.position "

using AccountPlaces = std::map<std::int64_t, std::size_t>;  // by row number

BookAccount read_book_account(const Rows& rows) {
  const auto name = AccountName::parse(fmt::format("{}/{}/{}", rows.bytes(1), rows.bytes(2), rows.bytes(3)));
  TOS_SOUND(name.has_value());
  return {.name = *name,
          .posted = rows.integer(4),
          .held_out = rows.integer(5),
          .held_in = rows.integer(6),
          .registered = rows.integer(7)};
}

// Each account's last line in the register is one step in an index.
AccountPlaces load_accounts(Database& db, CurrencyBook& book) {
  AccountPlaces places;
  for (Rows rows = db.query(
           "SELECT a.number, a.owner, a.currency, a.purpose, a.posted, a.held_out, a.held_in, coalesce((SELECT "
           "p.balance FROM posting p WHERE p.account = a.number ORDER BY p.entry DESC LIMIT 1), 0) FROM account a "
           "WHERE a.currency = ? ORDER BY a.owner, a.purpose",
           book.code.text());
       rows.next();) {
    places.emplace(rows.integer(0), book.accounts.size());
    book.accounts.push_back(read_book_account(rows));
  }
  return places;
}

CurrencyBook empty_book(const CurrencyRow& currency) {
  return {.code = currency.code,
          .name = currency.name,
          .kind = currency.kind,
          .scale = currency.scale,
          .breaker_since = currency.breaker_since};
}

// Rows by entry and leg: number, date, cause, memo, account, amount, and of contributions their kind and period. Legs
// in other currencies are left out.
void read_entries(CurrencyBook& book, const AccountPlaces& places, Rows rows) {
  while (rows.next()) {
    const auto place = places.find(rows.integer(4));
    if (place == places.end()) continue;
    if (book.entries.empty() || book.entries.back().number != rows.integer(0)) {
      const auto cause = value_of<Cause>(rows.bytes(2));
      TOS_SOUND(cause.has_value());
      book.entries.push_back({.number = rows.integer(0),
                              .date = rows.time(1),
                              .cause = *cause,
                              .kind = rows.text(6),
                              .period = rows.text(7),
                              .memo = rows.text(3),
                              .first_leg = book.legs.size()});
    }
    book.legs.push_back({.account = place->second, .amount = rows.integer(5)});
    ++book.entries.back().leg_count;
  }
  std::ranges::stable_sort(book.entries, {}, &BookEntry::date);
}

}  // namespace

CurrencyBook load_book(Database& db, const CurrencyRow& currency) {
  CurrencyBook book = empty_book(currency);
  const AccountPlaces places = load_accounts(db, book);
  for (const identity::Member& member : identity::all_members(db)) {
    if (member.status != identity::Status::left) book.members.push_back(member.handle.text());
  }
  std::ranges::sort(book.members);
  read_entries(
      book, places,
      db.query("SELECT e.number, e.date, e.cause, '', p.account, p.amount, " TOS_CONTRIBUTED
               "FROM posting p JOIN entry e ON e.number = p.entry " TOS_JOIN_CONTRIBUTION "ORDER BY p.entry, p.leg"));
  return book;
}

CurrencyBook load_account_book(Database& db, const CurrencyRow& currency, const AccountName& account) {
  CurrencyBook book = empty_book(currency);
  const AccountPlaces places = load_accounts(db, book);
  if (!book.find(account)) book.accounts.push_back({.name = account});
  const auto number = db.number("SELECT number FROM account WHERE owner = ? AND currency = ? AND purpose = ?",
                                account.owner(), account.currency().text(), name_of(account.purpose()));
  read_entries(book, places,
               db.query("SELECT e.number, e.date, e.cause, coalesce(e.memo, ''), p.account, p.amount, " TOS_CONTRIBUTED
                        "FROM posting mine JOIN entry e ON e.number = mine.entry JOIN posting p ON p.entry = "
                        "mine.entry " TOS_JOIN_CONTRIBUTION "WHERE mine.account = ? ORDER BY mine.entry, p.leg",
                        number));
  return book;
}

std::vector<MemberExchange> load_exchanges(Database& db, const CurrencyCode& code, Timestamp now) {
  std::vector<MemberExchange> all;
  for (const identity::Member& member : identity::all_members(db)) {
    const std::string& handle = member.handle.text();
    all.push_back({.member = handle, .exchange = exchange_of(db, code, handle, now)});
  }
  return all;
}

#undef TOS_CONTRIBUTED
#undef TOS_JOIN_CONTRIBUTION

}  // namespace tos::economy
