#include "history/verify.h"

#include <algorithm>
#include <set>

#include "charter/rules.h"
#include "core/base/rules.h"
#include "core/log/history.h"
#include "core/record/rules.h"
#include "history/catalog.h"
#include "history/commit_stamp.h"
#include "history/log_root.h"
#include "history/record_source.h"
#include "history/replay.h"
#include "history/rules.h"
#include "identity/rules.h"

namespace tos::history {
namespace {

constexpr std::size_t max_problems = 1000;

// REC rules and those about what stands where are LINT's; the rest is for VALIDATORS alone.
bool is_lint(const Rule& rule) {
  static const std::set<std::string_view> places{"LOG-016", "LOG-017", "LOG-018", "LOG-019", "LOG-020",
                                                 "LOG-021", "LOG-107", "LOG-109", "LOG-110", "LOG-114"};
  return rule.id.starts_with("REC-") || places.contains(rule.id);
}

class Verification {
 public:
  Verification(const log::Repository& repository, const VerifyOptions& options)
      : repository_(repository), options_(options), db_(Database::open_private()), replay_(prepare(db_)) {}

  Result<Verdict> run() {
    TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository_));
    log::ObjectId head;
    if (options_.head) {
      head = *options_.head;
    } else {
      TOS_TRY(head, repository_.require_head());
    }
    TOS_TRY(const log::History history, log::read_history(reader, head));
    if (history.commit_count() == 0) return refuse(rules::LOG_109, "main has no commits");
    TOS_TRY(const TreeFiles files,
            TreeFiles::of_tree(reader, history.commit(history.commit_count() - 1).tree, history.records()));
    verdict_.commit = head.hex();
    for (const Refusal& problem : files.problems()) add_problem(problem);
    for (const Refusal& problem : files.strangers()) add_problem(problem);
    if (history.problem()) problem_commit_ = history.problem()->index;
    TOS_CHECK(replay_all(reader, history, files));
    if (history.problem()) add_problem(history.problem()->refusal);
    finish(history);
    if (options_.inspect && verdict_.records > 0) options_.inspect(db_);
    return std::move(verdict_);
  }

 private:
  static Database& prepare(Database& db) {
    db.script(schema());
    db.begin();  // one transaction: nothing reaches the disk but what the cache spills
    return db;
  }

  const std::string& group_handle() {  // the founding record names it, and nothing changes it
    if (group_handle_.empty()) group_handle_ = replay_.group_handle();
    return group_handle_;
  }

  void add_problem(Refusal problem) {
    if (is_lint(*problem.rule)) verdict_.lint_ok = false;
    if (verdict_.problems.size() < max_problems) verdict_.problems.push_back(std::move(problem));
  }

  Result<void> replay_all(log::ObjectReader& reader, const log::History& history, const TreeFiles& files) {
    reader_ = &reader;
    history_ = &history;
    std::int64_t done = 0;
    const auto total = static_cast<std::int64_t>(history.record_count());
    TOS_CHECK(skip_free_commits());
    TOS_CHECK(read_records(repository_, files, history.records(), options_.threads, [&](SourcedRecord& sourced) {
      step(sourced);
      if (++done % 1000 == 0 && options_.progress) options_.progress(done, total);
      return true;
    }));
    if (options_.progress) options_.progress(total, total);
    return {};
  }

  // Takes the next record of the commit at commit_; after its last one, judges the commit's header.
  void step(SourcedRecord& sourced) {
    if (sourced.record || sourced.record.error().rule->id.substr(0, 4) != "LOG-") ++verdict_.signatures_checked;
    const bool may_replay = !broken_ && commit_ < problem_commit_;
    if (!sourced.record) {
      add_problem(sourced.record.error());
      broken_ = true;
    } else if (may_replay) {
      accept(sourced);
    }
    if (++record_in_commit_ == history_->commit(commit_).records.size()) end_commit();
  }

  void accept(const SourcedRecord& sourced) {
    const SignedRecord& record = *sourced.record;
    if (auto accepted = replay_.accept(record, options_.reader_clock); !accepted) {
      Refusal problem = std::move(accepted).error();
      problem.where.record = sourced.id.hex();
      problem.where.path = sourced.path;
      add_problem(std::move(problem));
      broken_ = true;
      verdict_.smoke_ok = false;
      return;
    }
    if (replay_.last_path() != sourced.path) {
      Refusal problem = refuse(rules::LOG_107, "its place is {}", replay_.last_path());
      problem.where = {.record = sourced.id.hex(), .path = sourced.path, .line = 0};
      add_problem(problem.hint("restore the tree: tos repair"));
      broken_ = true;
    }
    stamp_.add(record.envelope, group_handle());
  }

