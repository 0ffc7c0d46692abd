#pragma once
#include <functional>
#include <span>

#include "core/log/object_reader.h"
#include "history/signed_record.h"
#include "history/tree_files.h"

namespace tos::history {

// One listed id, and what was found for it.
struct SourcedRecord {
  RecordId id;
  std::string path;             // where the file stands; empty where there is none
  Result<SignedRecord> record;  // REC-…, SIG-…, LOG-109, LOG-114, with path and line
};

// Reads the records of these ids: object → split, signature, form, body. `threads` of 1 reads in this thread; more
// read ahead in workers of their own, a bounded number of chunks, and `take` is called in order in this thread.
// Return false from `take` to stop.
Result<void> read_records(const log::Repository& repository, const TreeFiles& files, std::span<const RecordId> ids,
                          unsigned threads, const std::function<bool(SourcedRecord&)>& take);

}  // namespace tos::history
