#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/index/database.h"
#include "core/log/append.h"
#include "core/log/object_reader.h"
#include "core/log/repository.h"
#include "history/replay.h"
#include "history/signed_record.h"

namespace tos::history {

// A group opened in a clone: its read model, caught up with the published log, and on top of that the records that are
// in local main and not yet published. Opening costs what is new since the last command, not the history.
class Group {
 public:
  struct Options {
    Timestamp reader_clock;
    unsigned threads = 1;
    // Another commit to read as main's head: what was fetched, or is being pushed. The read model file still goes no
    // further than what is published here.
    std::optional<log::ObjectId> head = {};
  };
  // Refuses what cannot be read (class environment). A main that stops being valid somewhere is no refusal: the group
  // is then open at the last good commit, and problem() says what comes after.
  static Result<Group> open(log::Repository repository, const Options& options);
  Group(Group&&) noexcept;
  Group& operator=(Group&&) noexcept;
  ~Group();  // rolls back what was applied on top of the published log

  Database& db();
  log::Repository& repository();
  const GroupId& id() const;
  std::string handle() const;
  std::string name() const;

  std::int64_t published_size() const;  // records in the published log
  std::int64_t size() const;            // with the local ones
  std::vector<RecordId> unpublished() const;
  bool has_remote() const;
  LogRoot root() const;
  Timestamp clock() const;
  Seen seen() const;  // for the next record: the published log, or local main where there is no remote
  std::optional<log::ObjectId> head() const;       // the last good commit of local main
  std::optional<log::ObjectId> published() const;  // the commit up to which the read model file is caught up
  const std::optional<Refusal>& problem() const;   // why main's log ends before its head

  // Takes the record as the next one of the log, in this object only: nothing is written. Answers its path. On a
  // refusal the state is as before.
  Result<std::string> take(const SignedRecord& record);
  // Whether the record could be the next one of the log; nothing is applied.
  Result<void> check(const SignedRecord& record);
  struct Appended {
    RecordId id;
    std::string path;
  };
  // The lock that writing needs. Where another process holds it, the read model is let go of meanwhile (that process
  // needs it as well) and the group is read again afterwards: what was staged or taken until now is forgotten.
  Result<log::RepositoryLock> lock();

  // Checks all, then appends them (and before them what is staged) as record commits of `per_commit` records. All or
  // nothing. Needs the lock.
  Result<std::vector<Appended>> append(std::vector<SignedRecord> records, const log::RepositoryLock& lock,
                                       std::size_t per_commit = 1);

  // Takes the record as the next one of the log, to be written with the others by write_staged(), or by the next
  // append(). On a refusal the state, and the record, are as before. Staged records are forgotten with this object.
  Result<Appended> stage(SignedRecord&& record);
  // Appends the staged records, one a commit. All or nothing. Needs the lock.
  Result<void> write_staged(const log::RepositoryLock& lock);

  // Appends however many records `next` hands out (nothing: the end), through packs. All or nothing: main moves once,
  // at the end. Answers how many. Needs the lock.
  using RecordStream = std::function<Result<std::optional<SignedRecord>>()>;
  Result<std::int64_t> append_many(const RecordStream& next, const log::RepositoryLock& lock, std::size_t per_commit);

  struct Impl;

 private:
  explicit Group(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Reads and decodes records from the log's head tree; a folder that holds many is read once.
class RecordLoader {
 public:
  static Result<RecordLoader> open(Group& group);
  Result<SignedRecord> load(const RecordId& id);  // LOG-115 where the log has none

 private:
  using Folder = std::map<std::string, log::ObjectId, std::less<>>;
  RecordLoader(Group& group, log::ObjectReader reader, const log::ObjectId& tree);
  Result<const Folder*> folder(const std::string& path);

  Group* group_;
  log::ObjectReader reader_;
  log::ObjectId tree_;
  std::map<std::string, Folder> folders_;
};

// The same for one.
Result<SignedRecord> load_record(Group& group, const RecordId& id);

// The bytes of one file of main's head tree; LOG-009 when there is none.
Result<std::string> read_tree_file(log::ObjectReader& reader, const log::ObjectId& root_tree, std::string_view path);

}  // namespace tos::history
