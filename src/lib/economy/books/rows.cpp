#include "economy/books/rows.h"

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "core/base/assert.h"
#include "core/index/log_table.h"
#include "core/index/sound.h"

namespace tos::economy::books {
namespace {

using Places = std::unordered_map<std::int64_t, std::size_t>;  // in the chart, by account number

Places places_by_number(const Chart& chart) {
  Places places;
  for (std::size_t place = 0; place < chart.accounts.size(); ++place)
    places.emplace(chart.accounts[place].number, place);
  return places;
}

#define TOS_SELECT_HEAD                                                                                       \
  "SELECT entry.number, log.id, entry.cause, entry.clock, entry.date, entry.memo, CASE entry.cause WHEN "     \
  "'contribution' THEN (SELECT nullif(c.kind, 'contribution') || rtrim(' ' || c.period) FROM contribution c " \
  "WHERE c.position = entry.position) END FROM entry JOIN log ON log.position = entry.position "

void read_head(const Rows& row, BookEntry& entry) {
  entry.number = row.integer(0);
  entry.record = row.id<RecordId>(1);
  const auto cause = value_of<Cause>(row.bytes(2));
  TOS_SOUND(cause.has_value());
  entry.cause = *cause;
  entry.clock = row.time(3);
  entry.date = row.time(4);
  entry.memo = row.bytes(5);
  entry.contributed = row.bytes(6);
  entry.postings.clear();
}

BookPosting read_posting(const Rows& row, const Places& places) {
  const auto place = places.find(row.integer(1));
  TOS_SOUND(place != places.end());
  return {.account = place->second, .amount = row.integer(2), .balance = row.integer(3)};
}

// Entries and postings, each in the order of the entries' numbers: read side by side, as no join is needed for that.
class EntryReader {
 public:
  EntryReader(Database& db, const Chart& chart)
      : places_(places_by_number(chart)),
        heads_(db.query(TOS_SELECT_HEAD "ORDER BY entry.number")),
        postings_(db.query("SELECT entry, account, amount, balance FROM posting ORDER BY entry, leg")),
        has_posting_(postings_.next()) {}

  bool next(BookEntry& entry) {
    while (has_posting_ && heads_.next()) {
      read_head(heads_, entry);
      for (; has_posting_ && postings_.integer(0) <= entry.number; has_posting_ = postings_.next())
        if (postings_.integer(0) == entry.number) entry.postings.push_back(read_posting(postings_, places_));
      if (!entry.postings.empty()) return true;
    }
    return false;
  }

 private:
  Places places_;
  Rows heads_, postings_;
  bool has_posting_;
};

// Entries by their numbers.
class EntryFinder {
 public:
  EntryFinder(Database& db, const Chart& chart, std::vector<std::int64_t> numbers)
      : db_(db), places_(places_by_number(chart)), numbers_(std::move(numbers)) {}

  bool next(BookEntry& entry) {
    while (at_ < numbers_.size()) {
      const std::int64_t number = numbers_[at_++];
      Rows head = db_.query(TOS_SELECT_HEAD "WHERE entry.number = ?", number);
      if (!head.next()) continue;
      read_head(head, entry);
      Rows postings =
          db_.query("SELECT entry, account, amount, balance FROM posting WHERE entry = ? ORDER BY leg", number);
      while (postings.next()) entry.postings.push_back(read_posting(postings, places_));
      return true;
    }
    return false;
  }

 private:
  Database& db_;
  Places places_;
  std::vector<std::int64_t> numbers_;
  std::size_t at_ = 0;
};

}  // namespace

Chart make_chart(std::vector<CurrencyRow> currencies, std::vector<AccountRow> accounts) {
  Chart chart{.currencies = std::move(currencies), .accounts = std::move(accounts), .currency_of = {}};
  std::ranges::sort(chart.accounts, {}, &AccountRow::name);
  for (const AccountRow& account : chart.accounts) {
    const auto found = std::ranges::find(chart.currencies, account.name.currency(), &CurrencyRow::code);
    TOS_SOUND(found != chart.currencies.end());  // ECO-002
    chart.currency_of.push_back(static_cast<std::size_t>(found - chart.currencies.begin()));
  }
  return chart;
}

Chart load_chart(Database& db) { return make_chart(all_currencies(db), all_accounts(db)); }

EntrySource read_entries(Database& db, const Chart& chart) {
  return [reader = std::make_shared<EntryReader>(db, chart)](BookEntry& entry) { return reader->next(entry); };
}

EntrySource read_entries_of(Database& db, const Chart& chart, const std::vector<bool>& accounts) {
  // Looking an entry up takes a few times as long as reading it in its turn.
  constexpr std::size_t look_up_cost = 4;
  const auto count = static_cast<std::size_t>(db.number("SELECT max(number) FROM entry").value_or(0));
  std::vector<std::int64_t> numbers;
  for (std::size_t place = 0; place < accounts.size(); ++place) {
    if (!accounts[place]) continue;
    Rows rows = db.query("SELECT entry FROM posting WHERE account = ? ORDER BY entry", chart.accounts[place].number);
    while (numbers.size() * look_up_cost < count && rows.next()) numbers.push_back(rows.integer(0));
    if (numbers.size() * look_up_cost >= count) return read_entries(db, chart);
  }
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  return [finder = std::make_shared<EntryFinder>(db, chart, std::move(numbers))](BookEntry& entry) {
    return finder->next(entry);
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
