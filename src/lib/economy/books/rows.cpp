#include "economy/books/rows.h"

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "core/base/assert.h"
#include "core/index/log_table.h"
#include "core/index/sound.h"

namespace tos::economy::books {
namespace {

std::shared_ptr<const std::unordered_map<std::int64_t, std::size_t>> places_by_number(const Chart& chart) {
  auto places = std::make_shared<std::unordered_map<std::int64_t, std::size_t>>();
  for (std::size_t place = 0; place < chart.accounts.size(); ++place)
    places->emplace(chart.accounts[place].number, place);
  return places;
}

}  // namespace

Chart make_chart(std::vector<CurrencyRow> currencies, std::vector<AccountRow> accounts) {
  Chart chart{.currencies = std::move(currencies), .accounts = std::move(accounts), .currency_of = {}};
  std::ranges::sort(chart.accounts, {}, &AccountRow::name);
  for (const AccountRow& account : chart.accounts) {
    const auto found = std::ranges::find(chart.currencies, account.name.currency(), &CurrencyRow::code);
    TOS_ASSERT(found != chart.currencies.end());  // ECO-002
    chart.currency_of.push_back(static_cast<std::size_t>(found - chart.currencies.begin()));
  }
  return chart;
}

Chart load_chart(Database& db) { return make_chart(all_currencies(db), all_accounts(db)); }

EntrySource read_entries(Database& db, const Chart& chart) {
  auto rows = std::make_shared<Rows>(db.query(
      "SELECT entry.number, log.id, entry.cause, entry.clock, entry.date, entry.memo, posting.account, "
      "posting.amount, posting.balance, coalesce(nullif(c.kind, 'contribution') || rtrim(' ' || c.period), '') "
      "FROM entry JOIN log ON log.position = entry.position LEFT JOIN contribution c ON entry.cause = "
      "'contribution' AND c.position = entry.position JOIN posting ON posting.entry = entry.number ORDER BY "
      "entry.number, posting.leg"));
  auto has_row = std::make_shared<bool>(rows->next());
  return [rows, has_row, places = places_by_number(chart)](BookEntry& entry) {
    if (!*has_row) return false;
    entry.number = rows->integer(0);
    entry.record = rows->id<RecordId>(1);
    const auto cause = value_of<Cause>(rows->bytes(2));
    TOS_SOUND(cause.has_value());
    entry.cause = *cause;
    entry.clock = rows->time(3);
    entry.date = rows->time(4);
    entry.memo = rows->text(5);
    entry.contributed = rows->text(9);
    entry.postings.clear();
    do {
      entry.postings.push_back(
          {.account = places->at(rows->integer(6)), .amount = rows->integer(7), .balance = rows->integer(8)});
      *has_row = rows->next();
    } while (*has_row && rows->integer(0) == entry.number);
    return true;
  };
}

std::vector<BookHold> read_open_holds(Database& db, const Chart& chart) {
  const auto place = [&](const AccountName& name) {
    const auto found = std::ranges::lower_bound(chart.accounts, name, {}, &AccountRow::name);
    TOS_ASSERT(found != chart.accounts.end() && found->name == name);
    return static_cast<std::size_t>(found - chart.accounts.begin());
  };
  std::vector<BookHold> holds;
  for (const HoldRow& row : open_holds(db)) {
    holds.push_back({.record = row.id,
                     .from = place(row.from),
                     .to = place(row.to),
                     .amount = row.amount,
                     .made_at = index::clock_at(db, row.position).value_or(Timestamp{}),
                     .expires_at = row.expires_at,
                     .memo = row.memo.value_or("")});
  }
  return holds;
}

std::optional<DateSpan> date_span(Database& db) {
  const auto first = db.number(
      "SELECT min(date) FROM (SELECT min(date) AS date FROM entry UNION ALL SELECT min(log.clock) FROM hold JOIN log "
      "ON "
      "log.position = hold.position WHERE hold.state = 'open')");
  const auto last = db.number(
      "SELECT max(date) FROM (SELECT max(date) AS date FROM entry UNION ALL SELECT max(log.clock) FROM hold JOIN log "
      "ON "
      "log.position = hold.position WHERE hold.state = 'open')");
  if (!first || !last) return std::nullopt;
  return DateSpan{.first = {*first}, .last = {*last}};
}

}  // namespace tos::economy::books
