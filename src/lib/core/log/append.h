#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/log/commit.h"
#include "core/log/repository.h"

namespace tos::log {

// Held by the one tos process that may write to a clone; others wait for it. flock on <tos_dir>/lock, so it ends with
// the process. Taking it also finishes what a process that died in the middle had left (see checkout.h).
class RepositoryLock {
 public:
  // LOG-030 (409) when another process holds it for longer than `wait_ms`.
  static Result<RepositoryLock> acquire(Repository& repository, int wait_ms = 10'000);
  RepositoryLock(RepositoryLock&& other) noexcept;
  RepositoryLock& operator=(RepositoryLock&&) = delete;
  ~RepositoryLock();

 private:
  explicit RepositoryLock(int file) : file_(file) {}
  int file_;
};

// Whether taking the lock has something to finish.
bool has_interrupted_move(const Repository& repository);

struct NewRecord {
  RecordId id;
  std::string path;   // in a home
  std::string bytes;  // the whole file
};

struct NewRecordCommit {
  CommitStamp stamp;
  std::vector<NewRecord> records;  // 1 to max_records_per_commit
};

// Appends record commits to main: all of them or none, durable when it returns. `parent` is what main must be
// (nothing: unborn), else LOG-031. LOG-032 when a path is taken. In a checked-out clone work tree and index follow;
// changes of the user elsewhere in them stay as they are. Returns main's new commit.
Result<ObjectId> append(Repository& repository, const RepositoryLock& lock, const std::optional<ObjectId>& parent,
                        std::span<const NewRecordCommit> commits);

struct FreeFile {
  std::string path;                  // not in a home
  std::optional<std::string> bytes;  // nothing: remove it
};

struct FreeCommit {
  std::string name;  // author and committer
  std::string email;
  Timestamp at;
  std::string message;
  std::vector<FreeFile> files;
};

// A commit that logs nothing and changes files outside the homes (README, .gitattributes, CI).
Result<ObjectId> append_free(Repository& repository, const RepositoryLock& lock, const std::optional<ObjectId>& parent,
                             const FreeCommit& commit);

// The first two commits of a group at once: its founding record, and on top of it a free commit.
Result<ObjectId> found(Repository& repository, const RepositoryLock& lock, const NewRecordCommit& founding,
                       const FreeCommit& files);

// Sets main (and work tree and index, where main is checked out) from `from` to `to`: LOG-031 when main is not `from`.
// Files the user has changed are left as they are. For undo, pull and repair.
Result<void> move_main(Repository& repository, const RepositoryLock& lock, const std::optional<ObjectId>& from,
                       const ObjectId& to);

// Creates or moves any other reference ("refs/tos/…", "refs/heads/tos/parent"); LOG-031 when it is not `from`.
Result<void> set_reference(Repository& repository, const RepositoryLock& lock, std::string_view name,
                           const std::optional<ObjectId>& from, const ObjectId& to);

}  // namespace tos::log
