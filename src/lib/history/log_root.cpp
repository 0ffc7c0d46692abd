#include "history/log_root.h"

#include "core/base/assert.h"
#include "core/index/log_table.h"
#include "core/log/merkle.h"

namespace tos::history {
namespace {

Digest subtree(Database& db, std::int64_t position) {
  const auto found = index::subtree_at(db, position);
  if (!found) throw DatabaseError{.code = DatabaseError::damaged, .what = "the log in the read model has a gap"};
  return *found;
}

}  // namespace

// The prefix consists of one complete subtree for each bit of its size, the smallest at its end.
LogRoot root_at(Database& db, std::int64_t size) {
  if (size == 0) return log::MerkleFrontier().root();
  Digest node = subtree(db, size);
  for (std::int64_t end = size & (size - 1); end != 0; end &= end - 1) {
    node = log::merkle_node_hash(subtree(db, end), node);
  }
  return LogRoot(node);
}

}  // namespace tos::history
