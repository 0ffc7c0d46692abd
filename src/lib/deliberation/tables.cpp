#include "deliberation/tables.h"

#include "core/index/fitting.h"
#include "core/index/remembered.h"
#include "core/index/short_name.h"
#include "core/index/sound.h"
#include "deliberation/rules.h"

namespace tos::deliberation {

const char* const deliberation_schema = R"sql(
CREATE TABLE proposal_chain(first INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, newest INTEGER NOT NULL, folder TEXT NOT NULL,
                            state TEXT NOT NULL DEFAULT 'open', open_poll INTEGER, missed_quorums INTEGER NOT NULL DEFAULT 0,
                            stage TEXT NOT NULL DEFAULT 'present', stage_since INTEGER NOT NULL, adopted INTEGER NOT NULL DEFAULT 0,
                            refused INTEGER, closed INTEGER UNIQUE);
CREATE TABLE proposal(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, chain INTEGER NOT NULL, number INTEGER NOT NULL,
                      author TEXT NOT NULL, logged_at INTEGER NOT NULL, title TEXT NOT NULL, decision_type TEXT NOT NULL,
                      act_kind TEXT, act_target TEXT, sunset INTEGER, UNIQUE(chain, number));
CREATE TABLE recusal(chain INTEGER NOT NULL, member INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(chain, member)) WITHOUT ROWID;
CREATE TABLE evidence(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, number INTEGER NOT NULL UNIQUE, chain INTEGER NOT NULL,
                      author TEXT NOT NULL, kind TEXT NOT NULL, side TEXT NOT NULL, title TEXT NOT NULL, url TEXT, digest BLOB);
CREATE INDEX evidence_chain ON evidence(chain);
CREATE TABLE evidence_source(chain INTEGER NOT NULL, url TEXT NOT NULL, digest TEXT NOT NULL, undisputed INTEGER NOT NULL,
                             PRIMARY KEY(chain, url, digest)) WITHOUT ROWID;
CREATE INDEX evidence_undisputed ON evidence_source(chain) WHERE undisputed > 0;
CREATE TABLE evidence_review(evidence INTEGER NOT NULL, member INTEGER NOT NULL, at INTEGER NOT NULL, id BLOB NOT NULL, verdict TEXT NOT NULL,
                             ground TEXT, PRIMARY KEY(evidence, member)) WITHOUT ROWID;
CREATE TABLE proposal_option(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, number INTEGER NOT NULL UNIQUE, chain INTEGER NOT NULL,
                             parent INTEGER, author TEXT NOT NULL, label TEXT NOT NULL, plain TEXT NOT NULL, UNIQUE(chain, plain));
CREATE INDEX option_variant ON proposal_option(parent) WHERE parent IS NOT NULL;
CREATE TABLE option_trade_off(option INTEGER NOT NULL, place INTEGER NOT NULL, aspect TEXT NOT NULL, pro TEXT, con TEXT,
                              PRIMARY KEY(option, place)) WITHOUT ROWID;
CREATE TABLE member_position(chain INTEGER NOT NULL, member INTEGER NOT NULL, position INTEGER NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL,
                             stance TEXT NOT NULL, PRIMARY KEY(chain, member)) WITHOUT ROWID;
CREATE TABLE objection(position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, number INTEGER NOT NULL UNIQUE, chain INTEGER NOT NULL,
                       version INTEGER NOT NULL, member INTEGER NOT NULL, level TEXT NOT NULL, settled TEXT NOT NULL DEFAULT '',
                       settled_position INTEGER, owner TEXT, due INTEGER);
CREATE INDEX objection_chain ON objection(chain);
CREATE INDEX objection_open ON objection(chain, version, member) WHERE level = 'objection' AND settled = '';
CREATE TABLE objection_round(chain INTEGER PRIMARY KEY, version INTEGER NOT NULL, ends INTEGER NOT NULL, fallback TEXT NOT NULL);
)sql";

