#pragma once
#include <optional>

#include "economy/transfer.h"
#include "history/group.h"

namespace tos::cli {

// What the log has of movements that are larger than one record.

// Which part of which batch a record is; nothing for any other.
Result<std::optional<economy::BatchPart>> batch_part_of(history::Group& group, const index::LogEntry& entry);

// How many records go when the newest `count` are taken back, so that no batch is torn: where the last of them is a
// part, the older parts next to it go as well, as far as the newest `limit` reach.
Result<std::int64_t> count_with_whole_batch(history::Group& group, std::int64_t count, std::int64_t limit);

// ECO-050 where the record is a part of a batch that another part made whole, or that is not whole: a correction names
// the one that made the movement.
Result<void> check_made_movement(history::Group& group, const index::LogEntry& entry);

}  // namespace tos::cli
