#include "federation/undo.h"

#include "core/log/durable_file.h"
#include "core/log/history.h"
#include "federation/sync_steps.h"
#include "history/rules.h"

namespace tos::federation {
namespace {

// The commit before the newest `count` records.
Result<log::ObjectId> commit_before(const log::Repository& repository, const log::ObjectId& main, std::int64_t count) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  TOS_TRY(const log::History history, log::read_history(reader, main));
  std::size_t index = history.commit_count();
  std::int64_t found = 0;
  while (index > 1 && found < count) found += static_cast<std::int64_t>(history.commit(--index).records.size());
  if (found < count || index == 0) {
    return refuse(rules::LOG_115, "there are not {} records to undo", count).hint("tos log");
  }
  return history.commit(index - 1).id;
}

Result<void> keep_undone(const log::Repository& repository, const std::vector<history::SignedRecord>& records) {
  for (const history::SignedRecord& record : records) {
    const std::filesystem::path stem = repository.tos_dir() / "aside" / record.id.hex();
    TOS_CHECK(log::write_durably(stem.string() + ".yaml", record.bytes, "aside"));
    std::error_code error;  // a note of an earlier pull that set it aside would call it waiting
    std::filesystem::remove(stem.string() + ".txt", error);
  }
  return {};
}

// The free commits after `base`, on `base`.
Result<Carried> carry_free_files(const log::Repository& repository, const SyncOptions& options,
                                 const log::ObjectId& base, std::vector<CarryItem> items) {
  TOS_TRY(history::Group group, open_group(repository, options, base));
  if (group.problem() || group.head() != base)
    return Refusal(group.problem().value_or(refuse(rules::LOG_115, "main is not sound"))).hint("tos repair");
  return carry(group, std::move(items), false);
}

}  // namespace

Result<Undone> undo(log::Repository& repository, const SyncOptions& options, std::int64_t count) {
  TOS_TRY(const log::RepositoryLock lock, log::RepositoryLock::acquire(repository));
  Undone undone;
  TOS_TRY(undone.from, repository.require_head());
  TOS_TRY(const log::ObjectId base, commit_before(repository, undone.from, count));
  TOS_TRY(std::vector<CarryItem> items, collect(repository, base, undone.from));
  for (CarryItem& item : items) {
    undone.records.insert(undone.records.begin(), std::make_move_iterator(item.records.rbegin()),
                          std::make_move_iterator(item.records.rend()));
    item.records.clear();
  }
  std::erase_if(items, [](const CarryItem& item) { return !item.changes_free_files; });
  undone.free_commits = items.size();
  undone.to = base;
  if (!items.empty()) {
    TOS_TRY(Carried carried, carry_free_files(repository, options, base, std::move(items)));
    undone.to = carried.head;
    undone.free_commits -= carried.commits_aside.size();
    undone.commits_aside = std::move(carried.commits_aside);
  }
  if (!options.apply) return undone;
  TOS_CHECK(keep_undone(repository, undone.records));
  TOS_CHECK(keep_commits_aside(repository, lock, undone.commits_aside));
  TOS_CHECK(log::move_main(repository, lock, undone.from, undone.to));
  return undone;
}

}  // namespace tos::federation
