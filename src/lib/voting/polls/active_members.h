#pragma once
#include <vector>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/index/database.h"

namespace tos::voting {

struct ActiveMember {
  std::int64_t number = 0;
  Digest leaf{};  // of the handle, in the electorate's Merkle tree
};

// Everybody active at a position. Polls between two changes of standing share them, so they are remembered.
struct ActiveMembers {
  std::vector<ActiveMember> by_handle;  // in the bytewise order of handles
  std::vector<std::int64_t> numbers;    // ascending
  LogRoot root;                         // over all handles
};

// `standing`: the position of the last change of standing at or before `position`. Valid until the next call.
const ActiveMembers& active_members(Database& db, std::int64_t position, std::int64_t standing);
// Whether one member is among them, without reading them all.
bool was_active(Database& db, std::int64_t member, std::int64_t position, std::int64_t standing);

}  // namespace tos::voting
