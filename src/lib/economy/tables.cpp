#include "economy/tables.h"

#include <algorithm>

#include "core/index/remembered.h"
#include "core/index/sound.h"
#include "economy/ledger_rules.h"

namespace tos::economy {

// posting.balance is the account's after it. entry.clock never falls; entry.date is what the books say.
// decay has the accounts whose balance is looked at when `due`, of currencies with decay.
// spending is kept for currencies with a breaker: what members and funds spent up to an entry, and what they then held.
const char* const ledger_schema = R"sql(
CREATE TABLE currency(position INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL, scale INTEGER NOT NULL,
                      terms TEXT NOT NULL, breaker_since INTEGER, terms_since INTEGER);
CREATE TABLE account(number INTEGER PRIMARY KEY, owner TEXT NOT NULL, currency TEXT NOT NULL, purpose TEXT NOT NULL, posted INTEGER NOT NULL,
                     held_out INTEGER NOT NULL, held_in INTEGER NOT NULL, UNIQUE(owner, currency, purpose));
CREATE TABLE entry(number INTEGER PRIMARY KEY, position INTEGER NOT NULL, cause TEXT NOT NULL, clock INTEGER NOT NULL, date INTEGER NOT NULL,
                   memo TEXT);
CREATE INDEX entry_position ON entry(position);
CREATE INDEX entry_clock ON entry(clock);
CREATE TABLE posting(entry INTEGER NOT NULL, leg INTEGER NOT NULL, account INTEGER NOT NULL, amount INTEGER NOT NULL, balance INTEGER NOT NULL,
                     PRIMARY KEY(entry, leg)) WITHOUT ROWID;
CREATE INDEX posting_account ON posting(account, entry);
CREATE TABLE hold(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, from_account INTEGER NOT NULL, to_account INTEGER NOT NULL,
                  amount INTEGER NOT NULL, expires_at INTEGER, state TEXT NOT NULL, cause TEXT NOT NULL, posted_amount INTEGER, memo TEXT);
CREATE INDEX hold_open ON hold(state, position) WHERE state = 'open';
CREATE TABLE spending(currency TEXT NOT NULL, entry INTEGER NOT NULL, clock INTEGER NOT NULL, spent INTEGER NOT NULL, held INTEGER NOT NULL,
                      PRIMARY KEY(currency, entry)) WITHOUT ROWID;
CREATE TABLE decay(account INTEGER PRIMARY KEY, due INTEGER NOT NULL);
CREATE TABLE let_in(currency TEXT NOT NULL, month TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY(currency, month)) WITHOUT ROWID;
CREATE TABLE batch(author TEXT NOT NULL, key TEXT NOT NULL, first INTEGER NOT NULL, of INTEGER NOT NULL, come INTEGER NOT NULL,
                   state TEXT NOT NULL, due INTEGER NOT NULL, PRIMARY KEY(author, key)) WITHOUT ROWID;
CREATE TABLE batch_part(first INTEGER NOT NULL, part INTEGER NOT NULL, legs TEXT NOT NULL, PRIMARY KEY(first, part)) WITHOUT ROWID;
CREATE TABLE movement(record BLOB PRIMARY KEY, entry INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE corrected(entry INTEGER PRIMARY KEY);
CREATE TABLE correction(record BLOB PRIMARY KEY, corrects BLOB NOT NULL UNIQUE, legs TEXT NOT NULL) WITHOUT ROWID;
)sql";

namespace {

CurrencyRow read_currency(const Rows& rows) {
  const auto code = CurrencyCode::parse(rows.bytes(1));
  const auto kind = value_of<CurrencyKind>(rows.bytes(3));
  const auto form = parse_form(rows.bytes(5));
  TOS_SOUND(code.has_value() && kind.has_value() && form.has_value());
  auto terms = decode<CurrencyTerms>(form->root());
  TOS_SOUND(terms.has_value());
  CurrencyRow row{.position = rows.integer(0),
                  .code = *code,
                  .name = rows.text(2),
                  .kind = *kind,
                  .scale = static_cast<int>(rows.integer(4)),
                  .terms = *std::move(terms),
                  .breaker_since = rows.maybe_integer(6),
                  .terms_since = rows.maybe_time(7)};
  TOS_SOUND(row.scale >= 0 && row.scale <= max_scale);
  return row;
}

const std::vector<CurrencyRow>& known_currencies(Database& db) {
  static thread_local Remembered<std::optional<std::vector<CurrencyRow>>> remembered;
  std::optional<std::vector<CurrencyRow>>& known = remembered.of(db, Database::Part::charter);
  if (!known) {
    known.emplace();
    for (Rows rows = db.query("SELECT position, code, name, kind, scale, terms, breaker_since, terms_since FROM "
                              "currency ORDER BY position");
         rows.next();) {
      known->push_back(read_currency(rows));
    }
  }
  return *known;
}

std::string print_terms(const CurrencyTerms& terms) {
  FormPrinter printer;
  Codec<CurrencyTerms>::print_entries(printer, terms);
  return printer.take();
}

AccountName sound_account(std::string_view owner, std::string_view currency, std::string_view purpose) {
  auto name = AccountName::parse(fmt::format("{}/{}/{}", owner, currency, purpose));
  TOS_SOUND(name.has_value());
  return *std::move(name);
}

AccountRow read_account(const Rows& rows) {
  return {.number = rows.integer(0),
          .name = sound_account(rows.bytes(1), rows.bytes(2), rows.bytes(3)),
          .posted = rows.integer(4),
          .held_out = rows.integer(5),
          .held_in = rows.integer(6)};
}

EntryRow read_entry(const Rows& rows) {
  const auto cause = value_of<Cause>(rows.bytes(2));
  TOS_SOUND(cause.has_value());
  EntryRow row{.number = rows.integer(0),
               .position = rows.integer(1),
               .cause = *cause,
               .clock = rows.time(3),
               .date = rows.time(4),
               .memo = {}};
  row.memo = rows.maybe_text(5);
  return row;
}

#define TOS_SELECT_HOLD                                                                                 \
  "SELECT h.position, h.id, f.owner, f.currency, f.purpose, t.owner, t.currency, t.purpose, h.amount, " \
  "h.expires_at, h.state, h.cause, h.posted_amount, h.memo FROM hold h JOIN account f ON f.number = "   \
  "h.from_account JOIN account t ON t.number = h.to_account "

HoldRow read_hold(const Rows& rows) {
  const auto state = value_of<HoldState>(rows.bytes(10));
  const auto cause = value_of<Cause>(rows.bytes(11));
  TOS_SOUND(state.has_value() && cause.has_value());
  HoldRow hold{.position = rows.integer(0),
               .id = rows.id<RecordId>(1),
               .from = sound_account(rows.bytes(2), rows.bytes(3), rows.bytes(4)),
               .to = sound_account(rows.bytes(5), rows.bytes(6), rows.bytes(7)),
               .amount = rows.integer(8),
               .expires_at = {},
               .state = *state,
               .cause = *cause,
               .posted_amount = {},
               .memo = {}};
  hold.expires_at = rows.maybe_time(9);
  hold.posted_amount = rows.maybe_integer(12);
  hold.memo = rows.maybe_text(13);
  return hold;
}

void change_held(Database& db, const HoldRow& hold, std::int64_t amount) {
  db.run("UPDATE account SET held_out = held_out + ? WHERE number = ?", amount, open_account(db, hold.from));
  db.run("UPDATE account SET held_in = held_in + ? WHERE number = ?", amount, open_account(db, hold.to));
}

}  // namespace

std::optional<CurrencyRow> find_currency(Database& db, std::string_view code) {
  for (const CurrencyRow& row : known_currencies(db)) {
    if (row.code.text() == code) return row;
  }
  return std::nullopt;
}

Result<CurrencyRow> require_currency(Database& db, const CurrencyCode& code) {
  auto row = find_currency(db, code.text());
  if (row) return *std::move(row);
  return refuse(rules::ECO_002, "there is no currency {} here", code)
      .hint("tos currency list; tos currency add {} makes one", code);
}

std::vector<CurrencyRow> all_currencies(Database& db) { return known_currencies(db); }

std::optional<CurrencyRow> points_currency(Database& db) {
  const auto& known = known_currencies(db);
  const auto found = std::ranges::find(known, CurrencyKind::points, &CurrencyRow::kind);
  if (found == known.end()) return std::nullopt;
  return *found;
}

void add_currency(Database& db, const CurrencyRow& row) {
  db.bump(Database::Part::charter);
  db.run("INSERT INTO currency(position, code, name, kind, scale, terms) VALUES(?,?,?,?,?,?)", row.position,
         row.code.text(), row.name, name_of(row.kind), row.scale, print_terms(row.terms));
}

void set_terms(Database& db, const CurrencyCode& code, const CurrencyTerms& terms, Timestamp since) {
  db.bump(Database::Part::charter);
  db.run("UPDATE currency SET terms = ?, terms_since = ? WHERE code = ?", print_terms(terms), since, code.text());
}

void set_breaker(Database& db, const CurrencyCode& code, std::optional<std::int64_t> position) {
  db.bump(Database::Part::charter);
  db.run("UPDATE currency SET breaker_since = ? WHERE code = ?", position, code.text());
}

std::optional<AccountRow> find_account(Database& db, const AccountName& name) {
  Rows rows = db.query(
      "SELECT number, owner, currency, purpose, posted, held_out, held_in FROM account WHERE owner = ? AND currency = "
      "? "
      "AND purpose = ?",
      name.owner(), name.currency().text(), name_of(name.purpose()));
  if (!rows.next()) return std::nullopt;
  return read_account(rows);
}

AccountRow account_or_new(Database& db, const AccountName& name) {
  auto row = find_account(db, name);
  if (row) return *std::move(row);
  return {.name = name};
}

std::int64_t open_account(Database& db, const AccountName& name) {
  const auto known = db.number("SELECT number FROM account WHERE owner = ? AND currency = ? AND purpose = ?",
                               name.owner(), name.currency().text(), name_of(name.purpose()));
  if (known) return *known;
  db.run("INSERT INTO account(owner, currency, purpose, posted, held_out, held_in) VALUES(?,?,?,0,0,0)", name.owner(),
         name.currency().text(), name_of(name.purpose()));
  return db.last_row();
}

std::vector<AccountRow> all_accounts(Database& db) {
  std::vector<AccountRow> all;
  for (Rows rows = db.query("SELECT number, owner, currency, purpose, posted, held_out, held_in FROM account ORDER BY "
                            "owner, currency, purpose");
       rows.next();) {
    all.push_back(read_account(rows));
  }
  return all;
}

std::int64_t add_entry(Database& db, const EntryRow& row) {
  db.run("INSERT INTO entry(position, cause, clock, date, memo) VALUES(?,?,?,?,?)", row.position, name_of(row.cause),
         row.clock, row.date, row.memo);
  return db.last_row();
}

std::vector<EntryRow> entries_of(Database& db, std::int64_t position) {
  std::vector<EntryRow> entries;
  for (Rows rows = db.query(
           "SELECT number, position, cause, clock, date, memo FROM entry WHERE position = ? ORDER BY number", position);
       rows.next();) {
    entries.push_back(read_entry(rows));
  }
  return entries;
}

std::optional<std::int64_t> first_entry_after(Database& db, Timestamp clock) {
  return db.number("SELECT number FROM entry WHERE clock > ? ORDER BY clock, number LIMIT 1", clock);
}

void add_posting(Database& db, std::int64_t entry, std::int64_t leg, std::int64_t account, std::int64_t amount,
                 std::int64_t balance) {
  db.run("INSERT INTO posting(entry, leg, account, amount, balance) VALUES(?,?,?,?,?)", entry, leg, account, amount,
         balance);
  db.run("UPDATE account SET posted = ? WHERE number = ?", balance, account);
}

std::optional<HoldRow> find_hold(Database& db, const RecordId& id) {
  Rows rows = db.query(TOS_SELECT_HOLD "WHERE h.id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_hold(rows);
}

std::vector<HoldRow> open_holds(Database& db) {
  std::vector<HoldRow> holds;
  for (Rows rows = db.query(TOS_SELECT_HOLD "WHERE h.state = 'open' ORDER BY h.position"); rows.next();) {
    holds.push_back(read_hold(rows));
  }
  return holds;
}

void add_hold(Database& db, const HoldRow& hold) {
  const std::int64_t from = open_account(db, hold.from);
  const std::int64_t to = open_account(db, hold.to);
  db.run(
      "INSERT INTO hold(position, id, from_account, to_account, amount, expires_at, state, cause, memo) "
      "VALUES(?,?,?,?,?,?,?,?,?)",
      hold.position, hold.id, from, to, hold.amount, hold.expires_at, name_of(hold.state), name_of(hold.cause),
      hold.memo);
  change_held(db, hold, hold.amount);
}

void end_hold(Database& db, const HoldRow& hold, HoldState state, std::optional<std::int64_t> posted_amount) {
  db.run("UPDATE hold SET state = ?, posted_amount = ? WHERE position = ?", name_of(state), posted_amount,
         hold.position);
  change_held(db, hold, -hold.amount);
}

}  // namespace tos::economy
