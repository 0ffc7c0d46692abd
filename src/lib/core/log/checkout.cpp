#include "core/log/checkout.h"

#include <unistd.h>

#include <algorithm>

#include "core/log/commit_writer.h"
#include "core/log/durable_file.h"
#include "core/log/git_handles.h"
#include "core/log/git_index.h"
#include "core/log/object_reader.h"
#include "core/log/posix.h"
#include "core/log/rules.h"
#include "core/log/tree_changes.h"
#include "core/log/tree_entries.h"
#include "core/log/work_tree.h"

namespace tos::log {
namespace {

struct Move {
  std::optional<ObjectId> from;
  ObjectId to;
};

std::filesystem::path note_path(const Repository& repository) { return repository.git_dir() / "tos" / "moving"; }

std::string note_text(const Move& move) {
  return fmt::format("{} {}\n", move.from ? move.from->hex() : std::string(40, '0'), move.to.hex());
}

// Nothing when there is no note, or one that a dying disk left half written: then the move had not begun.
std::optional<Move> read_note(const Repository& repository) {
  const auto text = read_file(note_path(repository), 4096);
  if (!text || text->size() != 82) return std::nullopt;
  const auto from = ObjectId::parse(std::string_view(*text).substr(0, 40));
  const auto to = ObjectId::parse(std::string_view(*text).substr(41, 40));
  if (!from || !to) return std::nullopt;
  return Move{.from = *from == ObjectId{} ? std::nullopt : from, .to = *to};
}

void remove_note(const Repository& repository) { ::unlink(note_path(repository).c_str()); }

Result<void> follow(Repository& repository, const Move& move) {
  TOS_TRY(ObjectReader reader, ObjectReader::open(repository));
  TOS_TRY(const auto before, root_tree_of(reader, move.from));
  TOS_TRY(const auto now, root_tree_of(reader, move.to));
  TOS_TRY(const std::vector<TreeChange> changes, tree_changes(reader, before, now));
  TOS_TRY(const auto stats, update_work_tree(*repository.work_tree(), reader, changes));
  return update_index(repository, changes, stats);
}

// The other work tree of this repository that shows main, if one does: the main one, or a linked one (git worktree).
std::optional<Repository> checkout_of_main(const Repository& repository) {
  std::vector<std::filesystem::path> places;
  const std::filesystem::path common = repository.common_dir().lexically_normal();
  const auto stem = common.has_filename() ? common : common.parent_path();
  if (stem.filename() == ".git") places.push_back(stem.parent_path());
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(stem / "worktrees", error)) {
    auto link = read_file(entry.path() / "gitdir", 4096);
    if (!link) continue;
    while (link->ends_with('\n')) link->pop_back();
    places.push_back(std::filesystem::path(*link).parent_path());
  }
  for (const std::filesystem::path& place : places) {
    auto other = Repository::open(place);
    if (other && other->common_dir() == repository.common_dir() && other->git_dir() != repository.git_dir() &&
        other->has_checkout())
      return *std::move(other);
  }
  return std::nullopt;
}

}  // namespace

Result<void> move_branch(Repository& repository, const std::optional<ObjectId>& from, const ObjectId& to,
                         std::string_view reflog_message) {
  const Move move{.from = from, .to = to};
  if (!repository.has_checkout()) {
    if (auto other = checkout_of_main(repository)) {
      TOS_CHECK(finish_interrupted_move(*other));
      return move_branch(*other, from, to, reflog_message);
    }
  }
  if (!repository.has_checkout()) return swap_reference(repository, main_ref, from, to, reflog_message);
  TOS_CHECK(write_durably(note_path(repository), note_text(move), "note"));
  if (auto swapped = swap_reference(repository, main_ref, from, to, reflog_message); !swapped) {
    remove_note(repository);
    return swapped;
  }
  if (auto followed = follow(repository, move); !followed) {
    return refuse(LOG_034, "it is done, and main is at {}, but the work tree is not: {}", to.short_hex(),
                  followed.error().what)
        .hint("do not repeat it; if no git command is running, remove .git/index.lock: the next tos command goes on");
  }
  remove_note(repository);
  return {};
}

Result<void> check_edits(const Repository& repository, const ObjectId& from, const ObjectId& to) {
  if (!repository.has_checkout()) return {};
  TOS_TRY(ObjectReader reader, ObjectReader::open(repository));
  TOS_TRY(const auto before, root_tree_of(reader, from));
  TOS_TRY(const auto now, root_tree_of(reader, to));
  TOS_TRY(const std::vector<TreeChange> changes, tree_changes(reader, before, now));
  TOS_TRY(const auto edited, find_edited(*repository.work_tree(), reader, changes));
  if (!edited) return {};
  const auto change = std::ranges::find(changes, *edited, &TreeChange::path);
  if (change != changes.end() && !change->before) {
    return refuse(LOG_034, "{} stands here, and others published a file of that name", printable(*edited))
        .in_file(*edited)
        .hint("rename it, then tos pull");
  }
  return refuse(LOG_034, "{} was edited here, and others changed it as well", printable(*edited))
      .in_file(*edited)
      .hint("git stash, then tos pull, then git stash pop");
}

Result<void> check_out_main(Repository& repository) {
  TOS_TRY(const ObjectId head, repository.require_head());
  if (!repository.has_checkout()) {
    git_index* raw = nullptr;
    if (git_repository_index(&raw, repository.impl().handle.get()) != 0 || git_index_write(raw) != 0) {
      return refuse(LOG_034, "git's index cannot be made: {}", last_git_error());
    }
    const GitIndex made(raw);
  }
  return follow(repository, {.from = std::nullopt, .to = head});
}

bool has_interrupted_move(const Repository& repository) { return ::access(note_path(repository).c_str(), F_OK) == 0; }

Result<void> finish_interrupted_move(Repository& repository) {
  const auto move = read_note(repository);
  if (!move) return {};
  if (repository.head() == move->to && repository.has_checkout()) {
    if (auto followed = follow(repository, *move); !followed) {
      return refuse(LOG_034, "main is at {}, but the work tree is not: {}", move->to.short_hex(),
                    followed.error().what);
    }
  }
  remove_note(repository);
  return {};
}

}  // namespace tos::log