  void end_commit() {
    if (!broken_ && commit_ < problem_commit_) {
      const std::optional<log::ObjectId> parent =
          commit_ == 0 ? std::nullopt : std::optional(history_->commit(commit_ - 1).id);
      if (auto header = log::check_commit_header(*reader_, history_->commit(commit_), parent, stamp_.take()); !header) {
        add_problem(std::move(header).error());
        broken_ = true;
      } else {
        note_good();
      }
    }
    ++commit_;
    record_in_commit_ = 0;
    if (auto skipped = skip_free_commits(); !skipped) add_problem(std::move(skipped).error());
  }

  void note_good() {
    verdict_.records = replay_.size();
    verdict_.good_commit = history_->commit(commit_).id.hex();
  }

  Result<void> skip_free_commits() {
    while (commit_ < history_->commit_count() && !history_->commit(commit_).is_record_commit) {
      if (!broken_ && commit_ < problem_commit_ && verdict_.records > 0)
        verdict_.good_commit = history_->commit(commit_).id.hex();
      ++commit_;
    }
    return {};
  }

  void finish(const log::History& history) {
    verdict_.root = root_at(db_, verdict_.records).hex();  // of the records up to the last good commit
    if (const auto group = replay_.group()) {
      verdict_.group = group->hex();
      verdict_.group_handle = group_handle();
    }
    while (auto problem = find_absent_text(db_)) {
      const auto absent = index::first_unpermitted(db_);
      index::permit_absence(db_, index::entry_at(db_, absent->position)->id, absent->field);  // listed once
      add_problem(*std::move(problem));
    }
    verdict_.redacted = index::redacted_count(db_);
    if (static_cast<std::int64_t>(history.record_count()) != verdict_.records) verdict_.smoke_ok = false;
    if (history.record_count() == 0)
      add_problem(refuse(rules::IDN_001, "main has no founding record").hint("tos init"));
    verdict_.colour = verdict_.problems.empty() ? VerdictColour::green : VerdictColour::red;
    const bool newer = std::ranges::any_of(verdict_.problems, [](const Refusal& problem) {
      return problem.rule == &rules::LOG_112 || problem.rule == &rules::CHA_004;
    });
    if (newer) verdict_.colour = VerdictColour::unverified;
  }

  const log::Repository& repository_;
  const VerifyOptions& options_;
  Database db_;
  Replay replay_;
  Verdict verdict_;
  std::string group_handle_;
  log::ObjectReader* reader_ = nullptr;
  const log::History* history_ = nullptr;
  std::size_t commit_ = 0;
  std::size_t record_in_commit_ = 0;
  std::size_t problem_commit_ = static_cast<std::size_t>(-1);
  bool broken_ = false;
  StampBuilder stamp_;
};

}  // namespace

int Verdict::class_of(const Refusal& problem) {
  const FailureClass found = problem.rule->failure_class;
  return static_cast<int>(found == FailureClass::missing ? FailureClass::malformed : found);
}

std::vector<int> Verdict::classes() const {
  std::set<int> classes;
  for (const Refusal& problem : problems) classes.insert(class_of(problem));
  return {classes.begin(), classes.end()};
}

std::optional<Refusal> find_absent_text(Database& db) {
  const auto absent = index::first_unpermitted(db);
  if (!absent) return std::nullopt;
  const auto entry = index::entry_at(db, absent->position);
  Refusal problem = refuse(rules::REC_009, "the text '{}' is absent", absent->field)
                        .hint("fetch it from another clone, or redact it: tos redact");
  problem.where = {.record = entry->id.hex(), .path = entry->path, .line = 0};
  return problem;
}

Result<Verdict> verify(const log::Repository& repository, const VerifyOptions& options) {
  try {
    return Verification(repository, options).run();
  } catch (const DatabaseError& error) {
    return refuse(SYS_001, "the temporary database failed: {}", error.what)
        .hint("free space in the temporary directory");
  }
}

}  // namespace tos::history