namespace {

#define TOS_SELECT_VERSION                                                                                     \
  "SELECT position, id, chain, number, author, logged_at, title, decision_type, act_kind, act_target, sunset " \
  "FROM proposal "
#define TOS_SELECT_CHAIN                                                                                  \
  "SELECT first, number, newest, folder, state, open_poll, missed_quorums, stage, stage_since, adopted, " \
  "refused FROM proposal_chain "

Version read_version(const Rows& rows) {
  Version version{.position = rows.integer(0),
                  .id = rows.id<ProposalId>(1),
                  .chain = rows.integer(2),
                  .number = rows.integer(3),
                  .author = sound_handle(rows.bytes(4)),
                  .logged_at = rows.time(5),
                  .title = rows.text(6),
                  .decision_type = sound_handle(rows.bytes(7))};
  if (!rows.is_null(8)) version.act = Act{.kind = rows.text(8), .target = rows.text(9)};
  version.sunset = rows.maybe_time(10);
  return version;
}

Chain read_chain(const Rows& rows) {
  Chain chain{.first = rows.integer(0),
              .number = rows.integer(1),
              .newest = rows.integer(2),
              .folder = rows.text(3),
              .state = fitting(value_of<ChainState>(rows.bytes(4)))};
  chain.open_poll = rows.maybe_integer(5);
  chain.missed_quorums = rows.integer(6);
  chain.stage = fitting(value_of<charter::Stage>(rows.bytes(7)));
  chain.stage_since = rows.time(8);
  chain.adopted = rows.integer(9) != 0;
  chain.refused = rows.maybe_integer(10);
  return chain;
}

}  // namespace

void add_chain(Database& db, std::int64_t first, std::string_view folder, Timestamp now) {
  db.run(
      "INSERT INTO proposal_chain(first, number, newest, folder, stage_since) "
      "VALUES(?1, (SELECT coalesce(max(number), 0) + 1 FROM proposal_chain), ?1, ?2, ?3)",
      first, folder, now);
}

void add_version(Database& db, const Version& version) {
  std::optional<std::string_view> act_kind;
  std::optional<std::string_view> act_target;
  if (version.act) {
    act_kind = version.act->kind;
    act_target = version.act->target;
  }
  db.run(
      "INSERT INTO proposal(position, id, chain, number, author, logged_at, title, decision_type, act_kind, "
      "act_target, sunset) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
      version.position, version.id, version.chain, version.number, version.author, version.logged_at, version.title,
      version.decision_type, act_kind, act_target, version.sunset);
  db.run("UPDATE proposal_chain SET newest = ? WHERE first = ?", version.position, version.chain);
  TOS_SOUND(db.changed_rows() == 1);
}

