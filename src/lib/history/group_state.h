#pragma once
#include "history/catch_up.h"
#include "history/group.h"
#include "history/index_file.h"

// What a group that is open holds; for this module's own sources.
namespace tos::history {

// A record that stands in the database on top of the log, and is in no commit yet.
struct StagedRecord {
  Envelope envelope;
  log::NewRecord file;
};

struct Group::Impl {
  Impl(log::Repository opened, const Options& given)
      : repository(std::move(opened)), options(given), db(open_index(repository.tos_dir())), replay(db) {}
  ~Impl() {
    if (!in_transaction) return;
    try {
      db.rollback();
    } catch (const DatabaseError&) {  // NOLINT(bugprone-empty-catch)
      // The file is disposable; what could not be rolled back is found out when it is next opened.
    }
  }

  log::Repository repository;
  Options options;
  Database db;
  Replay replay;
  GroupId id;
  std::optional<log::ObjectId> head;       // last good commit of main
  std::optional<log::ObjectId> main_head;  // main as it is
  std::optional<log::ObjectId> published;  // read model file is caught up to it
  std::int64_t index_size = 0;
  LogRoot index_root;
  std::int64_t published_size = 0;
  std::vector<RecordId> unpublished;
  std::optional<Refusal> problem;
  bool in_transaction = false;
  std::vector<StagedRecord> staged;
  std::optional<Replay> before_staging;

  Result<void> open();
  void let_go();  // of what is not in the read model's file, and of that file
  // False when another process has moved the read model meanwhile: then all is to be read again.
  Result<bool> catch_up(const log::History& history, std::size_t published_end);
  Result<Progress> replay_part(const log::History& history, std::size_t first, std::size_t end);
  Result<Progress> replay_halves(const log::History& history, std::size_t first, std::size_t end);
  std::optional<std::vector<log::ObjectId>> published_commits() const;
  Result<std::size_t> find_published_end(log::ObjectReader& reader, const log::History& history, bool& index_is_ahead);
  void begin() {
    if (!in_transaction) db.begin();
    in_transaction = true;
  }
  Result<void> require_sound_main() const;
  Result<Group::Appended> stage(SignedRecord&& record);
  void abandon_staged();
  Result<void> write_staged(const log::RepositoryLock& lock, std::size_t per_commit);
  void note_appended(const log::ObjectId& new_head, std::span<const RecordId> ids);
};

}  // namespace tos::history
