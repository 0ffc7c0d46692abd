#include "core/base/rules.h"
#include "core/log/bulk_append.h"
#include "core/log/rules.h"
#include "history/commit_stamp.h"
#include "history/group_state.h"

// Taking records on top of a group's log, and writing them.
namespace tos::history {
namespace {

// Runs `work`, which uses the group's database, where its errors become refusals.
template <class Work>
auto guarded(const log::Repository& repository, const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const DatabaseError& error) {
    return index_refusal(repository.tos_dir(), error);
  }
}

std::vector<log::NewRecordCommit> commits_of(std::vector<StagedRecord> staged, const std::string& group_handle,
                                             std::size_t per_commit) {
  std::vector<log::NewRecordCommit> commits;
  StampBuilder stamp;
  for (StagedRecord& one : staged) {
    if (commits.empty() || commits.back().records.size() == per_commit) {
      stamp.take();
      commits.emplace_back();
    }
    stamp.add(one.envelope, group_handle);
    StampBuilder so_far = stamp;
    commits.back().stamp = so_far.take();
    commits.back().records.push_back(std::move(one.file));
  }
  return commits;
}

}  // namespace

Result<void> Group::Impl::require_sound_main() const {
  if (!problem && head == main_head) return {};
  Refusal refusal = problem.value_or(refuse(log::LOG_031, "main has moved"));
  return refusal.hint("main goes on after its last good commit: tos repair");
}

Result<Group::Appended> Group::Impl::stage(SignedRecord&& record) {
  TOS_CHECK(require_sound_main());
  begin();
  if (staged.empty()) {
    db.savepoint("staging");
    before_staging = replay;
  }
  if (auto accepted = replay.accept(record, options.reader_clock); !accepted) {
    if (staged.empty()) abandon_staged();
    accepted.error().where.record = record.id.hex();
    return std::move(accepted).error();
  }
  Appended appended{.id = record.id, .path = replay.last_path()};
  staged.push_back({.envelope = std::move(record.envelope),
                    .file = {.id = record.id, .path = appended.path, .bytes = std::move(record.bytes)}});
  return appended;
}

void Group::Impl::abandon_staged() {
  db.rollback_to("staging");
  replay = *before_staging;
  staged.clear();
}

Result<void> Group::Impl::write_staged(const log::RepositoryLock& lock, std::size_t per_commit) {
  if (staged.empty()) return {};
  std::vector<RecordId> ids;
  ids.reserve(staged.size());
  for (const StagedRecord& one : staged) ids.push_back(one.file.id);
  const auto commits = commits_of(std::exchange(staged, {}), replay.group_handle(), per_commit);
  auto written = log::append(repository, lock, head, commits);
  if (!written) {
    abandon_staged();
    return std::move(written).error();
  }
  note_appended(*written, ids);
  return {};
}

// Where nothing is published elsewhere, local main is the published log: what was just applied stays in the file. What
// was appended is in main by now, so that a file that cannot be written is no reason to refuse: it is caught up later.
void Group::Impl::note_appended(const log::ObjectId& new_head, std::span<const RecordId> ids) {
  head = main_head = new_head;
  if (repository.published_head()) {
    unpublished.insert(unpublished.end(), ids.begin(), ids.end());
    return;
  }
  if (!repository.published_ref()) published_size = replay.size();
  try {
    db.release("staging");
    set_index_commit(db, new_head);
    replay.save();
    db.commit();
  } catch (const DatabaseError&) {
    if (repository.published_ref()) unpublished.insert(unpublished.end(), ids.begin(), ids.end());
    return;
  }
  in_transaction = false;
  published = new_head;
  index_size = replay.size();
  index_root = replay.root();
}

void Group::Impl::let_go() {
  if (in_transaction) db.rollback();
  in_transaction = false;
  head = main_head = published = std::nullopt;
  unpublished.clear();
  problem.reset();
  staged.clear();
  before_staging.reset();
}

Result<log::RepositoryLock> Group::lock() {
  return guarded(impl_->repository, [&]() -> Result<log::RepositoryLock> {
    auto at_once = log::RepositoryLock::acquire(impl_->repository, 0);
    if (!at_once && at_once.error().rule != &log::LOG_030) return at_once;
    if (at_once && impl_->repository.head() == impl_->main_head) return at_once;
    impl_->let_go();
    auto lock = at_once ? std::move(at_once) : log::RepositoryLock::acquire(impl_->repository);
    if (!lock) return lock;
    impl_->replay = Replay(impl_->db);
    TOS_CHECK(impl_->open());
    return lock;
  });
}