std::optional<Version> find_version(Database& db, const ProposalId& id) {
  Rows rows = db.query(TOS_SELECT_VERSION "WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return read_version(rows);
}

std::optional<Version> version_at(Database& db, std::int64_t position) {
  Rows rows = db.query(TOS_SELECT_VERSION "WHERE position = ?", position);
  if (!rows.next()) return std::nullopt;
  return read_version(rows);
}

std::vector<Version> versions_of(Database& db, std::int64_t chain) {
  std::vector<Version> versions;
  for (Rows rows = db.query(TOS_SELECT_VERSION "WHERE chain = ? ORDER BY number", chain); rows.next();) {
    versions.push_back(read_version(rows));
  }
  return versions;
}

Result<Version> require_version(Database& db, const ProposalId& id) {
  auto version = find_version(db, id);
  if (version) return *std::move(version);
  return refuse(rules::DEL_009, "there is no proposal {} here", id.hex16()).hint("tos proposal list");
}

Result<Subject> require_open(Database& db, const ProposalId& id) {
  TOS_TRY(Version version, require_version(db, id));
  Chain chain = chain_at(db, version.chain);
  if (chain.state == ChainState::open) return Subject{.version = std::move(version), .chain = std::move(chain)};
  return refuse(rules::DEL_021, "proposal '{}' (P{}) is {}", version.title, chain.number, name_of(chain.state))
      .hint("make a new proposal");
}

std::string folder_of_chain(Database& db, const ProposalId& version) {
  auto folder =
      db.text("SELECT c.folder FROM proposal p JOIN proposal_chain c ON c.first = p.chain WHERE p.id = ?", version);
  TOS_SOUND(folder.has_value());  // the check has found it
  return *std::move(folder);
}

bool is_author(Database& db, std::int64_t chain, const Handle& member) {
  return db.exists("SELECT 1 FROM proposal WHERE chain = ? AND author = ? LIMIT 1", chain, member);
}

Chain chain_at(Database& db, std::int64_t first) {
  Rows rows = db.query(TOS_SELECT_CHAIN "WHERE first = ?", first);
  const bool exists = rows.next();
  TOS_SOUND(exists);  // a version names its chain
  return read_chain(rows);
}

std::vector<Chain> all_chains(Database& db) {
  std::vector<Chain> chains;
  for (Rows rows = db.query(TOS_SELECT_CHAIN "ORDER BY number"); rows.next();) chains.push_back(read_chain(rows));
  return chains;
}

void set_chain_state(Database& db, std::int64_t chain, ChainState state) {
  db.run("UPDATE proposal_chain SET state = ? WHERE first = ?", name_of(state), chain);
  if (state == ChainState::open) return;
  db.run("UPDATE proposal_chain SET closed = ? WHERE first = ?", closing_count(db) + 1, chain);
}
std::int64_t closing_count(Database& db) { return db.number("SELECT max(closed) FROM proposal_chain").value_or(0); }
std::vector<Closing> closings_after(Database& db, std::int64_t number) {
  std::vector<Closing> closings;
  for (Rows rows = db.query("SELECT closed, first FROM proposal_chain WHERE closed > ? ORDER BY closed", number);
       rows.next();) {
    closings.push_back({.number = rows.integer(0), .chain = rows.integer(1)});
  }
  return closings;
}
void set_open_poll(Database& db, std::int64_t chain, std::optional<std::int64_t> poll) {
  db.run("UPDATE proposal_chain SET open_poll = ? WHERE first = ?", poll, chain);
}
void count_missed_quorum(Database& db, std::int64_t chain) {
  db.run("UPDATE proposal_chain SET missed_quorums = missed_quorums + 1 WHERE first = ?", chain);
}
void set_adopted(Database& db, std::int64_t chain) {
  db.run("UPDATE proposal_chain SET adopted = 1 WHERE first = ?", chain);
}
void set_refused(Database& db, std::int64_t chain, std::int64_t version) {
  db.run("UPDATE proposal_chain SET refused = ? WHERE first = ?", version, chain);
}
void set_stage(Database& db, std::int64_t chain, charter::Stage stage, Timestamp now) {
  db.run("UPDATE proposal_chain SET stage = ?, stage_since = ? WHERE first = ?", name_of(stage), now, chain);
}
void archive_chain(Database& db, const Chain& chain, Timestamp now) {
  if (chain.state == ChainState::open) set_chain_state(db, chain.first, ChainState::archived);
  set_stage(db, chain.first, charter::Stage::archived, now);
}
void enter_vote(Database& db, std::int64_t chain, std::int64_t poll, Timestamp now) {
  set_open_poll(db, chain, poll);
  if (chain_at(db, chain).stage < charter::Stage::vote) set_stage(db, chain, charter::Stage::vote, now);
}

void add_recusal(Database& db, std::int64_t chain, std::int64_t member, std::int64_t position) {
  db.bump(Database::Part::recusals);
  db.run("INSERT INTO recusal(chain, member, position) VALUES(?,?,?)", chain, member, position);
}
bool is_recused(Database& db, std::int64_t chain, std::int64_t member) {
  // Asked of every ballot, and true of few: whether there is any recusal at all is remembered.
  static thread_local Remembered<std::optional<bool>> remembered;
  std::optional<bool>& any = remembered.of(db, Database::Part::recusals);
  if (!any) any = db.exists("SELECT 1 FROM recusal LIMIT 1");
  return *any && db.exists("SELECT 1 FROM recusal WHERE chain = ? AND member = ?", chain, member);
}
std::vector<std::int64_t> recused_members(Database& db, std::int64_t chain, std::int64_t before) {
  std::vector<std::int64_t> members;
  for (Rows rows =
           db.query("SELECT member FROM recusal WHERE chain = ? AND position < ? ORDER BY member", chain, before);
       rows.next();) {
    members.push_back(rows.integer(0));
  }
  return members;
}

Result<Version> resolve_proposal(Database& db, std::string_view name) {
  if (const auto number = index::parse_short_name(name, 'P')) {
    Rows rows = db.query(TOS_SELECT_VERSION "WHERE position = (SELECT newest FROM proposal_chain c WHERE c.number = ?)",
                         *number);
    if (rows.next()) return read_version(rows);
  } else if (const auto range = index::parse_id_prefix(name)) {
    Rows rows = db.query(TOS_SELECT_VERSION "WHERE id BETWEEN ? AND ? LIMIT 2", Blob{range->first_bytes()},
                         Blob{range->last_bytes()});
    if (rows.next()) {
      Version version = read_version(rows);
      if (!rows.next()) return version;
      return refuse(rules::DEL_020, "more than one proposal begins with {}", name).hint("write more digits of the id");
    }
  }
  return refuse(rules::DEL_020, "there is no proposal '{}'", name).hint("tos proposal list");
}

}  // namespace tos::deliberation
