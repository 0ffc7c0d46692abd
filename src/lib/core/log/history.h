#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/base/id.h"
#include "core/log/commit.h"
#include "core/log/object_reader.h"

namespace tos::log {

// One commit of main, oldest first.
struct HistoryCommit {
  ObjectId id;
  ObjectId tree;
  bool is_record_commit;
  bool has_signature;
  std::span<const RecordId> records;  // empty in a free commit
};

// main's commits between a base (not included) and a head. About 48 bytes a commit and 32 a record.
class History {
 public:
  std::size_t commit_count() const { return commits_.size(); }
  std::size_t record_count() const { return records_.size(); }
  HistoryCommit commit(std::size_t index) const;
  std::span<const RecordId> records() const { return records_; }  // of all record commits, in log order
  // The known commit on which these commits stand; nothing when they start at a root commit.
  const std::optional<ObjectId>& base() const { return base_; }

  // The oldest commit that no log can contain: a merge, or a free commit that touches the homes. The log ends before
  // it, whatever follows; the commits after it are listed all the same.
  struct Problem {
    std::size_t index;
    Refusal refusal;
  };
  const std::optional<Problem>& problem() const { return problem_; }

 private:
  friend class HistoryBuilder;
  struct Entry {
    ObjectId id;
    ObjectId tree;
    std::uint32_t record_end;  // index into records_ after this commit's last
    bool is_record_commit;
    bool has_signature;
  };
  std::vector<Entry> commits_;
  std::vector<RecordId> records_;
  std::optional<ObjectId> base_;
  std::optional<Problem> problem_;
};

// Walks from `head` along first parents to the root or to the first commit that `known` accepts. Every commit's hash
// is checked. Refuses only what leaves nothing to judge: an unreadable object, more than max_commits.
Result<History> read_history(ObjectReader& reader, const ObjectId& head,
                             const std::function<bool(const ObjectId&)>& known = {});

// A record commit's header says what its records say: LOG-013 unless the commit is expected_commit_bytes(), a gpgsig
// header aside. `parent` is the commit before it.
Result<void> check_commit_header(ObjectReader& reader, const HistoryCommit& commit,
                                 const std::optional<ObjectId>& parent, const CommitStamp& stamp);

}  // namespace tos::log
