#include "history/catch_up.h"

#include "core/index/log_table.h"
#include "history/commit_stamp.h"
#include "history/group.h"
#include "history/rules.h"

namespace tos::history {
namespace {

// Takes the commits [first, end) one by one; each stands or falls as a whole.
class CatchUp {
 public:
  CatchUp(const log::History& history, Replay& replay, log::ObjectReader& reader, Timestamp reader_clock,
          std::size_t first, std::size_t end)
      : history_(history),
        replay_(replay),
        before_(replay),
        reader_(reader),
        reader_clock_(reader_clock),
        commit_(first),
        end_(end) {
    progress_.commit = first == 0 ? history.base() : std::optional(history.commit(first - 1).id);
    skip_free_commits();
  }

  bool step(SourcedRecord& sourced) {
    if (in_commit_ == 0) begin_commit();
    auto taken = take(sourced);
    if (!taken) return fail(std::move(taken).error());
    ids_.push_back(sourced.id);
    if (++in_commit_ < history_.commit(commit_).records.size()) return true;
    return end_commit();
  }

  Progress finish() { return std::move(progress_); }

 private:
  void begin_commit() {
    replay_.db().savepoint("record_commit");
    before_ = replay_;
  }

  Result<void> take(SourcedRecord& sourced) {
    if (!sourced.record) take_from_log(sourced);
    TOS_CHECK(as_void(sourced.record));
    auto accepted = replay_.accept(*sourced.record, reader_clock_);
    if (accepted && replay_.last_path() != sourced.path)
      accepted = refuse(rules::LOG_107, "its place is {}", replay_.last_path());
    if (!accepted) {
      accepted.error().where.record = sourced.id.hex();
      accepted.error().where.path = sourced.path;
      return accepted;
    }
    stamp_.add(sourced.record->envelope, replay_.group_handle());
    return {};
  }

  // A record that is listed again adds no file; it is judged by the one that stands there.
  void take_from_log(SourcedRecord& sourced) {
    const auto logged = index::find_entry(replay_.db(), sourced.id);
    if (!logged) return;
    auto bytes = read_tree_file(reader_, history_.commit(commit_).tree, logged->path);
    if (bytes) sourced = {.id = sourced.id, .path = logged->path, .record = read_signed_record(*std::move(bytes))};
  }

  static Result<void> as_void(const Result<SignedRecord>& record) {
    if (!record) return Refusal(record.error());
    return {};
  }

  bool end_commit() {
    const std::optional<log::ObjectId> parent =
        commit_ == 0 ? history_.base() : std::optional(history_.commit(commit_ - 1).id);
    if (auto header = log::check_commit_header(reader_, history_.commit(commit_), parent, stamp_.take()); !header) {
      return fail(std::move(header).error());
    }
    replay_.db().release("record_commit");
    progress_.commit = history_.commit(commit_).id;
    progress_.records.insert(progress_.records.end(), ids_.begin(), ids_.end());
    ids_.clear();
    in_commit_ = 0;
    ++commit_;
    skip_free_commits();
    return true;
  }

  bool fail(Refusal problem) {
    replay_.db().rollback_to("record_commit");
    replay_ = before_;
    if (problem.hint_text.empty())
      problem.hint("commit {} is not taken: tos repair", history_.commit(commit_).id.short_hex());
    progress_.problem = std::move(problem);
    return false;
  }

  void skip_free_commits() {
    for (; commit_ < end_ && !history_.commit(commit_).is_record_commit; ++commit_)
      progress_.commit = history_.commit(commit_).id;
  }

  const log::History& history_;
  Replay& replay_;
  Replay before_;
  log::ObjectReader& reader_;
  Timestamp reader_clock_;
  std::size_t commit_;
  std::size_t end_;
  std::size_t in_commit_ = 0;
  std::vector<RecordId> ids_;
  StampBuilder stamp_;
  Progress progress_;
};

// The ids that the commits [first, end) list, in order.
std::span<const RecordId> records_of(const log::History& history, std::size_t first, std::size_t end) {
  std::span<const RecordId> all;
  for (std::size_t i = first; i < end; ++i) {
    const auto records = history.commit(i).records;
    if (records.empty()) continue;
    all = all.empty() ? records : std::span(all.data(), records.data() + records.size());
  }
  return all;
}

}  // namespace

Result<Progress> replay_commits(const log::Repository& repository, const log::History& history, const TreeFiles& files,
                                Replay& replay, Timestamp reader_clock, unsigned threads, std::size_t first_commit,
                                std::size_t end_commit) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  CatchUp catch_up(history, replay, reader, reader_clock, first_commit, end_commit);
  TOS_CHECK(read_records(repository, files, records_of(history, first_commit, end_commit), threads,
                         [&](SourcedRecord& record) { return catch_up.step(record); }));
  return catch_up.finish();
}

}  // namespace tos::history
