#include "economy/aid_tables.h"

#include "core/index/fitting.h"
#include "core/index/sound.h"
#include "economy/aid_rules.h"

namespace tos::economy {

const char* const aid_schema = R"sql(
CREATE TABLE aid_listing(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, side TEXT NOT NULL, kind TEXT NOT NULL,
                         title TEXT NOT NULL, category TEXT NOT NULL, author TEXT NOT NULL, place TEXT NOT NULL,
                         currency TEXT, amount INTEGER, until INTEGER, repeats INTEGER NOT NULL, state TEXT NOT NULL,
                         listed_at INTEGER NOT NULL);
CREATE INDEX aid_listing_state ON aid_listing(state, position);
CREATE INDEX aid_listing_author ON aid_listing(author, position);
CREATE TABLE aid_word(word TEXT NOT NULL, listing INTEGER NOT NULL, PRIMARY KEY(word, listing)) WITHOUT ROWID;
CREATE TABLE aid_deal(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, listing INTEGER NOT NULL,
                      giver TEXT NOT NULL, receiver TEXT NOT NULL, currency TEXT, hours INTEGER,
                      rate TEXT NOT NULL, care INTEGER NOT NULL, held INTEGER NOT NULL, state TEXT NOT NULL,
                      disputed_position INTEGER, matched_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, paid INTEGER NOT NULL, settled_at INTEGER);
CREATE INDEX aid_deal_listing ON aid_deal(listing);
CREATE INDEX aid_deal_unsettled ON aid_deal(position) WHERE settled_at IS NULL;
CREATE INDEX aid_deal_giver ON aid_deal(giver, settled_at);
CREATE INDEX aid_deal_receiver ON aid_deal(receiver, settled_at);
CREATE TABLE aid_confirmation(deal INTEGER NOT NULL, party TEXT NOT NULL, amount INTEGER NOT NULL, at INTEGER NOT NULL,
                              id BLOB NOT NULL, PRIMARY KEY(deal, party)) WITHOUT ROWID;
)sql";

namespace {

#define TOS_SELECT_LISTING                                                                                     \
  "SELECT position, id, side, kind, title, category, author, place, currency, amount, until, repeats, state, " \
  "listed_at FROM aid_listing "
#define TOS_SELECT_DEAL                                                                       \
  "SELECT position, id, listing, giver, receiver, currency, hours, rate, care, held, state, " \
  "disputed_position, matched_at, ends_at, paid, settled_at FROM aid_deal "

std::optional<CurrencyCode> aid_code_at(const Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  auto code = CurrencyCode::parse(rows.bytes(column));
  TOS_SOUND(code.has_value());
  return *std::move(code);
}
std::optional<std::string> aid_code_text(const std::optional<CurrencyCode>& code) {
  if (!code) return std::nullopt;
  return code->text();
}

ListingRow read_listing(const Rows& rows) {
  return {.position = rows.integer(0),
          .id = rows.id<RecordId>(1),
          .side = fitting(value_of<Side>(rows.bytes(2))),
          .kind = fitting(value_of<AidKind>(rows.bytes(3))),
          .title = rows.text(4),
          .category = sound_handle(rows.bytes(5)),
          .author = sound_handle(rows.bytes(6)),
          .place = rows.text(7),
          .currency = aid_code_at(rows, 8),
          .amount = rows.maybe_integer(9),
          .until = rows.maybe_time(10),
          .repeats = rows.integer(11) != 0,
          .state = fitting(value_of<ListingState>(rows.bytes(12))),
          .listed_at = rows.time(13)};
}

DealRow read_deal(const Rows& rows) {
  return {.position = rows.integer(0),
          .id = rows.id<RecordId>(1),
          .listing = rows.integer(2),
          .giver = sound_handle(rows.bytes(3)),
          .receiver = sound_handle(rows.bytes(4)),
          .currency = aid_code_at(rows, 5),
          .hours = rows.maybe_integer(6),
          .rate = fitting(Rational::parse(rows.bytes(7))),
          .care = rows.integer(8) != 0,
          .held = rows.integer(9),
          .state = fitting(value_of<DealState>(rows.bytes(10))),
          .disputed_position = rows.maybe_integer(11),
          .matched_at = rows.time(12),
          .ends_at = rows.time(13),
          .paid = rows.integer(14),
          .settled_at = rows.maybe_time(15)};
}

std::vector<DealRow> read_deals(Rows rows) {
  std::vector<DealRow> deals;
  while (rows.next()) deals.push_back(read_deal(rows));
  return deals;
}

}  // namespace

void add_listing(Database& db, const ListingRow& row) {
  db.run(
      "INSERT INTO aid_listing(position, id, side, kind, title, category, author, place, currency, amount, until, "
      "repeats, state, listed_at) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      row.position, row.id, name_of(row.side), name_of(row.kind), row.title, row.category, row.author, row.place,
      aid_code_text(row.currency), row.amount, row.until, row.repeats, name_of(row.state), row.listed_at);
}

