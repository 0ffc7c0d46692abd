#include "core/log/history.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/log/rules.h"
#include "core/log/sha1.h"
#include "core/log/tree_entries.h"
#include "core/log/tree_pairs.h"

namespace tos::log {
namespace {

// The homes' entries of a root tree, as one comparable text. A file where a home's directory should stand counts too.
Result<std::string> homes_of(ObjectReader& reader, const ObjectId& root_tree) {
  std::string found;
  TOS_CHECK(for_each_difference(reader, std::nullopt, root_tree, [&](const TreeEntry*, const TreeEntry* entry) {
    if (is_home(entry->name)) found += fmt::format("{} {} {}\n", entry->mode, entry->name, entry->id.hex());
    return Result<bool>(true);
  }));
  return found;
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

// The first line in which two commits differ, for people.
Refusal header_differs(const HistoryCommit& commit, std::string_view found, std::string_view expected) {
  while (!found.empty() && !expected.empty() && first_line(found) == first_line(expected)) {
    found.remove_prefix(std::min(found.size(), first_line(found).size() + 1));
    expected.remove_prefix(std::min(expected.size(), first_line(expected).size() + 1));
  }
  return refuse(LOG_013, "commit {} says '{}' where its records say '{}'", commit.id.short_hex(),
                printable(first_line(found)), printable(first_line(expected)))
      .hint("tos repair carries its records again");
}

}  // namespace

HistoryCommit History::commit(std::size_t index) const {
  TOS_ASSERT(index < commits_.size());
  const Entry& entry = commits_[index];
  const std::size_t start = index == 0 ? 0 : commits_[index - 1].record_end;
  return {.id = entry.id,
          .tree = entry.tree,
          .is_record_commit = entry.is_record_commit,
          .has_signature = entry.has_signature,
          .records = std::span(records_).subspan(start, entry.record_end - start)};
}

// Collects commits newest first, then turns them round.
class HistoryBuilder {
 public:
  explicit HistoryBuilder(ObjectReader& reader) : reader_(reader) {}

  Result<History> walk(const ObjectId& head, const std::function<bool(const ObjectId&)>& known) {
    std::optional<ObjectId> next = head;
    while (next) {
      if (known && known(*next)) {
        history_.base_ = next;
        break;
      }
      TOS_TRY(next, add(*next));
    }
    turn_round();
    TOS_CHECK(check_free_commits());
    return std::move(history_);
  }

 private:
  // Adds one commit and returns its first parent.
  Result<std::optional<ObjectId>> add(const ObjectId& id) {
    TOS_TRY(const std::string_view bytes, reader_.read(id, ObjectType::commit, max_commit_bytes));
    auto parsed = parse_commit(bytes);
    if (!parsed) {
      parsed.error().what = fmt::format("commit {}: {}", id.short_hex(), parsed.error().what);
      return std::move(parsed).error();
    }
    if (parsed->parents.size() > 1) merges_.push_back(history_.commits_.size());
    // While walking backwards record_end holds the commit's number of records.
    history_.commits_.push_back({.id = id,
                                 .tree = parsed->tree,
                                 .record_end = static_cast<std::uint32_t>(parsed->records.size()),
                                 .is_record_commit = parsed->commit_class == CommitClass::record,
                                 .has_signature = parsed->has_signature});
    history_.records_.insert(history_.records_.end(), parsed->records.rbegin(), parsed->records.rend());
    return parsed->parents.empty() ? std::nullopt : std::optional(parsed->parents.front());
  }

  void turn_round() {
    std::ranges::reverse(history_.commits_);
    std::ranges::reverse(history_.records_);
    std::uint32_t end = 0;
    for (History::Entry& entry : history_.commits_) {
      end += entry.record_end;
      entry.record_end = end;
    }
    if (!merges_.empty()) {
      const std::size_t index = history_.commits_.size() - 1 - merges_.back();
      note_problem(index,
                   refuse(LOG_014, "commit {} is a merge; main is linear", history_.commits_[index].id.short_hex())
                       .hint("tos repair takes main back to before it and carries the records again"));
    }
  }

  // A free commit has the homes of the commit before it.
  Result<void> check_free_commits() {
    for (std::size_t i = 0; i < history_.commits_.size(); ++i) {
      if (history_.problem_ && history_.problem_->index <= i) return {};
      const History::Entry& entry = history_.commits_[i];
      if (entry.is_record_commit) continue;
      TOS_TRY(const std::string before, homes_before(i));
      TOS_TRY(const std::string after, homes_of(reader_, entry.tree));
      if (before == after) continue;
      note_problem(i, refuse(LOG_015, "commit {} changes record files but is not a record commit", entry.id.short_hex())
                          .hint("tos repair takes main back to before it and carries the records again"));
    }
    return {};
  }

  Result<std::string> homes_before(std::size_t index) {
    if (index > 0) return homes_of(reader_, history_.commits_[index - 1].tree);
    if (!history_.base_) return std::string();
    TOS_TRY(const std::string_view bytes, reader_.read(*history_.base_, ObjectType::commit, max_commit_bytes));
    TOS_TRY(const ParsedCommit base, parse_commit(bytes));
    return homes_of(reader_, base.tree);
  }

  void note_problem(std::size_t index, Refusal refusal) {
    if (!history_.problem_ || index < history_.problem_->index) {
      history_.problem_ = History::Problem{.index = index, .refusal = std::move(refusal)};
    }
  }

  ObjectReader& reader_;
  History history_;
  std::vector<std::size_t> merges_;  // indices, newest first
};

Result<History> read_history(ObjectReader& reader, const ObjectId& head,
                             const std::function<bool(const ObjectId&)>& known) {
  return HistoryBuilder(reader).walk(head, known);
}

Result<void> check_commit_header(ObjectReader& reader, const HistoryCommit& commit,
                                 const std::optional<ObjectId>& parent, const CommitStamp& stamp) {
  const std::string expected = expected_commit_bytes(commit.tree, parent, stamp, commit.records);
  // Without a signature the commit's own hash already tells.
  if (!commit.has_signature && object_id_of(ObjectType::commit, expected) == commit.id) return {};
  TOS_TRY(const std::string_view bytes, reader.read(commit.id, ObjectType::commit, max_commit_bytes));
  const std::string found = without_signature(bytes);
  if (found == expected) return {};
  return header_differs(commit, found, expected);
}

}  // namespace tos::log
