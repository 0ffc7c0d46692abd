#pragma once
#include <string>
#include <vector>

#include "federation/carry.h"
#include "federation/transport.h"
#include "history/group.h"

// Bringing a clone and its remote together (DESIGN §4 Sync). Every function leaves main as it was or at its new state:
// new commits are built first, then main moves once.
namespace tos::federation {

struct SyncOptions {
  Timestamp reader_clock;
  unsigned threads = 2;
  // False: only say what would be done. What is fetched is there then, and nothing follows it.
  bool apply = true;
};

struct PullReport {
  std::int64_t received = 0;     // records that are new here
  std::int64_t size = 0;         // records in main's log now
  std::int64_t unpublished = 0;  // of them, not at the remote
  LogRoot root;
  bool remote_is_empty = false;              // no main there yet
  bool remote_is_behind = false;             // its log is a beginning of ours
  bool was_rewritten = false;                // other commit ids, same log
  std::vector<SetAside> aside;               // kept under <tos_dir>/aside/
  std::vector<log::ObjectId> commits_aside;  // kept under refs/tos/aside/
  std::optional<Refusal> problem;            // why the remote's log ends before its head
  std::optional<Refusal> absent_text;        // REC-009: what is new lacks a text that no redaction permits to go
  std::string evidence;  // its number under refs/tos/evidence/: what has the problem, or what still had the text
};

// Fetches, compares, verifies what is new record by record, and carries local unpublished records on top. LOG-113 when
// the remote does not continue this clone's log (the other history is kept as evidence).
Result<PullReport> pull(log::Repository& repository, const SyncOptions& options);

struct PushReport {
  PushOutcome outcome;
  std::optional<PullReport> pulled;  // where push had to pull first: the last one
  std::int64_t published = 0;        // records published now
  std::int64_t free_commits = 0;     // and commits of free files
  int attempts = 0;
  std::optional<Refusal> not_noted;  // the remote has the records, but this clone's references could not be set
};
// FED-003 when others are faster five times; FED-002 when the remote's log ends at a bad commit. A refusal by the
// remote's own hook is no refusal here: see outcome.
Result<PushReport> push(log::Repository& repository, const SyncOptions& options);
// Whether a push died, or could not note what it had published: the next push or pull finds out.
bool has_unfinished_push(const log::Repository& repository);

struct RepairPlan {
  std::optional<Refusal> local_problem;   // why main's log ends before its head
  std::optional<Refusal> remote_problem;  // why the remote's does
  std::int64_t good_size = 0;             // records in the longest good prefix
  std::size_t carried = 0;                // valid records carried again on top of it
  std::vector<SetAside> aside;
  std::vector<log::ObjectId> commits_aside;
  std::vector<std::string> evidence;             // numbers under refs/tos/evidence/
  std::optional<log::ObjectId> bad_remote_head;  // the lease of a forced push
  log::ObjectId from, to;                        // main before and after
};
// What repair would do; with `apply`, it is done.
Result<RepairPlan> repair(log::Repository& repository, const SyncOptions& options, bool apply);

// Commits of free files in main, or up to `end`, that the remote does not have, as far as this clone knows.
Result<std::int64_t> free_commits_ahead(const log::Repository& repository,
                                        const std::optional<log::ObjectId>& end = {});

// Notes how far the log is published: after a clone, a pull or a push.
Result<void> mark_published(log::Repository& repository, const log::RepositoryLock& lock, const log::ObjectId& commit);

// The same repository, opened once more: a Group wants one of its own.
Result<log::Repository> reopen(const log::Repository& repository);

}  // namespace tos::federation
