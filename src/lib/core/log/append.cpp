#include "core/log/append.h"

#include "core/base/assert.h"
#include "core/log/checkout.h"
#include "core/log/commit_writer.h"
#include "core/log/pack_writer.h"
#include "core/log/rules.h"
#include "core/log/tree_state.h"

namespace tos::log {
namespace {

Result<void> check_parent(const Repository& repository, const std::optional<ObjectId>& parent) {
  if (repository.head() == parent) return {};
  return refuse(LOG_031, "main moved while tos was at work; nothing was written").hint("run the command again");
}

std::string free_commit_bytes(const ObjectId& tree, const std::optional<ObjectId>& parent, const FreeCommit& commit) {
  std::string bytes = "tree " + tree.hex() + "\n";
  if (parent) bytes += "parent " + parent->hex() + "\n";
  const std::string who = fmt::format("{} <{}> {} +0000", commit.name, commit.email, commit.at.ms / 1000);
  return bytes + fmt::format("author {}\ncommitter {}\n\n{}", who, who, commit.message);
}

Result<ObjectId> write_free(ObjectReader& reader, PackWriter& sink, const std::optional<ObjectId>& parent,
                            const FreeCommit& commit, const CommitSigner& sign) {
  TOS_TRY(const auto base, root_tree_of(reader, parent));
  TreeState tree(reader, base);
  for (const FreeFile& file : commit.files) {
    TOS_CHECK(check_free_path(file.path));
    std::optional<ObjectId> blob;
    if (file.bytes) {
      TOS_TRY(blob, sink.write(ObjectType::blob, *file.bytes));
    }
    TOS_CHECK(tree.set_file(file.path, blob));
  }
  TOS_TRY(const ObjectId root, tree.write(sink));
  TOS_TRY(const ObjectId id, write_commit(sink, free_commit_bytes(root, parent, commit), sign));
  TOS_CHECK(sink.finish());
  return id;
}

}  // namespace

Result<ObjectId> append(Repository& repository, const RepositoryLock&, const std::optional<ObjectId>& parent,
                        std::span<const NewRecordCommit> commits) {
  TOS_ASSERT(!commits.empty());
  TOS_CHECK(check_parent(repository, parent));
  TOS_TRY(ObjectReader reader, ObjectReader::open(repository));
  TOS_TRY(CommitWriter writer, CommitWriter::begin(reader, parent));
  PackWriter sink(repository);
  for (const NewRecordCommit& commit : commits) TOS_CHECK(writer.add(commit, sink, repository.commit_signer()));
  TOS_CHECK(sink.finish());
  TOS_CHECK(move_branch(repository, parent, *writer.head(), "tos: append"));
  return *writer.head();
}

Result<ObjectId> append_free(Repository& repository, const RepositoryLock&, const std::optional<ObjectId>& parent,
                             const FreeCommit& commit) {
  TOS_CHECK(check_parent(repository, parent));
  TOS_TRY(ObjectReader reader, ObjectReader::open(repository));
  PackWriter sink(repository);
  TOS_TRY(const ObjectId id, write_free(reader, sink, parent, commit, repository.commit_signer()));
  TOS_CHECK(move_branch(repository, parent, id, "tos: commit"));
  return id;
}

Result<ObjectId> found(Repository& repository, const RepositoryLock&, const NewRecordCommit& founding,
                       const FreeCommit& files) {
  TOS_CHECK(check_parent(repository, std::nullopt));
  TOS_TRY(ObjectReader reader, ObjectReader::open(repository));
  TOS_TRY(CommitWriter writer, CommitWriter::begin(reader, std::nullopt));
  PackWriter sink(repository);
  TOS_CHECK(writer.add(founding, sink, repository.commit_signer()));
  TOS_CHECK(sink.finish());
  TOS_TRY(ObjectReader written, ObjectReader::open(repository));
  TOS_TRY(const ObjectId id, write_free(written, sink, writer.head(), files, repository.commit_signer()));
  TOS_CHECK(move_branch(repository, std::nullopt, id, "tos: found"));
  return id;
}

Result<void> move_main(Repository& repository, const RepositoryLock&, const std::optional<ObjectId>& from,
                       const ObjectId& to) {
  TOS_CHECK(check_parent(repository, from));
  return move_branch(repository, from, to, "tos: move main");
}

Result<void> set_reference(Repository& repository, const RepositoryLock&, std::string_view name,
                           const std::optional<ObjectId>& from, const ObjectId& to) {
  return swap_reference(repository, name, from, to, "tos");
}

}  // namespace tos::log
