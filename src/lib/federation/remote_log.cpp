#include "federation/remote_log.h"

#include "core/index/log_table.h"
#include "core/log/history.h"
#include "core/log/merkle.h"
#include "history/log_root.h"
#include "history/rules.h"

namespace tos::federation {
namespace {

// The ids in commits that a log can contain.
std::span<const RecordId> listed_records(const log::History& history) {
  std::size_t count = history.record_count();
  if (history.problem()) {
    count = 0;
    for (std::size_t i = 0; i < history.problem()->index; ++i) count += history.commit(i).records.size();
  }
  return history.records().first(count);
}

Refusal diverged(std::int64_t size, const LogRoot& theirs, const LogRoot& ours) {
  return refuse(rules::LOG_113, "at {} records the remote's root is {}, and this clone's is {}", size, theirs.hex(),
                ours.hex())
      .hint("one of the two was rewritten: compare with other members' tos verify before you trust either");
}

}  // namespace

KnownLog known_log(history::Group& group) {
  if (group.published_size() == 0) return {.size = 1, .root = history::root_at(group.db(), 1), .commit = {}};
  return {.size = group.published_size(),
          .root = history::root_at(group.db(), group.published_size()),
          .commit = group.published()};
}

Result<RemoteStanding> compare_logs(history::Group& group, const KnownLog& known, const log::ObjectId& theirs) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(group.repository()));
  TOS_TRY(const log::History history,
          log::read_history(reader, theirs, [&](const log::ObjectId& commit) { return known.commit == commit; }));
  if (history.base()) return RemoteStanding{};
  const auto records = listed_records(history);
  const auto size = static_cast<std::int64_t>(records.size());
  if (size == 0) {
    return refuse(rules::LOG_113, "the remote's main holds no records, and this clone has {}", known.size)
        .hint("is this the right remote? git remote -v");
  }
  const std::int64_t common = std::min(size, known.size);
  const LogRoot ours = history::root_at(group.db(), common);
  const LogRoot root = log::merkle_root(records.first(static_cast<std::size_t>(common)));
  if (root != ours) return diverged(common, root, ours);
  if (size >= known.size) return RemoteStanding{.is_rewritten = known.commit.has_value()};
  return RemoteStanding{.standing = Standing::behind, .size = size};
}

}  // namespace tos::federation