std::optional<ListingRow> find_listing(Database& db, const RecordId& id) {
  Rows rows = db.query(TOS_SELECT_LISTING "WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_listing(rows);
}

ListingRow listing_at(Database& db, std::int64_t position) {
  Rows rows = db.query(TOS_SELECT_LISTING "WHERE position = ?", position);
  const bool exists = rows.next();
  TOS_SOUND(exists);
  return read_listing(rows);
}

Result<ListingRow> require_listing(Database& db, const RecordId& id) {
  auto row = find_listing(db, id);
  if (row) return *std::move(row);
  return refuse(rules::ECO_154, "there is no offer or request {} here", id.hex16()).hint("tos aid board");
}

void set_listing_state(Database& db, std::int64_t listing, ListingState state) {
  db.run("UPDATE aid_listing SET state = ? WHERE position = ?", name_of(state), listing);
}

std::vector<ListingRow> listings_between(Database& db, std::string_view first, std::string_view last, int most) {
  std::vector<ListingRow> found;
  for (Rows rows = db.query(TOS_SELECT_LISTING "WHERE id BETWEEN ? AND ? LIMIT ?", Blob{first}, Blob{last}, most);
       rows.next();) {
    found.push_back(read_listing(rows));
  }
  return found;
}

void add_deal(Database& db, const DealRow& row) {
  db.run(
      "INSERT INTO aid_deal(position, id, listing, giver, receiver, currency, hours, rate, care, held, state, "
      "matched_at, ends_at, paid, settled_at) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      row.position, row.id, row.listing, row.giver, row.receiver, aid_code_text(row.currency), row.hours,
      row.rate.to_string(), row.care, row.held, name_of(row.state), row.matched_at, row.ends_at, row.paid,
      row.settled_at);
}

std::optional<DealRow> find_deal(Database& db, const RecordId& id) {
  Rows rows = db.query(TOS_SELECT_DEAL "WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_deal(rows);
}

Result<DealRow> require_deal(Database& db, const RecordId& id) {
  auto row = find_deal(db, id);
  if (row) return *std::move(row);
  return refuse(rules::ECO_160, "there is no deal {} here", id.hex16()).hint("tos aid board --mine");
}

std::vector<DealRow> deals_on(Database& db, std::int64_t listing) {
  return read_deals(db.query(TOS_SELECT_DEAL "WHERE listing = ? ORDER BY position", listing));
}
std::vector<DealRow> unsettled_deals(Database& db) {
  return read_deals(db.query(TOS_SELECT_DEAL "WHERE settled_at IS NULL ORDER BY position"));
}
std::vector<DealRow> unsettled_deals_of(Database& db, std::string_view member) {
  return read_deals(db.query(TOS_SELECT_DEAL
                             "WHERE (giver = ?1 AND settled_at IS NULL) OR (receiver = ?1 AND settled_at IS NULL) "
                             "ORDER BY position",
                             member));
}
std::vector<DealRow> deals_between(Database& db, std::string_view first, std::string_view last, int most) {
  return read_deals(db.query(TOS_SELECT_DEAL "WHERE id BETWEEN ? AND ? LIMIT ?", Blob{first}, Blob{last}, most));
}
std::optional<RecordId> newest_deal(Database& db) {
  Rows rows = db.query("SELECT id FROM aid_deal ORDER BY position DESC LIMIT 1");
  if (!rows.next()) return std::nullopt;
  return rows.id<RecordId>(0);
}

void set_deal(Database& db, const DealRow& row) {
  db.run("UPDATE aid_deal SET state = ?, disputed_position = ?, paid = ?, settled_at = ? WHERE position = ?",
         name_of(row.state), row.disputed_position, row.paid, row.settled_at, row.position);
}

std::optional<Party> party_of(const DealRow& deal, const Handle& member) {
  if (deal.giver == member) return Party::giver;
  if (deal.receiver == member) return Party::receiver;
  return std::nullopt;
}

HoldRow hold_of_deal(const DealRow& deal) {
  TOS_SOUND(deal.currency.has_value());
  return {.position = deal.position,
          .id = deal.id,
          .from = AccountName::of(deal.receiver.text(), *deal.currency, Purpose::member),
          .to = AccountName::of(deal.giver.text(), *deal.currency, Purpose::member),
          .amount = deal.held,
          .expires_at = {},
          .state = HoldState::open,
          .cause = Cause::aid,
          .posted_amount = {},
          .memo = {}};
}

std::optional<ConfirmationRow> find_confirmation(Database& db, std::int64_t deal, Party party) {
  Rows rows =
      db.query("SELECT amount, at, id FROM aid_confirmation WHERE deal = ? AND party = ?", deal, name_of(party));
  if (!rows.next()) return std::nullopt;
  return ConfirmationRow{.amount = rows.integer(0), .at = rows.time(1), .id = rows.id<RecordId>(2)};
}

void set_confirmation(Database& db, std::int64_t deal, Party party, const ConfirmationRow& row) {
  db.run("INSERT OR REPLACE INTO aid_confirmation(deal, party, amount, at, id) VALUES(?,?,?,?,?)", deal, name_of(party),
         row.amount, row.at, row.id);
}

}  // namespace tos::economy
