#include "core/log/commit_writer.h"

#include "core/base/assert.h"
#include "core/log/rules.h"
#include "core/log/tree_entries.h"

namespace tos::log {
namespace {

template <class Check>
bool every_part(std::string_view path, const Check& check) {
  while (true) {
    const auto slash = path.find('/');
    if (!check(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

Result<void> check_record_path(std::string_view path) {
  const auto slash = path.find('/');
  if (slash != std::string_view::npos && is_home(path.substr(0, slash)) && path.size() <= 512 &&
      every_part(path, is_plain_name)) {
    return {};
  }
  return refuse(LOG_033, "{} is no place for a record", printable(path));
}

// The headers after tree and parents that say who and when, and the message.
std::string copied_commit(const ObjectId& tree, const std::optional<ObjectId>& parent, std::string_view original) {
  std::string bytes = "tree " + tree.hex() + "\n";
  if (parent) bytes += "parent " + parent->hex() + "\n";
  std::string_view headers = original.substr(0, original.find("\n\n") + 1);
  const std::string_view rest = original.substr(headers.size());
  while (!headers.empty()) {
    const std::string_view line = headers.substr(0, headers.find('\n') + 1);
    if (line.starts_with("author ") || line.starts_with("committer ") || line.starts_with("encoding ")) bytes += line;
    headers.remove_prefix(line.size());
  }
  return bytes.append(rest);
}

}  // namespace

Result<std::vector<TreeChange>> free_changes(ObjectReader& reader, const ObjectId& commit) {
  TOS_TRY(const std::string_view bytes, reader.read(commit, ObjectType::commit, max_commit_bytes));
  TOS_TRY(const ParsedCommit parsed, parse_commit(bytes));
  const ObjectId tree = parsed.tree;
  TOS_TRY(const auto before,
          root_tree_of(reader, parsed.parents.empty() ? std::nullopt : std::optional(parsed.parents.front())));
  TOS_TRY(std::vector<TreeChange> changes, tree_changes(reader, before, tree));
  std::erase_if(changes,
                [](const TreeChange& change) { return is_home(change.path.substr(0, change.path.find('/'))); });
  return changes;
}

Result<std::optional<ObjectId>> root_tree_of(ObjectReader& reader, const std::optional<ObjectId>& commit) {
  if (!commit) return std::optional<ObjectId>();
  TOS_TRY(const std::string_view bytes, reader.read(*commit, ObjectType::commit, max_commit_bytes));
  TOS_TRY(const ParsedCommit parsed, parse_commit(bytes));
  return std::optional(parsed.tree);
}

Result<void> check_free_path(std::string_view path) {
  const bool is_free = !is_home(path.substr(0, path.find('/')));
  if (is_free && path.size() <= 4096 &&
      every_part(path, [](std::string_view part) { return !is_dangerous_name(part); })) {
    return {};
  }
  return refuse(LOG_033, "{} is no place for a free file", printable(path));
}

Result<ObjectId> write_commit(ObjectSink& sink, const std::string& bytes, const CommitSigner& sign) {
  if (!sign) return sink.write(ObjectType::commit, bytes);
  TOS_TRY(const std::string signature, sign(bytes));
  return sink.write(ObjectType::commit, with_signature(bytes, signature));
}

Result<CommitWriter> CommitWriter::begin(ObjectReader& reader, const std::optional<ObjectId>& parent) {
  TOS_TRY(const auto tree, root_tree_of(reader, parent));
  return CommitWriter(reader, tree, parent);
}

Result<ObjectId> CommitWriter::add(const NewRecordCommit& commit, ObjectSink& sink, const CommitSigner& sign) {
  TOS_ASSERT(!commit.records.empty() && commit.records.size() <= max_records_per_commit);
  std::vector<RecordId> ids;
  ids.reserve(commit.records.size());
  for (const NewRecord& record : commit.records) {
    TOS_CHECK(check_record_path(record.path));
    TOS_TRY(const ObjectId blob, sink.write(ObjectType::blob, record.bytes));
    TOS_CHECK(tree_.add_file(record.path, blob));
    ids.push_back(record.id);
  }
  TOS_TRY(const ObjectId root, tree_.write(sink));
  TOS_TRY(head_, write_commit(sink, expected_commit_bytes(root, head_, commit.stamp, ids), sign));
  return *head_;
}

Result<std::optional<ObjectId>> CommitWriter::add_copy(ObjectReader& reader, const ObjectId& commit, ObjectSink& sink) {
  TOS_TRY(std::vector<TreeChange> changes, free_changes(reader, commit));
  std::vector<TreeChange> due;
  for (TreeChange& change : changes) {
    TOS_TRY(const std::optional<FileState> here, tree_.find_file(change.path));
    if (here == change.now) continue;
    if (here != change.before || !check_free_path(change.path)) return std::optional<ObjectId>();
    due.push_back(std::move(change));
  }
  if (due.empty()) return head_;
  // Removals first: a directory may stand where a file was.
  for (const bool removing : {true, false}) {
    for (const TreeChange& change : due) {
      if (!change.now.has_value() == removing) TOS_CHECK(tree_.set_entry(change.path, change.now));
    }
  }
  TOS_TRY(const ObjectId root, tree_.write(sink));
  TOS_TRY(const std::string_view original, reader.read(commit, ObjectType::commit, max_commit_bytes));
  TOS_TRY(head_, sink.write(ObjectType::commit, copied_commit(root, head_, original)));
  return head_;
}

}  // namespace tos::log
