#include "core/log/git_index.h"

#include "core/base/fault.h"
#include "core/log/git_handles.h"
#include "core/log/rules.h"

namespace tos::log {
namespace {

bool is(const git_index_entry* entry, const std::optional<FileState>& state) {
  if (entry == nullptr || !state) return entry == nullptr && !state;
  return entry->mode == state->mode && from_oid(entry->id) == state->id;
}

git_index_entry entry_for(const TreeChange& change, const std::optional<struct stat>& stat) {
  git_index_entry entry{};
  entry.path = change.path.c_str();
  entry.mode = change.now->mode;
  entry.id = *as_oid(change.now->id);
  if (stat) {
    entry.ctime = {.seconds = static_cast<std::int32_t>(stat->st_ctim.tv_sec),
                   .nanoseconds = static_cast<std::uint32_t>(stat->st_ctim.tv_nsec)};
    entry.mtime = {.seconds = static_cast<std::int32_t>(stat->st_mtim.tv_sec),
                   .nanoseconds = static_cast<std::uint32_t>(stat->st_mtim.tv_nsec)};
    entry.dev = static_cast<std::uint32_t>(stat->st_dev);
    entry.ino = static_cast<std::uint32_t>(stat->st_ino);
    entry.uid = stat->st_uid;
    entry.gid = stat->st_gid;
    entry.file_size = static_cast<std::uint32_t>(stat->st_size);
  }
  return entry;
}

Refusal index_refusal() {
  return refuse(LOG_034, "git's index could not be updated: {}", last_git_error())
      .hint("if no git command is running, remove .git/index.lock");
}

}  // namespace

Result<void> update_index(const Repository& repository, std::span<const TreeChange> changes,
                          std::span<const std::optional<struct stat>> stats) {
  if (changes.empty()) return {};
  git_index* raw = nullptr;
  if (git_repository_index(&raw, repository.impl().handle.get()) != 0) return index_refusal();
  const GitIndex index(raw);
  if (git_index_read(raw, 0) != 0) return index_refusal();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const TreeChange& change = changes[i];
    const git_index_entry* found = git_index_get_bypath(raw, change.path.c_str(), 0);
    if (is(found, change.now) || !is(found, change.before)) continue;
    if (change.now) {
      const git_index_entry entry = entry_for(change, stats[i]);
      if (git_index_add(raw, &entry) != 0) return index_refusal();
    } else if (git_index_remove(raw, change.path.c_str(), 0) != 0) {
      return index_refusal();
    }
  }
  TOS_CHECK(pass_fault_point("index.write"));
  if (git_index_write(raw) != 0) return index_refusal();
  return {};
}

}  // namespace tos::log
