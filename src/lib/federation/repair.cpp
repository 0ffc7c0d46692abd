#include <algorithm>

#include "federation/evidence.h"
#include "federation/sync_steps.h"

namespace tos::federation {
namespace {

class Repair {
 public:
  Repair(log::Repository& repository, const log::RepositoryLock& lock, const SyncOptions& options, bool apply)
      : repository_(repository), lock_(lock), options_(options), apply_(apply) {}

  Result<RepairPlan> run() {
    TOS_CHECK(read_own_side());
    if (repository_.published_ref()) TOS_CHECK(read_remote());
    if (!plan_.local_problem && !plan_.remote_problem) {
      plan_.to = plan_.from;
      return std::move(plan_);
    }
    TOS_CHECK(build());
    if (apply_) TOS_CHECK(apply());
    return std::move(plan_);
  }

 private:
  Result<void> read_own_side() {
    TOS_TRY(plan_.from, repository_.require_head());
    TOS_TRY(history::Group group, open_group(repository_, options_));
    local_ = read_local(group, plan_.from);
    base_ = *local_.good;
    plan_.local_problem = local_.problem;
    plan_.good_size = local_.size;
    return {};
  }

  // The remote's log, as far as it is good, goes before what is only here. A remote that cannot be reached, or that
  // does not continue this log, is left out of it.
  Result<void> read_remote() {
    const auto theirs = fetch_main(repository_, fetched_ref);
    if (!theirs || !*theirs) return {};
    bool is_behind = false;
    {
      TOS_TRY(history::Group group, open_group(repository_, options_));
      const auto standing = compare_logs(group, local_.known, **theirs);
      if (!standing) return {};
      is_behind = standing->standing == Standing::behind;
    }
    TOS_TRY(history::Group remote, open_group(repository_, options_, **theirs));
    if (is_behind && !remote.problem()) return {};
    plan_.remote_problem = remote.problem();
    if (remote.problem()) plan_.bad_remote_head = *theirs;
    if (remote.size() < local_.known.size) return {};
    base_ = *remote.head();
    plan_.good_size = remote.size();
    return {};
  }

  // On the good prefix: what can be saved of the remote's bad part, then what is only here.
  Result<void> build() {
    std::vector<CarryItem> items;
    if (plan_.bad_remote_head) {
      TOS_TRY(const auto common, common_commit(repository_, base_, *plan_.bad_remote_head));
      TOS_TRY(items, collect(repository_, common, *plan_.bad_remote_head));
    }
    TOS_TRY(std::vector<CarryItem> own, collect(repository_, local_.known.commit, local_.main));
    std::erase_if(own, [&](const CarryItem& item) {
      return std::ranges::any_of(items, [&](const CarryItem& other) { return other.commit == item.commit; });
    });
    items.insert(items.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    TOS_TRY(history::Group group, open_group(repository_, options_, base_));
    TOS_TRY(Carried carried, carry(group, std::move(items), true));
    plan_.to = carried.head;
    plan_.carried = carried.records;
    plan_.aside = std::move(carried.aside);
    plan_.commits_aside = std::move(carried.commits_aside);
    return {};
  }

  Result<void> apply() {
    if (plan_.local_problem) TOS_CHECK(keep(local_.main, *local_.good, *plan_.local_problem));
    if (plan_.remote_problem) TOS_CHECK(keep(*plan_.bad_remote_head, base_, *plan_.remote_problem));
    TOS_CHECK(keep_aside(repository_, plan_.aside));
    TOS_CHECK(keep_commits_aside(repository_, lock_, plan_.commits_aside));
    if (plan_.to == plan_.from) return {};
    return log::move_main(repository_, lock_, plan_.from, plan_.to);
  }

  Result<void> keep(const log::ObjectId& bad, const log::ObjectId& good, const Refusal& why) {
    TOS_TRY(std::string number, keep_evidence(repository_, lock_, good, bad, why));
    if (std::ranges::find(plan_.evidence, number) == plan_.evidence.end()) plan_.evidence.push_back(std::move(number));
    return {};
  }

  log::Repository& repository_;
  const log::RepositoryLock& lock_;
  const SyncOptions& options_;
  bool apply_;
  RepairPlan plan_;
  LocalSide local_;
  log::ObjectId base_;
};

}  // namespace

Result<RepairPlan> repair(log::Repository& repository, const SyncOptions& options, bool apply) {
  TOS_TRY(const log::RepositoryLock lock, log::RepositoryLock::acquire(repository));
  return Repair(repository, lock, options, apply).run();
}

}  // namespace tos::federation
