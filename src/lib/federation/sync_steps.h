#pragma once
#include "federation/remote_log.h"
#include "federation/sync.h"

// Steps that pull, push and repair share; for this module's own sources.
namespace tos::federation {

inline constexpr const char* fetched_ref = "refs/tos/fetched";

// A clone's own side, read before anything is fetched.
struct LocalSide {
  log::ObjectId main;
  KnownLog known;
  std::int64_t size = 0;
  LogRoot root;
  std::int64_t unpublished = 0;
  std::optional<log::ObjectId> good;  // the last good commit of main
  std::optional<Refusal> problem;     // what comes after it
};
LocalSide read_local(history::Group& group, const log::ObjectId& main);

Result<PullReport> pull_locked(log::Repository& repository, const log::RepositoryLock& lock,
                               const SyncOptions& options);

// The note that a push is under way or died, and what was published is not known.
void forget_push(const log::Repository& repository);

Result<history::Group> open_group(const log::Repository& repository, const SyncOptions& options,
                                  const std::optional<log::ObjectId>& head = {});

// Whether `ancestor` is `commit` or one of those before it.
Result<bool> is_ancestor(const log::Repository& repository, const log::ObjectId& ancestor, const log::ObjectId& commit);

// The newest commit that is in both histories; nothing where there is none.
Result<std::optional<log::ObjectId>> common_commit(const log::Repository& repository, const log::ObjectId& one,
                                                   const log::ObjectId& other);

// Sets any reference to where it should be, wherever it was.
Result<void> put_reference(log::Repository& repository, const log::RepositoryLock& lock, const std::string& name,
                           const log::ObjectId& commit);

Result<void> keep_commits_aside(log::Repository& repository, const log::RepositoryLock& lock,
                                const std::vector<log::ObjectId>& commits);

}  // namespace tos::federation
