#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/log/object_id.h"

// The exact bytes of a commit that logs records, and the strict reading of any commit.
namespace tos::log {

inline constexpr std::size_t max_records_per_commit = 10'000;
inline constexpr std::size_t max_commit_bytes = 1 << 20;

// What the records of a commit say about its header. All of it comes from the records, so a reader can recompute it.
struct CommitStamp {
  std::string kind;          // of the first record, without its version: "voting.ballot"
  std::string author;        // handle of the first record's author
  std::string group_handle;  // the group's own handle
  Timestamp latest_at;       // the greatest `at` in the commit; the date is floor(ms / 1000), +0000
};

// "<kind> by <author>" for one record, "<n> records" for more; an empty line; a line "Record: <64 hex>" each.
std::string record_message(const CommitStamp& stamp, std::span<const RecordId> records);

// The whole commit object (without git's "commit <size>\0" prefix and without a gpgsig header).
std::string expected_commit_bytes(const ObjectId& tree, const std::optional<ObjectId>& parent, const CommitStamp& stamp,
                                  std::span<const RecordId> records);

// "handle <handle@group.tos.invalid>"
std::string commit_identity(std::string_view handle, std::string_view group_handle);

// The ids that a record commit's message lists; nothing when the message is not to the byte that of a record commit
// (then it is a free commit, whatever it looks like): wrong subject or count, a repeated id, more than
// max_records_per_commit, any other text.
std::optional<std::vector<RecordId>> parse_record_message(std::string_view message);

enum class CommitClass { record, free };

struct ParsedCommit {
  ObjectId tree;
  std::vector<ObjectId> parents;
  bool has_signature = false;  // a gpgsig header
  std::string_view message;    // a view into the bytes that were parsed
  CommitClass commit_class = CommitClass::free;
  std::vector<RecordId> records;  // of a record commit, in order; never empty there
};

// Reads any commit git would accept; refuses (LOG-011) what is no commit. Headers beyond tree and parents are not
// judged here: compare a record commit with expected_commit_bytes().
Result<ParsedCommit> parse_commit(std::string_view bytes);

// The commit without its gpgsig header (and that header's continuation lines).
std::string without_signature(std::string_view bytes);
// The commit with `signature` (armored, as gpg or ssh-keygen print it) as its gpgsig header.
std::string with_signature(std::string_view bytes, std::string_view signature);

}  // namespace tos::log
