#pragma once
#include <optional>
#include <string_view>

#include "core/log/append.h"
#include "core/log/object_reader.h"
#include "core/log/object_sink.h"
#include "core/log/tree_state.h"

namespace tos::log {

// The root tree of a commit; nothing for no commit.
Result<std::optional<ObjectId>> root_tree_of(ObjectReader& reader, const std::optional<ObjectId>& commit);

// LOG-033 unless a free file may stand there: not in a home, and no name that some file system takes for another.
Result<void> check_free_path(std::string_view path);

// What a commit changed outside the homes, against its first parent.
Result<std::vector<TreeChange>> free_changes(ObjectReader& reader, const ObjectId& commit);

// Writes a commit's bytes, signed if there is a signer.
Result<ObjectId> write_commit(ObjectSink& sink, const std::string& bytes, const CommitSigner& sign);

// Writes record commits one on the other, into any sink. After a refusal it is of no more use.
class CommitWriter {
 public:
  static Result<CommitWriter> begin(ObjectReader& reader, const std::optional<ObjectId>& parent);
  Result<ObjectId> add(const NewRecordCommit& commit, ObjectSink& sink, const CommitSigner& sign);
  // Another commit's changes outside the homes once more, here: its author and message, this parent. Nothing when the
  // files it changed are different here; then nothing has been added. The head as it is when there is nothing to do.
  Result<std::optional<ObjectId>> add_copy(ObjectReader& reader, const ObjectId& commit, ObjectSink& sink);
  const std::optional<ObjectId>& head() const { return head_; }
  TreeState& tree() { return tree_; }

 private:
  CommitWriter(ObjectReader& reader, const std::optional<ObjectId>& tree, const std::optional<ObjectId>& head)
      : tree_(reader, tree), head_(head) {}
  TreeState tree_;
  std::optional<ObjectId> head_;
};

}  // namespace tos::log
