#include "delivery/proof_tables.h"

#include "core/index/sound.h"

namespace tos::delivery {

const char* const proof_schema = R"sql(
CREATE TABLE proof(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, initiative INTEGER NOT NULL, task INTEGER,
                   at INTEGER NOT NULL, author TEXT NOT NULL, is_green INTEGER NOT NULL);
CREATE INDEX proof_of ON proof(initiative);
CREATE INDEX proof_for ON proof(task) WHERE task IS NOT NULL;
CREATE TABLE proof_line(proof INTEGER NOT NULL, number INTEGER NOT NULL, token TEXT NOT NULL, value TEXT NOT NULL, note TEXT NOT NULL,
                        PRIMARY KEY(proof, number)) WITHOUT ROWID;
CREATE TABLE proof_token(initiative INTEGER NOT NULL, token TEXT NOT NULL, value TEXT NOT NULL, note TEXT NOT NULL,
                         proof INTEGER NOT NULL, at INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY(initiative, token)) WITHOUT ROWID;
CREATE TABLE proof_metric(proof INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, before TEXT NOT NULL,
                          after TEXT NOT NULL, PRIMARY KEY(proof, number)) WITHOUT ROWID;
CREATE TABLE proof_reference(proof INTEGER NOT NULL, number INTEGER NOT NULL, sort TEXT NOT NULL, text TEXT NOT NULL,
                             digest TEXT NOT NULL, PRIMARY KEY(proof, number)) WITHOUT ROWID;
CREATE TABLE check_answer(delivery INTEGER NOT NULL, number INTEGER NOT NULL, is_met INTEGER NOT NULL, note TEXT NOT NULL,
                          PRIMARY KEY(delivery, number)) WITHOUT ROWID;
CREATE TABLE review(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, initiative INTEGER NOT NULL, outcome TEXT NOT NULL,
                    scheduled_days INTEGER, author TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX review_of ON review(initiative);
CREATE TABLE dissent(review INTEGER NOT NULL, number INTEGER NOT NULL, record BLOB NOT NULL, verdict TEXT NOT NULL,
                     PRIMARY KEY(review, number)) WITHOUT ROWID;
)sql";

namespace {

void add_lines(Database& db, const ProofRow& row, const std::vector<LoggedLine>& lines) {
  std::int64_t number = 0;
  for (const LoggedLine& line : lines) {
    db.run("INSERT INTO proof_line(proof, number, token, value, note) VALUES(?,?,?,?,?)", row.position, ++number,
           line.token, line.value, line.note);
    // Later means signed later: a proof that is carried late does not displace what was signed after it.
    db.run(
        "INSERT INTO proof_token(initiative, token, value, note, proof, at, id) VALUES(?,?,?,?,?,?,?) "
        "ON CONFLICT(initiative, token) DO UPDATE SET value = excluded.value, note = excluded.note, "
        "proof = excluded.proof, at = excluded.at, id = excluded.id WHERE (excluded.at, excluded.id) >= (at, id)",
        row.initiative, line.token, line.value, line.note, row.position, row.at, row.id);
  }
}

}  // namespace

void add_proof(Database& db, const ProofRow& row, const ProofParts& parts) {
  db.run("INSERT INTO proof(position, id, initiative, task, at, author, is_green) VALUES(?,?,?,?,?,?,?)", row.position,
         row.id, row.initiative, row.task, row.at, row.author, row.is_green);
  add_lines(db, row, parts.lines);
  std::int64_t number = 0;
  for (const LoggedMetric& metric : parts.metrics) {
    db.run("INSERT INTO proof_metric(proof, number, name, unit, before, after) VALUES(?,?,?,?,?,?)", row.position,
           ++number, metric.name, metric.unit, metric.before, metric.after);
  }
  number = 0;
  for (const Reference& reference : parts.references) {
    db.run("INSERT INTO proof_reference(proof, number, sort, text, digest) VALUES(?,?,?,?,?)", row.position, ++number,
           name_of(reference.sort), reference.text, reference.digest);
  }
}

std::vector<ProofRow> proofs_of(Database& db, std::int64_t initiative) {
  std::vector<ProofRow> proofs;
  for (Rows rows =
           db.query("SELECT position, id, initiative, task, at, author, is_green FROM proof WHERE initiative = ? "
                    "ORDER BY position",
                    initiative);
       rows.next();) {
    ProofRow row{.position = rows.integer(0),
                 .id = rows.id<RecordId>(1),
                 .initiative = rows.integer(2),
                 .task = {},
                 .at = rows.time(4),
                 .author = sound_handle(rows.bytes(5)),
                 .is_green = rows.integer(6) != 0};
    row.task = rows.maybe_integer(3);
    proofs.push_back(std::move(row));
  }
  return proofs;
}

ProofParts parts_of(Database& db, std::int64_t proof) {
  ProofParts parts;
  for (Rows rows = db.query("SELECT token, value, note FROM proof_line WHERE proof = ? ORDER BY number", proof);
       rows.next();) {
    parts.lines.push_back({.token = rows.text(0), .value = rows.text(1), .note = rows.text(2)});
  }
  for (Rows rows =
           db.query("SELECT name, unit, before, after FROM proof_metric WHERE proof = ? ORDER BY number", proof);
       rows.next();) {
    parts.metrics.push_back(
        {.name = rows.text(0), .unit = rows.text(1), .before = rows.text(2), .after = rows.text(3)});
  }
  for (Rows rows = db.query("SELECT sort, text, digest FROM proof_reference WHERE proof = ? ORDER BY number", proof);
       rows.next();) {
    const auto sort = value_of<ReferenceSort>(rows.bytes(0));
    TOS_SOUND(sort.has_value());
    parts.references.push_back({.sort = *sort, .text = rows.text(1), .digest = rows.text(2)});
  }
  return parts;
}

bool has_proof_for(Database& db, std::int64_t task) { return first_proof_for(db, task).has_value(); }

std::optional<std::int64_t> first_proof_for(Database& db, std::int64_t task) {
  return db.number("SELECT position FROM proof WHERE task = ? ORDER BY position LIMIT 1", task);
}

std::optional<TokenRow> latest_token(Database& db, std::int64_t initiative, std::string_view token) {
  Rows rows =
      db.query("SELECT value, note, proof FROM proof_token WHERE initiative = ? AND token = ?", initiative, token);
  if (!rows.next()) return std::nullopt;
  return TokenRow{.value = rows.text(0), .note = rows.text(1), .proof = rows.integer(2)};
}

void forget_tokens(Database& db, std::int64_t initiative) {
  db.run("DELETE FROM proof_token WHERE initiative = ?", initiative);
}

ProofCounts count_proofs(Database& db, std::int64_t initiative) {
  Rows rows = db.query(
      "SELECT count(*), coalesce(sum(is_green), 0), (SELECT count(*) FROM proof p JOIN proof_line l ON l.proof = "
      "p.position WHERE p.initiative = ?1) FROM proof WHERE initiative = ?1",
      initiative);
  TOS_SOUND(rows.next());
  return {.proofs = rows.integer(0), .lines = rows.integer(2), .green = rows.integer(1)};
}

std::vector<MeasuredRow> measured_in(Database& db, std::int64_t initiative) {
  std::vector<MeasuredRow> measured;
  for (Rows rows = db.query(
           "SELECT m.name, m.unit, m.before, m.after, p.position FROM proof p JOIN proof_metric m ON m.proof = "
           "p.position WHERE p.initiative = ? ORDER BY m.name, p.at, p.id",
           initiative);
       rows.next();) {
    measured.push_back(
        {.metric = {.name = rows.text(0), .unit = rows.text(1), .before = rows.text(2), .after = rows.text(3)},
         .proof = rows.integer(4)});
  }
  return measured;
}

void add_answers(Database& db, std::int64_t delivery, const std::vector<AnswerRow>& answers) {
  for (const AnswerRow& answer : answers) {
    db.run("INSERT INTO check_answer(delivery, number, is_met, note) VALUES(?,?,?,?)", delivery, answer.check,
           answer.is_met, answer.note);
  }
}

std::vector<AnswerRow> answers_of(Database& db, std::int64_t delivery) {
  std::vector<AnswerRow> answers;
  for (Rows rows =
           db.query("SELECT number, is_met, note FROM check_answer WHERE delivery = ? ORDER BY number", delivery);
       rows.next();) {
    answers.push_back({.check = rows.integer(0), .is_met = rows.integer(1) != 0, .note = rows.text(2)});
  }
  return answers;
}

void add_review(Database& db, const ReviewRow& row, const std::vector<DissentRow>& dissent) {
  db.run("INSERT INTO review(position, id, initiative, outcome, scheduled_days, author, at) VALUES(?,?,?,?,?,?,?)",
         row.position, row.id, row.initiative, row.outcome, row.scheduled_days, row.author, row.at);
  std::int64_t number = 0;
  for (const DissentRow& one : dissent) {
    db.run("INSERT INTO dissent(review, number, record, verdict) VALUES(?,?,?,?)", row.position, ++number, one.record,
           one.verdict);
  }
}

std::vector<ReviewRow> reviews_of(Database& db, std::int64_t initiative) {
  std::vector<ReviewRow> reviews;
  for (Rows rows = db.query(
           "SELECT position, id, initiative, outcome, scheduled_days, author, at FROM review WHERE initiative = ? "
           "ORDER BY position",
           initiative);
       rows.next();) {
    ReviewRow row{.position = rows.integer(0),
                  .id = rows.id<RecordId>(1),
                  .initiative = rows.integer(2),
                  .outcome = rows.text(3),
                  .scheduled_days = {},
                  .author = sound_handle(rows.bytes(5)),
                  .at = rows.time(6)};
    row.scheduled_days = rows.maybe_integer(4);
    reviews.push_back(std::move(row));
  }
  return reviews;
}

std::vector<DissentRow> dissent_in(Database& db, std::int64_t review) {
  std::vector<DissentRow> dissent;
  for (Rows rows = db.query("SELECT record, verdict FROM dissent WHERE review = ? ORDER BY number", review);
       rows.next();) {
    dissent.push_back({.record = rows.id<RecordId>(0), .verdict = rows.text(1)});
  }
  return dissent;
}

}  // namespace tos::delivery
