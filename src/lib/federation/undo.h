#pragma once
#include <vector>

#include "federation/carry.h"
#include "federation/sync.h"

namespace tos::federation {

struct Undone {
  std::vector<history::SignedRecord> records;     // newest first, kept under <tos_dir>/aside/
  std::size_t free_commits = 0;                   // commits of free files that stay, made again where they must be
  std::vector<log::ObjectId> commits_aside = {};  // of those, what does not fit without the records
  log::ObjectId from, to;                         // main before and after
};

// Takes main back by its newest `count` records; commits of free files among and after them stay. Record commits go
// whole. The caller makes sure that what goes is not published. Without options.apply nothing moves. LOG-115 when there
// are not so many.
Result<Undone> undo(log::Repository& repository, const SyncOptions& options, std::int64_t count);

}  // namespace tos::federation
