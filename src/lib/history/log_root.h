#pragma once
#include "core/base/id.h"
#include "core/index/database.h"

namespace tos::history {

// The root of the log's first `size` records, from the read model: log2(size) rows and hashes. 0 ≤ size ≤ the log's.
LogRoot root_at(Database& db, std::int64_t size);

}  // namespace tos::history
