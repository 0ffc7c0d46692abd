#include "economy/fund_tables.h"

#include "core/index/kind_entry.h"
#include "core/index/sound.h"
#include "economy/amount.h"
#include "economy/fund_rules.h"
#include "economy/tables.h"

namespace tos::economy {

const char* const fund_schema = R"sql(
CREATE TABLE fund(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, handle TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
                  currency TEXT NOT NULL, approvers INTEGER NOT NULL, per_payment INTEGER, per_month INTEGER,
                  per_person_month INTEGER, dues INTEGER, dues_every TEXT, opened_at INTEGER NOT NULL);
CREATE TABLE contribution(position INTEGER PRIMARY KEY, fund INTEGER NOT NULL, member TEXT NOT NULL, amount INTEGER NOT NULL,
                          kind TEXT NOT NULL, period TEXT NOT NULL, paid_at INTEGER NOT NULL);
CREATE INDEX contribution_period ON contribution(fund, period, member);
CREATE TABLE payment(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, fund INTEGER NOT NULL, author TEXT NOT NULL,
                     payee TEXT NOT NULL, person TEXT NOT NULL, amount INTEGER NOT NULL, decision BLOB NOT NULL, memo TEXT,
                     state TEXT NOT NULL, written_at INTEGER NOT NULL, until_clock INTEGER NOT NULL, paid_at INTEGER,
                     month TEXT);
CREATE INDEX payment_month ON payment(fund, month, person);
CREATE INDEX payment_waiting ON payment(position) WHERE state = 'waiting';
CREATE TABLE payment_approval(payment INTEGER NOT NULL, position INTEGER NOT NULL, member TEXT NOT NULL,
                              PRIMARY KEY(payment, position)) WITHOUT ROWID;
CREATE TABLE rate(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, source TEXT NOT NULL, target TEXT NOT NULL,
                  rate TEXT NOT NULL, decision BLOB NOT NULL);
CREATE INDEX rate_pair ON rate(source, target, position);
)sql";