Result<void> Group::check(const SignedRecord& record) {
  return guarded(impl_->repository, [&]() -> Result<void> {
    impl_->begin();
    const Replay before = impl_->replay;
    impl_->db.savepoint("trial");
    auto accepted = impl_->replay.accept(record, impl_->options.reader_clock);
    impl_->db.rollback_to("trial");
    impl_->replay = before;
    return accepted;
  });
}

Result<std::string> Group::take(const SignedRecord& record) {
  return guarded(impl_->repository, [&]() -> Result<std::string> {
    impl_->begin();
    TOS_CHECK(impl_->replay.accept(record, impl_->options.reader_clock));
    return impl_->replay.last_path();
  });
}

Result<Group::Appended> Group::stage(SignedRecord&& record) {
  return guarded(impl_->repository, [&] { return impl_->stage(std::move(record)); });
}

Result<void> Group::write_staged(const log::RepositoryLock& lock) {
  return guarded(impl_->repository, [&] { return impl_->write_staged(lock, 1); });
}

Result<std::vector<Group::Appended>> Group::append(std::vector<SignedRecord> records, const log::RepositoryLock& lock,
                                                   std::size_t per_commit) {
  return guarded(impl_->repository, [&]() -> Result<std::vector<Appended>> {
    std::vector<Appended> appended;
    for (SignedRecord& record : records) {
      auto one = impl_->stage(std::move(record));
      if (!one) {
        if (!impl_->staged.empty()) impl_->abandon_staged();
        return std::move(one).error();
      }
      appended.push_back(*std::move(one));
    }
    TOS_CHECK(impl_->write_staged(lock, per_commit));
    return appended;
  });
}

namespace {

// Appends a stream of records through packs.
class BulkTaker {
 public:
  BulkTaker(Group::Impl& group, log::BulkAppend& bulk, std::size_t per_commit)
      : group_(group), bulk_(bulk), per_commit_(per_commit) {}

  Result<void> take_all(const Group::RecordStream& next) {
    while (true) {
      TOS_TRY(std::optional<SignedRecord> record, next());
      if (!record) break;
      TOS_CHECK(take(*std::move(record)));
    }
    return flush();
  }

  const std::vector<RecordId>& ids() const { return ids_; }

 private:
  Result<void> take(SignedRecord record) {
    if (auto accepted = group_.replay.accept(record, group_.options.reader_clock); !accepted) {
      accepted.error().where.record = record.id.hex();
      return accepted;
    }
    stamp_.add(record.envelope, group_.replay.group_handle());
    ids_.push_back(record.id);
    commit_.records.push_back({.id = record.id, .path = group_.replay.last_path(), .bytes = std::move(record.bytes)});
    return commit_.records.size() == per_commit_ ? flush() : Result<void>();
  }

  Result<void> flush() {
    if (commit_.records.empty()) return {};
    commit_.stamp = stamp_.take();
    TOS_TRY(const log::ObjectId made, bulk_.add(commit_));
    (void)made;
    commit_.records.clear();
    return {};
  }

  Group::Impl& group_;
  log::BulkAppend& bulk_;
  std::size_t per_commit_;
  log::NewRecordCommit commit_;
  StampBuilder stamp_;
  std::vector<RecordId> ids_;
};

}  // namespace

Result<std::int64_t> Group::append_many(const RecordStream& next, const log::RepositoryLock& lock,
                                        std::size_t per_commit) {
  return guarded(impl_->repository, [&]() -> Result<std::int64_t> {
    TOS_CHECK(impl_->require_sound_main());
    TOS_TRY(log::BulkAppend bulk, log::BulkAppend::begin(impl_->repository, lock, impl_->head));
    impl_->begin();
    impl_->before_staging = impl_->replay;
    impl_->db.savepoint("staging");
    BulkTaker taker(*impl_, bulk, per_commit);
    auto taken = taker.take_all(next);
    if (taken && !taker.ids().empty()) {
      auto head = bulk.finish();
      if (head) {
        impl_->note_appended(*head, taker.ids());
        return static_cast<std::int64_t>(taker.ids().size());
      }
      taken = std::move(head).error();
    }
    impl_->abandon_staged();
    TOS_CHECK(taken);
    return 0;
  });
}

}  // namespace tos::history
