#pragma once
#include "core/log/history.h"
#include "history/record_source.h"
#include "history/replay.h"

namespace tos::history {

// How far a replay came along a history.
struct Progress {
  std::optional<log::ObjectId> commit;  // the last commit taken; the base where none was
  std::vector<RecordId> records;        // taken, in order
  std::optional<Refusal> problem;       // why it stopped before the end
};

// Replays these commits, each as a whole: a commit with a record that does not pass is not taken, nor any after it.
// `files` are those that the commits add. `until` (a commit of the history) stops after it. The caller holds a
// transaction.
Result<Progress> replay_commits(const log::Repository& repository, const log::History& history, const TreeFiles& files,
                                Replay& replay, Timestamp reader_clock, unsigned threads, std::size_t first_commit,
                                std::size_t end_commit);

}  // namespace tos::history
