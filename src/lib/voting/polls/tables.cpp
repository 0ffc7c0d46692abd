#include "voting/polls/tables.h"

#include <map>

#include "core/index/fitting.h"
#include "core/index/remembered.h"
#include "core/index/short_name.h"
#include "core/index/sound.h"
#include "voting/polls/rules.h"

namespace tos::voting {

// A ballot's id and time stand in the log under its position.
const char* const voting_schema = R"sql(
CREATE TABLE poll(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, number INTEGER NOT NULL UNIQUE, proposal INTEGER NOT NULL,
                  chain INTEGER NOT NULL, method TEXT NOT NULL, quorum TEXT NOT NULL, threshold TEXT NOT NULL, denominator TEXT NOT NULL,
                  opens_at INTEGER NOT NULL, closes_at INTEGER NOT NULL, last_arrival INTEGER NOT NULL, certifiers INTEGER NOT NULL,
                  sharded INTEGER NOT NULL, tie TEXT NOT NULL, cooling_off_hours INTEGER NOT NULL, certify_within_days INTEGER NOT NULL,
                  challenge_days INTEGER NOT NULL, electorate INTEGER NOT NULL, dormant INTEGER NOT NULL, standing INTEGER NOT NULL,
                  folder TEXT NOT NULL,
                  decision INTEGER);
CREATE INDEX poll_undecided ON poll(last_arrival) WHERE decision IS NULL;
CREATE TABLE poll_option(poll INTEGER NOT NULL, number INTEGER NOT NULL, title TEXT NOT NULL, PRIMARY KEY(poll, number)) WITHOUT ROWID;
CREATE TABLE poll_dormant(poll INTEGER NOT NULL, member INTEGER NOT NULL, PRIMARY KEY(poll, member)) WITHOUT ROWID;
CREATE TABLE ballot(poll INTEGER NOT NULL, member INTEGER NOT NULL, position INTEGER NOT NULL, choice TEXT NOT NULL, key BLOB NOT NULL,
                    PRIMARY KEY(poll, member, position)) WITHOUT ROWID;
CREATE TABLE decision(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, number INTEGER NOT NULL UNIQUE, poll INTEGER NOT NULL UNIQUE,
                      outcome TEXT NOT NULL, state TEXT NOT NULL, decided_at INTEGER NOT NULL, cooling_until INTEGER NOT NULL,
                      certifiers INTEGER NOT NULL, certified_at INTEGER, certify_until INTEGER, uncertified INTEGER NOT NULL,
                      in_force_at INTEGER, challenge_until INTEGER NOT NULL, set_aside INTEGER NOT NULL, winner INTEGER,
                      superseded_by INTEGER, repealed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX decision_superseded ON decision(superseded_by) WHERE superseded_by IS NOT NULL;
CREATE TABLE decision_figure(decision INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, numerator INTEGER NOT NULL,
                             denominator INTEGER NOT NULL, PRIMARY KEY(decision, place)) WITHOUT ROWID;
CREATE TABLE rejoinder(dissent BLOB NOT NULL, decision INTEGER NOT NULL, how TEXT NOT NULL, PRIMARY KEY(dissent, decision)) WITHOUT ROWID;
)sql";

namespace {

#define TOS_SELECT_POLL                                                                                          \
  "SELECT position, id, number, proposal, chain, method, quorum, threshold, denominator, opens_at, closes_at, "  \
  "last_arrival, certifiers, sharded, tie, cooling_off_hours, certify_within_days, challenge_days, electorate, " \
  "dormant, folder, decision, standing FROM poll "
#define TOS_SELECT_DECISION                                                                                    \
  "SELECT position, id, number, poll, outcome, state, decided_at, cooling_until, certifiers, certified_at, "   \
  "certify_until, uncertified, in_force_at, challenge_until, set_aside, winner, superseded_by, repealed FROM " \
  "decision "
#define TOS_SELECT_BALLOT \
  "SELECT b.position, l.id, b.member, l.at, b.choice, b.key FROM ballot b JOIN log l ON l.position = b.position "

PollRow read_poll(const Rows& rows) {
  return {.position = rows.integer(0),
          .id = rows.id<PollId>(1),
          .number = rows.integer(2),
          .proposal = rows.integer(3),
          .chain = rows.integer(4),
          .method = fitting(value_of<PollMethod>(rows.bytes(5))),
          .quorum = fitting(Rational::parse(rows.bytes(6))),
          .threshold = fitting(Rational::parse(rows.bytes(7))),
          .denominator = fitting(value_of<charter::Denominator>(rows.bytes(8))),
          .opens_at = rows.time(9),
          .closes_at = rows.time(10),
          .last_arrival = rows.time(11),
          .certifiers = rows.integer(12),
          .sharded = rows.integer(13) != 0,
          .tie = fitting(value_of<charter::TieRule>(rows.bytes(14))),
          .cooling_off_hours = rows.integer(15),
          .certify_within_days = rows.integer(16),
          .challenge_days = rows.integer(17),
          .electorate = rows.integer(18),
          .dormant = rows.integer(19),
          .standing = rows.integer(22),
          .folder = rows.text(20),
          .decision = rows.maybe_integer(21)};
}

DecisionRow read_decision(const Rows& rows) {
  return {.position = rows.integer(0),
          .id = rows.id<DecisionId>(1),
          .number = rows.integer(2),
          .poll = rows.integer(3),
          .outcome = fitting(value_of<DecisionOutcome>(rows.bytes(4))),
          .state = fitting(value_of<DecisionState>(rows.bytes(5))),
          .decided_at = rows.time(6),
          .cooling_until = rows.time(7),
          .certifiers = rows.integer(8),
          .certified_at = rows.maybe_integer(9),
          .certify_until = rows.maybe_time(10),
          .uncertified = rows.integer(11) != 0,
          .in_force_at = rows.maybe_time(12),
          .challenge_until = rows.time(13),
          .set_aside = rows.integer(14),
          .superseded_by = rows.maybe_integer(16),
          .repealed = rows.integer(17) != 0,
          .winner = rows.maybe_integer(15)};
}

std::vector<PollRow> read_polls(Rows rows) {
  std::vector<PollRow> polls;
  while (rows.next()) polls.push_back(read_poll(rows));
  return polls;
}

std::vector<BallotRow> read_ballots(Rows rows) {
  std::vector<BallotRow> ballots;
  while (rows.next()) {
    ballots.push_back({.position = rows.integer(0),
                       .id = rows.id<RecordId>(1),
                       .member = rows.integer(2),
                       .at = rows.time(3),
                       .choice = rows.text(4),
                       .key = rows.id<KeyId>(5)});
  }
  return ballots;
}

std::vector<std::int64_t> read_numbers(Rows rows) {
  std::vector<std::int64_t> numbers;
  while (rows.next()) numbers.push_back(rows.integer(0));
  return numbers;
}

}  // namespace

void add_poll(Database& db, const PollRow& poll, const std::vector<std::string>& options,
              const std::vector<std::int64_t>& dormant) {
  db.run(
      "INSERT INTO poll(position, id, number, proposal, chain, method, quorum, threshold, denominator, opens_at, "
      "closes_at, last_arrival, certifiers, sharded, tie, cooling_off_hours, certify_within_days, challenge_days, "
      "electorate, dormant, standing, folder) VALUES(?,?,(SELECT coalesce(max(number), 0) + 1 FROM "
      "poll),?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      poll.position, poll.id, poll.proposal, poll.chain, name_of(poll.method), poll.quorum.to_string(),
      poll.threshold.to_string(), name_of(poll.denominator), poll.opens_at, poll.closes_at, poll.last_arrival,
      poll.certifiers, poll.sharded, name_of(poll.tie), poll.cooling_off_hours, poll.certify_within_days,
      poll.challenge_days, poll.electorate, poll.dormant, poll.standing, poll.folder);
  std::int64_t number = 0;
  for (const std::string& title : options) {
    db.run("INSERT INTO poll_option(poll, number, title) VALUES(?,?,?)", poll.position, ++number, title);
  }
  for (const std::int64_t member : dormant) {
    db.run("INSERT INTO poll_dormant(poll, member) VALUES(?,?)", poll.position, member);
  }
}

std::optional<PollRow> find_poll(Database& db, const PollId& id) {
  Rows rows = db.query(TOS_SELECT_POLL "WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_poll(rows);
}

PollRow poll_at(Database& db, std::int64_t position) {
  Rows rows = db.query(TOS_SELECT_POLL "WHERE position = ?", position);
  const bool exists = rows.next();
  TOS_SOUND(exists);  // whoever names a position has it from a row
  return read_poll(rows);
}

std::vector<PollRow> all_polls(Database& db) { return read_polls(db.query(TOS_SELECT_POLL "ORDER BY number")); }
std::vector<PollRow> undecided_polls(Database& db) {
  return read_polls(db.query(TOS_SELECT_POLL "WHERE decision IS NULL ORDER BY last_arrival, number"));
}
std::vector<PollRow> due_polls(Database& db, Timestamp now) {
  return read_polls(
      db.query(TOS_SELECT_POLL "WHERE decision IS NULL AND last_arrival < ? ORDER BY last_arrival, number", now));
}

std::vector<std::string> options_of(Database& db, std::int64_t poll) {
  std::vector<std::string> options;
  for (Rows rows = db.query("SELECT title FROM poll_option WHERE poll = ? ORDER BY number", poll); rows.next();) {
    options.push_back(rows.text(0));
  }
  return options;
}

std::vector<std::int64_t> dormant_in(Database& db, std::int64_t poll) {
  return read_numbers(db.query("SELECT member FROM poll_dormant WHERE poll = ? ORDER BY member", poll));
}
bool is_dormant_in(Database& db, std::int64_t poll, std::int64_t member) {
  return db.exists("SELECT 1 FROM poll_dormant WHERE poll = ? AND member = ?", poll, member);
}

Result<PollRow> resolve_poll(Database& db, std::string_view name) {
  if (const auto number = index::parse_short_name(name, 'V')) {
    Rows rows = db.query(TOS_SELECT_POLL "WHERE number = ?", *number);
    if (rows.next()) return read_poll(rows);
  } else if (const auto range = index::parse_id_prefix(name)) {
    const auto polls = read_polls(db.query(TOS_SELECT_POLL "WHERE id BETWEEN ? AND ? LIMIT 2",
                                           Blob{range->first_bytes()}, Blob{range->last_bytes()}));
    if (polls.size() == 1) return polls.front();
    if (polls.size() > 1) {
      return refuse(rules::VOT_050, "more than one poll begins with {}", name).hint("write more digits of the id");
    }
  }
  return refuse(rules::VOT_050, "there is no poll '{}'", name).hint("tos poll list");
}

const BallotPoll* find_ballot_poll(Database& db, const PollId& id) {
  constexpr std::size_t most_known_polls = 256;
  static thread_local Remembered<std::map<PollId, BallotPoll>> remembered;
  std::map<PollId, BallotPoll>& polls = remembered.of(db, Database::Part::log);
  if (const auto known = polls.find(id); known != polls.end()) return &known->second;
  Rows rows = db.query(
      "SELECT position, chain, method, opens_at, closes_at, last_arrival, dormant, standing, folder, sharded, (SELECT "
      "count(*) FROM poll_option o WHERE o.poll = poll.position) FROM poll WHERE id = ?",
      id);
  if (!rows.next()) return nullptr;
  if (polls.size() == most_known_polls) polls.clear();
  BallotPoll poll{.position = rows.integer(0),
                  .chain = rows.integer(1),
                  .method = fitting(value_of<PollMethod>(rows.bytes(2))),
                  .options = rows.integer(10),
                  .opens_at = rows.time(3),
                  .closes_at = rows.time(4),
                  .last_arrival = rows.time(5),
                  .dormant = rows.integer(6),
                  .standing = rows.integer(7),
                  .folder = rows.text(8),
                  .sharded = rows.integer(9) != 0};
  return &polls.emplace(id, std::move(poll)).first->second;
}

void add_ballot(Database& db, std::int64_t poll, const BallotRow& ballot) {
  db.run("INSERT INTO ballot(poll, member, position, choice, key) VALUES(?,?,?,?,?)", poll, ballot.member,
         ballot.position, ballot.choice, ballot.key);
}
std::vector<BallotRow> ballots_of(Database& db, std::int64_t poll) {
  return read_ballots(db.query(TOS_SELECT_BALLOT "WHERE b.poll = ? ORDER BY b.member, l.at, l.id", poll));
}
std::vector<BallotRow> ballots_by(Database& db, std::int64_t poll, std::int64_t member) {
  return read_ballots(
      db.query(TOS_SELECT_BALLOT "WHERE b.poll = ? AND b.member = ? ORDER BY l.at, l.id", poll, member));
}
std::int64_t voter_count(Database& db, std::int64_t poll) {
  return db.number("SELECT count(DISTINCT member) FROM ballot WHERE poll = ?", poll).value_or(0);
}

void add_decision(Database& db, const DecisionRow& decision, const std::vector<FigureRow>& figures) {
  db.run(
      "INSERT INTO decision(position, id, number, poll, outcome, state, decided_at, cooling_until, certifiers, "
      "certified_at, certify_until, uncertified, in_force_at, challenge_until, set_aside, winner) VALUES(?,?,(SELECT "
      "coalesce(max(number), 0) + 1 FROM decision),?,?,?,?,?,?,?,?,?,?,?,?,?)",
      decision.position, decision.id, decision.poll, name_of(decision.outcome), name_of(decision.state),
      decision.decided_at, decision.cooling_until, decision.certifiers, decision.certified_at, decision.certify_until,
      decision.uncertified, decision.in_force_at, decision.challenge_until, decision.set_aside, decision.winner);
  std::int64_t place = 0;
  for (const FigureRow& figure : figures) {
    db.run("INSERT INTO decision_figure(decision, place, name, numerator, denominator) VALUES(?,?,?,?,?)",
           decision.position, ++place, figure.name, figure.numerator, figure.denominator);
  }
  db.run("UPDATE poll SET decision = ? WHERE position = ?", decision.position, decision.poll);
}

std::optional<DecisionRow> find_decision(Database& db, const DecisionId& id) {
  Rows rows = db.query(TOS_SELECT_DECISION "WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_decision(rows);
}

DecisionRow decision_at(Database& db, std::int64_t position) {
  Rows rows = db.query(TOS_SELECT_DECISION "WHERE position = ?", position);
  const bool exists = rows.next();
  TOS_SOUND(exists);
  return read_decision(rows);
}

std::vector<DecisionRow> all_decisions(Database& db) {
  std::vector<DecisionRow> decisions;
  for (Rows rows = db.query(TOS_SELECT_DECISION "ORDER BY number"); rows.next();) {
    decisions.push_back(read_decision(rows));
  }
  return decisions;
}

std::vector<FigureRow> figures_of(Database& db, std::int64_t decision) {
  std::vector<FigureRow> figures;
  for (Rows rows = db.query(
           "SELECT name, numerator, denominator FROM decision_figure WHERE decision = ? ORDER BY place", decision);
       rows.next();) {
    figures.push_back({.name = rows.text(0), .numerator = rows.integer(1), .denominator = rows.integer(2)});
  }
  return figures;
}

void set_certified(Database& db, const DecisionId& id, std::int64_t position) {
  db.run("UPDATE decision SET certified_at = ? WHERE id = ?", position, id);
}

void set_final(Database& db, const DecisionId& id, Timestamp at, bool uncertified) {
  db.run("UPDATE decision SET state = 'final', in_force_at = ?, uncertified = ? WHERE id = ?", at, uncertified, id);
}

void set_superseded(Database& db, const DecisionId& policy, std::int64_t by, bool repealed) {
  db.run("UPDATE decision SET state = 'superseded', superseded_by = ?, repealed = ? WHERE id = ?", by, repealed,
         policy);
}

std::optional<DecisionRow> superseded_by(Database& db, std::int64_t decision) {
  Rows rows = db.query(TOS_SELECT_DECISION "WHERE superseded_by = ?", decision);
  if (!rows.next()) return std::nullopt;
  return read_decision(rows);
}

void add_rejoinder(Database& db, const RecordId& dissent, const Rejoinder& rejoinder) {
  db.run("INSERT INTO rejoinder(dissent, decision, how) VALUES(?,?,?)", dissent, rejoinder.decision, rejoinder.how);
}

std::vector<Rejoinder> rejoinders_to(Database& db, const RecordId& dissent) {
  std::vector<Rejoinder> rejoinders;
  Rows rows = db.query("SELECT decision, how FROM rejoinder WHERE dissent = ? ORDER BY decision", dissent);
  while (rows.next()) rejoinders.push_back({.decision = rows.integer(0), .how = rows.text(1)});
  return rejoinders;
}

Result<DecisionRow> resolve_decision(Database& db, std::string_view name) {
  if (const auto number = index::parse_short_name(name, 'D')) {
    Rows rows = db.query(TOS_SELECT_DECISION "WHERE number = ?", *number);
    if (rows.next()) return read_decision(rows);
  } else if (const auto range = index::parse_id_prefix(name)) {
    Rows rows = db.query(TOS_SELECT_DECISION "WHERE id BETWEEN ? AND ? LIMIT 2", Blob{range->first_bytes()},
                         Blob{range->last_bytes()});
    if (rows.next()) {
      DecisionRow decision = read_decision(rows);
      if (!rows.next()) return decision;
      return refuse(rules::VOT_051, "more than one decision begins with {}", name).hint("write more digits of the id");
    }
  }
  return refuse(rules::VOT_051, "there is no decision '{}'", name).hint("tos decision list");
}

}  // namespace tos::voting
