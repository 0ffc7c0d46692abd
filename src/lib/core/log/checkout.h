#pragma once
#include <optional>

#include "core/base/result.h"
#include "core/log/repository.h"

// Keeping a checked-out work tree and git's index beside main. Every move of main goes through move_branch():
//   1. a note of the move (<git_dir>/tos/moving: old and new commit) is written durably,
//   2. main is moved by compare-and-swap; this is the moment at which the move has happened,
//   3. files and index entries that differ between the two commits follow,
//   4. the note is removed.
// A process that dies before 2 leaves main, work tree and index untouched; one that dies after it leaves a note, and
// whoever next takes the RepositoryLock does 3 and 4 again. Clones without a checkout have only step 2.
// A file that the user has changed (or an index entry that they staged) is left alone: git status then shows it.
namespace tos::log {

Result<void> move_branch(Repository& repository, const std::optional<ObjectId>& from, const ObjectId& to,
                         std::string_view reflog_message);

// Compare-and-swap of any reference: LOG-031 unless it is at `from` (nothing: it does not exist), or while its lock is
// held; SYS-001 where it cannot be written.
Result<void> swap_reference(Repository& repository, std::string_view name, const std::optional<ObjectId>& from,
                            const ObjectId& to, std::string_view reflog_message);

// LOG-034 when a free file that differs between the two commits was edited here: to go there would leave the edit and
// the older text as a change that takes the newer one back.
Result<void> check_edits(const Repository& repository, const ObjectId& from, const ObjectId& to);

// Checks main out where nothing is yet: as a move from no commit. Files that are there stay as they are.
Result<void> check_out_main(Repository& repository);

// The lock file that a process which was killed in swap_reference() left. The caller holds the RepositoryLock.
void remove_stale_reference_lock(const Repository& repository);

// Steps 3 and 4 of a move that was interrupted; nothing to do otherwise.
Result<void> finish_interrupted_move(Repository& repository);

}  // namespace tos::log
