#include <algorithm>

#include "core/log/checkout.h"
#include "federation/evidence.h"
#include "federation/sync_steps.h"
#include "federation/torn_batches.h"
#include "history/rules.h"
#include "history/verify.h"

namespace tos::federation {
namespace {

class Pull {
 public:
  Pull(log::Repository& repository, const log::RepositoryLock& lock, const SyncOptions& options)
      : repository_(repository), lock_(lock), options_(options) {}

  Result<PullReport> run() {
    TOS_CHECK(read_own_side());
    TOS_TRY(const auto theirs, fetch_main(repository_, fetched_ref));
    report_.remote_is_empty = !theirs.has_value();
    if (!theirs) return std::move(report_);
    TOS_TRY(const RemoteStanding standing, compare(*theirs));
    report_.was_rewritten = standing.is_rewritten;
    report_.remote_is_behind = standing.standing == Standing::behind;
    if (report_.remote_is_behind) {
      TOS_TRY(const bool is_here, is_ancestor(repository_, *theirs, local_.main));
      if (is_here) return std::move(report_);
    }
    TOS_CHECK(take_over(*theirs));
    return std::move(report_);
  }

 private:
  Result<void> read_own_side() {
    TOS_TRY(const log::ObjectId main, repository_.require_head());
    TOS_TRY(history::Group group, open_group(repository_, options_));
    local_ = read_local(group, main);
    if (local_.problem) return local_.problem->hint("this clone's main needs mending first: tos repair");
    report_.size = local_.size;
    report_.root = local_.root;
    report_.unpublished = local_.unpublished;
    return {};
  }

  Result<RemoteStanding> compare(const log::ObjectId& theirs) {
    TOS_TRY(history::Group group, open_group(repository_, options_));
    // What is published is written down before anything else may move the remote-tracking reference.
    if (local_.known.commit && options_.apply) TOS_CHECK(mark_published(repository_, lock_, *local_.known.commit));
    auto standing = compare_logs(group, local_.known, theirs);
    if (standing || standing.error().rule != &rules::LOG_113 || !options_.apply) return standing;
    TOS_TRY(const std::string number, keep_evidence(repository_, lock_, local_.known.commit, theirs, standing.error()));
    standing.error().hint(
        "the other history is kept as refs/tos/evidence/{}; one of the two was rewritten: compare "
        "roots with other members before you trust either",
        number);
    return standing;
  }

  // Verifies their log, and puts what is only here on top of it.
  Result<void> take_over(const log::ObjectId& theirs) {
    TOS_TRY(history::Group opened, open_group(repository_, options_, theirs));
    std::optional<history::Group> remote(std::move(opened));
    const std::int64_t remote_size = remote->size();
    report_.problem = remote->problem();
    if (remote->problem() && options_.apply) {
      TOS_TRY(report_.evidence, keep_evidence(repository_, lock_, remote->head(), theirs, *remote->problem()));
    }
    const bool is_short = remote_size < local_.known.size;  // it lacks records, and has commits of its own
    if (remote->problem()) report_.remote_is_behind = false;
    if (!remote->head() || (is_short && remote->problem())) return {};  // its good part ends before ours: stay
    const log::ObjectId base = *remote->head();
    TOS_TRY(const bool is_on_top, is_ancestor(repository_, base, local_.main));
    log::ObjectId head = local_.main;
    if (!is_on_top) {
      std::optional<log::ObjectId> from = local_.known.commit;
      if (is_short) {
        TOS_TRY(from, common_commit(repository_, base, local_.main));
      }
      TOS_TRY(Carried carried, carry_own(remote, from, theirs));
      if (options_.apply) {
        TOS_CHECK(keep_aside(repository_, carried.aside));
        TOS_CHECK(keep_commits_aside(repository_, lock_, carried.commits_aside));
      }
      head = carried.head;
      report_.aside = std::move(carried.aside);
      report_.commits_aside = std::move(carried.commits_aside);
    }
    TOS_CHECK(look_for_absent_texts(*remote));
    report_.unpublished = is_on_top ? local_.size - remote_size : remote->size() - remote_size;
    report_.size = is_on_top ? local_.size : remote->size();
    report_.root = is_on_top ? local_.root : remote->root();
    report_.received = std::max<std::int64_t>(0, remote_size - local_.known.size);
    return options_.apply ? move(base, head) : Result<void>();
  }

  // What is only here, on top of theirs. Where that tears a batch, all is carried anew without the batch: each round
  // takes out one at least.
  Result<Carried> carry_own(std::optional<history::Group>& remote, const std::optional<log::ObjectId>& from,
                            const log::ObjectId& theirs) {
    TornBatches torn;
    while (true) {
      TOS_TRY(std::vector<CarryItem> items, collect(repository_, from, local_.main));
      std::vector<SetAside> parts = torn.take_out(items);
      TOS_TRY(Carried carried, carry(*remote, std::move(items), false));
      if (!torn.learn(carried.aside)) {
        std::ranges::move(parts, std::back_inserter(carried.aside));
        return carried;
      }
      remote.reset();  // with what it took; it has the read model for itself
      TOS_TRY(history::Group again, open_group(repository_, options_, theirs));
      remote.emplace(std::move(again));
    }
  }

  // The log is as good without them, so it is taken; but its verdict is red, and a rewritten history may have dropped
  // what this clone still has.
  Result<void> look_for_absent_texts(history::Group& remote) {
    if (report_.problem || (remote.size() == local_.size && !report_.was_rewritten)) return {};
    report_.absent_text = history::find_absent_text(remote.db());
    if (!report_.absent_text || !report_.was_rewritten || !options_.apply) return {};
    TOS_TRY(report_.evidence, keep_history(repository_, lock_, local_.main));
    return {};
  }

  // First what the remote has, then main, then what is published here: a process that dies between two of them leaves
  // main as it was or as it will be, and the next pull does the rest.
  Result<void> move(const log::ObjectId& base, const log::ObjectId& head) {
    TOS_CHECK(log::check_edits(repository_, local_.main, head));
    TOS_CHECK(put_reference(repository_, lock_, tracking_ref(remote_name(repository_)), base));
    if (head != local_.main) TOS_CHECK(log::move_main(repository_, lock_, local_.main, head));
    return mark_published(repository_, lock_, base);
  }

  log::Repository& repository_;
  const log::RepositoryLock& lock_;
  const SyncOptions& options_;
  LocalSide local_;
  PullReport report_;
};

}  // namespace

Result<PullReport> pull_locked(log::Repository& repository, const log::RepositoryLock& lock,
                               const SyncOptions& options) {
  auto report = Pull(repository, lock, options).run();
  if (report) forget_push(repository);  // what the remote has is known now
  return report;
}

Result<PullReport> pull(log::Repository& repository, const SyncOptions& options) {
  TOS_TRY(const log::RepositoryLock lock, log::RepositoryLock::acquire(repository));
  return pull_locked(repository, lock, options);
}

}  // namespace tos::federation