namespace {

#define TOS_SELECT_FUND                                                                                      \
  "SELECT position, id, handle, name, currency, approvers, per_payment, per_month, per_person_month, dues, " \
  "dues_every, opened_at FROM fund "
#define TOS_SELECT_PAYMENT                                                                                          \
  "SELECT position, id, fund, author, payee, amount, decision, memo, state, written_at, until_clock, paid_at FROM " \
  "payment "
#define TOS_SELECT_RATE "SELECT position, id, source, target, rate, decision FROM rate "

template <class T>
T fund_value(std::optional<T> value) {
  TOS_SOUND(value.has_value());
  return *std::move(value);
}
template <class T>
T fund_value(Result<T> value) {
  TOS_SOUND(value.has_value());
  return *std::move(value);
}

FundRow read_fund(const Rows& rows) {
  FundRow fund{.position = rows.integer(0),
               .id = rows.id<RecordId>(1),
               .handle = sound_handle(rows.bytes(2)),
               .name = rows.text(3),
               .currency = fund_value(CurrencyCode::parse(rows.bytes(4))),
               .approvers = rows.integer(5),
               .per_payment = rows.maybe_integer(6),
               .per_month = rows.maybe_integer(7),
               .per_person_month = rows.maybe_integer(8),
               .dues = {},
               .opened_at = rows.time(11)};
  if (!rows.is_null(9)) fund.dues = {.amount = rows.integer(9), .every = fund_value(value_of<Every>(rows.bytes(10)))};
  return fund;
}

PaymentRow read_payment(const Rows& rows) {
  PaymentRow payment{.position = rows.integer(0),
                     .id = rows.id<RecordId>(1),
                     .fund = rows.integer(2),
                     .author = sound_handle(rows.bytes(3)),
                     .to = fund_value(AccountName::parse(rows.bytes(4))),
                     .amount = rows.integer(5),
                     .decision = rows.id<RecordId>(6),
                     .memo = {},
                     .state = fund_value(value_of<PaymentState>(rows.bytes(8))),
                     .written_at = rows.time(9),
                     .until = rows.time(10)};
  payment.memo = rows.maybe_text(7);
  payment.paid_at = rows.maybe_time(11);
  return payment;
}

RateRow read_rate(const Rows& rows) {
  return {.position = rows.integer(0),
          .id = rows.id<RecordId>(1),
          .from = fund_value(CurrencyCode::parse(rows.bytes(2))),
          .to = fund_value(CurrencyCode::parse(rows.bytes(3))),
          .rate = fund_value(Rational::parse(rows.bytes(4))),
          .decision = rows.id<RecordId>(5)};
}

template <class Row>
std::vector<Row> rows_as(Rows rows, Row (*read)(const Rows&)) {
  std::vector<Row> all;
  while (rows.next()) all.push_back(read(rows));
  return all;
}

template <class Row>
std::optional<Row> row_as(Rows rows, Row (*read)(const Rows&)) {
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

}  // namespace

void add_fund(Database& db, const FundRow& fund) {
  std::optional<std::int64_t> dues;
  std::optional<std::string_view> every;
  if (fund.dues) {
    dues = fund.dues->amount;
    every = name_of(fund.dues->every);
  }
  db.run(
      "INSERT INTO fund(position, id, handle, name, currency, approvers, per_payment, per_month, per_person_month, "
      "dues, dues_every, opened_at) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
      fund.position, fund.id, fund.handle, fund.name, fund.currency.text(), fund.approvers, fund.per_payment,
      fund.per_month, fund.per_person_month, dues, every, fund.opened_at);
}

std::optional<FundRow> find_fund(Database& db, std::string_view handle) {
  return row_as(db.query(TOS_SELECT_FUND "WHERE handle = ?", handle), read_fund);
}

FundRow fund_at(Database& db, std::int64_t position) {
  return fund_value(row_as(db.query(TOS_SELECT_FUND "WHERE position = ?", position), read_fund));
}

std::vector<FundRow> all_funds(Database& db) {
  return rows_as(db.query(TOS_SELECT_FUND "ORDER BY position"), read_fund);
}

Result<FundRow> require_fund(Database& db, std::string_view handle) {
  if (auto fund = find_fund(db, handle)) return *std::move(fund);
  return refuse(rules::ECO_203, "there is no fund '{}'", handle).hint("tos fund list");
}

void add_contribution(Database& db, const ContributionRow& contribution) {
  db.run("INSERT INTO contribution(position, fund, member, amount, kind, period, paid_at) VALUES(?,?,?,?,?,?,?)",
         contribution.position, contribution.fund, contribution.member, contribution.amount, name_of(contribution.kind),
         contribution.period, contribution.paid_at);
}

std::vector<ContributionRow> contributions_to(Database& db, std::int64_t fund) {
  std::vector<ContributionRow> all;
  for (Rows rows = db.query("SELECT position, fund, member, amount, kind, period, paid_at FROM contribution "
                            "WHERE fund = ? ORDER BY position",
                            fund);
       rows.next();) {
    all.push_back({.position = rows.integer(0),
                   .fund = rows.integer(1),
                   .member = sound_handle(rows.bytes(2)),
                   .amount = rows.integer(3),
                   .kind = fund_value(value_of<ContributionKind>(rows.bytes(4))),
                   .period = rows.text(5),
                   .paid_at = rows.time(6)});
  }
  return all;
}

std::int64_t dues_paid(Database& db, std::int64_t fund, std::string_view period, const Handle& member) {
  return db
      .number("SELECT sum(amount) FROM contribution WHERE fund = ? AND period = ? AND member = ?", fund, period, member)
      .value_or(0);
}

std::string_view PaymentRow::person() const {
  const bool is_person = to.purpose() == Purpose::member || to.purpose() == Purpose::external;
  return is_person ? std::string_view(to.owner()) : std::string_view();
}

void add_payment(Database& db, const PaymentRow& payment) {
  db.run(
      "INSERT INTO payment(position, id, fund, author, payee, person, amount, decision, memo, state, written_at, "
      "until_clock) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
      payment.position, payment.id, payment.fund, payment.author, payment.to.text(), payment.person(), payment.amount,
      payment.decision, payment.memo, name_of(payment.state), payment.written_at, payment.until);
}

std::optional<PaymentRow> find_payment(Database& db, const RecordId& id) {
  return row_as(db.query(TOS_SELECT_PAYMENT "WHERE id = ?", id), read_payment);
}

PaymentRow payment_at(Database& db, std::int64_t position) {
  return fund_value(row_as(db.query(TOS_SELECT_PAYMENT "WHERE position = ?", position), read_payment));
}

std::vector<PaymentRow> payments_from(Database& db, std::int64_t fund) {
  return rows_as(db.query(TOS_SELECT_PAYMENT "WHERE fund = ? ORDER BY position", fund), read_payment);
}

std::vector<PaymentRow> waiting_payments(Database& db) {
  return rows_as(db.query(TOS_SELECT_PAYMENT "WHERE state = 'waiting' ORDER BY position"), read_payment);
}

void set_paid(Database& db, const PaymentRow& payment, Timestamp at) {
  db.run("UPDATE payment SET state = 'paid', paid_at = ?, month = ? WHERE position = ?", at, month_folder(at),
         payment.position);
}

void set_lapsed(Database& db, std::int64_t payment) {
  db.run("UPDATE payment SET state = 'lapsed' WHERE position = ?", payment);
}

std::int64_t paid_in_month(Database& db, std::int64_t fund, std::string_view month) {
  return db.number("SELECT sum(amount) FROM payment WHERE fund = ? AND month = ?", fund, month).value_or(0);
}

std::int64_t paid_in_month(Database& db, std::int64_t fund, std::string_view month, std::string_view person) {
  return db.number("SELECT sum(amount) FROM payment WHERE fund = ? AND month = ? AND person = ?", fund, month, person)
      .value_or(0);
}

void add_payment_approval(Database& db, std::int64_t payment, std::int64_t position, const Handle& member) {
  db.run("INSERT INTO payment_approval(payment, position, member) VALUES(?,?,?)", payment, position, member);
}

std::vector<Handle> payment_approvers(Database& db, std::int64_t payment) {
  std::vector<Handle> members;
  for (Rows rows = db.query("SELECT member FROM payment_approval WHERE payment = ? ORDER BY position", payment);
       rows.next();) {
    members.push_back(sound_handle(rows.bytes(0)));
  }
  return members;
}

void add_rate(Database& db, const RateRow& rate) {
  db.run("INSERT INTO rate(position, id, source, target, rate, decision) VALUES(?,?,?,?,?,?)", rate.position, rate.id,
         rate.from.text(), rate.to.text(), rate.rate.to_string(), rate.decision);
}

std::optional<RateRow> find_rate(Database& db, const RecordId& id) {
  return row_as(db.query(TOS_SELECT_RATE "WHERE id = ?", id), read_rate);
}

std::optional<RateRow> rate_in_force(Database& db, const CurrencyCode& from, const CurrencyCode& to) {
  return row_as(db.query(TOS_SELECT_RATE "WHERE source = ? AND target = ? ORDER BY position DESC LIMIT 1", from.text(),
                         to.text()),
                read_rate);
}

std::vector<RateRow> rates_in_force(Database& db) {
  return rows_as(db.query(TOS_SELECT_RATE "AS one WHERE position = (SELECT max(position) FROM rate AS other WHERE "
                                          "other.source = one.source AND other.target = one.target) "
                                          "ORDER BY source, target"),
                 read_rate);
}

std::string spelled(Database& db, const CurrencyCode& code, std::int64_t amount) {
  const auto currency = find_currency(db, code.text());
  TOS_SOUND(currency.has_value());
  return fmt::format("{} {}", format_amount(amount, currency->scale), code);
}

}  // namespace tos::economy
