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

// Compare-and-swap of any reference: LOG-031 unless it is at `from` (nothing: it does not exist).
Result<void> swap_reference(Repository& repository, std::string_view name, const std::optional<ObjectId>& from,
                            const ObjectId& to, std::string_view reflog_message);

// Steps 3 and 4 of a move that was interrupted; nothing to do otherwise.
Result<void> finish_interrupted_move(Repository& repository);

}  // namespace tos::log
