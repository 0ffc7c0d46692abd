#pragma once
#include "history/group.h"

namespace tos::federation {

// How far this clone's log is published, as it knows.
struct KnownLog {
  std::int64_t size = 0;  // at least 1: the founding record
  LogRoot root;
  std::optional<log::ObjectId> commit;  // main's commit there; nothing where nothing was published yet
};
KnownLog known_log(history::Group& group);

enum class Standing {
  continues,  // its log begins with ours
  behind,     // ours begins with its log
};
struct RemoteStanding {
  Standing standing = Standing::continues;
  bool is_rewritten = false;  // other commit ids, same log
  std::int64_t size = 0;      // records that its commits list, where it is behind
};

// A remote continues a clone if and only if its root at the clone's size is equal, whatever its commit ids: LOG-113
// with both roots otherwise. The ids that its commits list decide; whether the records pass is another question.
Result<RemoteStanding> compare_logs(history::Group& group, const KnownLog& known, const log::ObjectId& theirs);

}  // namespace tos::federation
