#include "federation/sync_steps.h"

#include <set>

#include "core/log/history.h"
#include "history/index_file.h"

namespace tos::federation {

Result<log::Repository> reopen(const log::Repository& repository) {
  TOS_TRY(log::Repository again, log::Repository::open(repository.work_tree().value_or(repository.git_dir())));
  again.sign_commits_with(repository.commit_signer());
  return again;
}

Result<history::Group> open_group(const log::Repository& repository, const SyncOptions& options,
                                  const std::optional<log::ObjectId>& head) {
  TOS_TRY(log::Repository own, reopen(repository));
  return history::Group::open(std::move(own),
                              {.reader_clock = options.reader_clock, .threads = options.threads, .head = head});
}

LocalSide read_local(history::Group& group, const log::ObjectId& main) {
  return {.main = main,
          .known = known_log(group),
          .size = group.size(),
          .root = group.root(),
          .unpublished = static_cast<std::int64_t>(group.unpublished().size()),
          .good = group.head(),
          .problem = group.problem()};
}

Result<bool> is_ancestor(const log::Repository& repository, const log::ObjectId& ancestor,
                         const log::ObjectId& commit) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  TOS_TRY(const log::History history,
          log::read_history(reader, commit, [&](const log::ObjectId& other) { return other == ancestor; }));
  return history.base().has_value();
}

Result<std::optional<log::ObjectId>> common_commit(const log::Repository& repository, const log::ObjectId& one,
                                                   const log::ObjectId& other) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  const auto never = [](const log::ObjectId&) { return false; };
  TOS_TRY(const log::History theirs, log::read_history(reader, one, never));
  std::set<log::ObjectId> known;
  for (std::size_t i = 0; i < theirs.commit_count(); ++i) known.insert(theirs.commit(i).id);
  TOS_TRY(const log::History history,
          log::read_history(reader, other, [&](const log::ObjectId& commit) { return known.contains(commit); }));
  return history.base();
}

Result<std::int64_t> free_commits_ahead(const log::Repository& repository, const std::optional<log::ObjectId>& end) {
  const auto published = repository.published_head();
  const auto last = end ? end : repository.head();
  if (!published || !last || *published == *last) return 0;
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  TOS_TRY(const log::History history,
          log::read_history(reader, *last, [&](const log::ObjectId& commit) { return commit == *published; }));
  std::int64_t count = 0;
  for (std::size_t i = 0; history.base() && i < history.commit_count(); ++i)
    count += history.commit(i).is_record_commit ? 0 : 1;
  return count;
}

Result<void> put_reference(log::Repository& repository, const log::RepositoryLock& lock, const std::string& name,
                           const log::ObjectId& commit) {
  const auto before = repository.reference(name);
  if (before == commit) return {};
  return log::set_reference(repository, lock, name, before, commit);
}

Result<void> mark_published(log::Repository& repository, const log::RepositoryLock& lock, const log::ObjectId& commit) {
  return put_reference(repository, lock, history::published_mark, commit);
}

Result<void> keep_commits_aside(log::Repository& repository, const log::RepositoryLock& lock,
                                const std::vector<log::ObjectId>& commits) {
  for (const log::ObjectId& commit : commits) {
    TOS_CHECK(put_reference(repository, lock, "refs/tos/aside/" + commit.short_hex(), commit));
  }
  return {};
}

}  // namespace tos::federation
