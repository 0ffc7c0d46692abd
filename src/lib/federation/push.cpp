#include "core/log/durable_file.h"
#include "federation/fork.h"
#include "federation/rules.h"
#include "federation/sync_steps.h"

namespace tos::federation {
namespace {

constexpr int max_attempts = 5;

// Nothing to wait for: the remote is where this clone last saw it, so pushing can be tried at once.
Result<bool> must_pull(const log::Repository& repository) {
  const auto tracked = repository.reference(tracking_ref(remote_name(repository)));
  if (!tracked) return true;
  TOS_TRY(const log::ObjectId main, repository.require_head());
  TOS_TRY(const bool is_forward, is_ancestor(repository, *tracked, main));
  return !is_forward;
}

// The parent's log goes where the fork's goes, once: other clones check the one against the other.
Result<void> push_parent(log::Repository& repository, const log::RepositoryLock& lock) {
  const auto parent = repository.reference(parent_branch);
  const std::string known = "refs/remotes/" + remote_name(repository) + "/tos/parent";
  if (!parent || repository.reference(known)) return {};
  TOS_TRY(const bool taken, push_branch(repository, parent_branch));
  return taken ? put_reference(repository, lock, known, *parent) : Result<void>();
}

std::filesystem::path push_note(const log::Repository& repository) { return repository.tos_dir() / "pushing"; }

// Before anything goes out: a process that dies, or a disk that is full, between the remote's answer and the references
// here must not make what is published look unpublished.
Result<void> note_push(const log::Repository& repository) {
  TOS_TRY(const log::ObjectId main, repository.require_head());
  return log::write_durably(push_note(repository), main.hex() + "\n", "push");
}

Result<void> note_published(log::Repository& repository, const log::RepositoryLock& lock) {
  TOS_TRY(const log::ObjectId main, repository.require_head());
  TOS_CHECK(mark_published(repository, lock, main));
  return put_reference(repository, lock, tracking_ref(remote_name(repository)), main);
}

Refusal stopped(const PullReport& pulled) {
  return refuse(rules::FED_002, "the remote's log ends before its head: [{}] {}", pulled.problem->rule->id,
                pulled.problem->what)
      .hint("tos repair --push mends the remote, if you may force it");
}

}  // namespace

bool has_unfinished_push(const log::Repository& repository) {
  std::error_code error;
  return std::filesystem::exists(push_note(repository), error);
}

void forget_push(const log::Repository& repository) {
  std::error_code ignored;
  std::filesystem::remove(push_note(repository), ignored);
}

Result<PushReport> push(log::Repository& repository, const SyncOptions& options) {
  TOS_TRY(const log::RepositoryLock lock, log::RepositoryLock::acquire(repository));
  TOS_CHECK(remote_url(repository));
  PushReport report;
  {
    TOS_TRY(history::Group group, open_group(repository, options));
    if (group.problem()) return Refusal(*group.problem()).hint("main needs mending before it is published: tos repair");
    report.published = static_cast<std::int64_t>(group.unpublished().size());
  }
  TOS_TRY(bool pull_first, must_pull(repository));
  for (report.attempts = 1; report.attempts <= max_attempts; ++report.attempts) {
    if (pull_first) {
      TOS_TRY(report.pulled, pull_locked(repository, lock, options));
      if (report.pulled->problem) return stopped(*report.pulled);
      if (!report.pulled->remote_is_empty) report.published = report.pulled->unpublished;
    }
    TOS_TRY(report.free_commits, free_commits_ahead(repository));
    if (!options.apply) return report;
    TOS_CHECK(note_push(repository));
    auto outcome = push_main(repository);
    if (!outcome || outcome->answer != PushAnswer::taken) forget_push(repository);
    TOS_TRY(report.outcome, std::move(outcome));
    if (report.outcome.answer == PushAnswer::refused) return report;
    if (report.outcome.answer == PushAnswer::taken) {
      if (auto noted = note_published(repository, lock); !noted) {
        report.not_noted = std::move(noted).error();
        return report;
      }
      forget_push(repository);
      TOS_CHECK(push_parent(repository, lock));
      return report;
    }
    pull_first = true;
  }
  return refuse(rules::FED_003, "others published in the meantime, {} times in a row", max_attempts)
      .hint("run tos push again");
}

}  // namespace tos::federation
