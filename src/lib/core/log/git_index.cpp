#include "core/log/git_index.h"

#include <fcntl.h>
#include <unistd.h>

#include "core/base/fault.h"
#include "core/base/rules.h"
#include "core/log/durable_file.h"
#include "core/log/git_handles.h"
#include "core/log/index_patch.h"
#include "core/log/posix.h"
#include "core/log/rules.h"

namespace tos::log {
namespace {

constexpr std::size_t max_index_bytes = std::size_t{2} << 30;

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

Refusal index_refusal(std::string_view why) {
  return refuse(LOG_034, "git's index could not be updated: {}", why)
      .hint("if no git command is running, remove .git/index.lock");
}

Result<void> update_with_libgit2(const Repository& repository, std::span<const TreeChange> changes,
                                 std::span<const std::optional<struct stat>> stats) {
  git_index* raw = nullptr;
  if (git_repository_index(&raw, repository.impl().handle.get()) != 0) return index_refusal(last_git_error());
  const GitIndex index(raw);
  if (git_index_read(raw, 0) != 0) return index_refusal(last_git_error());
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const TreeChange& change = changes[i];
    const git_index_entry* found = git_index_get_bypath(raw, change.path.c_str(), 0);
    if (is(found, change.now) || !is(found, change.before)) continue;
    if (change.now) {
      const git_index_entry entry = entry_for(change, stats[i]);
      if (git_index_add(raw, &entry) != 0) return index_refusal(last_git_error());
    } else if (git_index_remove(raw, change.path.c_str(), 0) != 0) {
      return index_refusal(last_git_error());
    }
  }
  TOS_CHECK(pass_fault_point("index.write"));
  if (git_index_write(raw) != 0) return index_refusal(last_git_error());
  return {};
}

bool same_file(const std::filesystem::path& left, const std::filesystem::path& right) {
  struct stat one{}, other{};
  return ::lstat(left.c_str(), &one) == 0 && ::lstat(right.c_str(), &other) == 0 && one.st_ino == other.st_ino &&
         one.st_dev == other.st_dev;
}

struct IndexFiles {
  explicit IndexFiles(const Repository& repository)
      : index(repository.git_dir() / "index"),
        lock(repository.git_dir() / "index.lock"),
        draft(repository.git_dir() / "tos" / "index") {}
  std::filesystem::path index;
  std::filesystem::path lock;  // git's own: whoever creates it may replace the index
  std::filesystem::path
      draft;  // ours, made before the lock and linked to it: so a lock that a killed tos left is known
};

// Removes what a tos that was killed between locking and renaming left behind. The caller holds the RepositoryLock.
void remove_leftovers(const IndexFiles& files) {
  if (same_file(files.draft, files.lock)) ::unlink(files.lock.c_str());
  ::unlink(files.draft.c_str());
}

Result<std::string> index_and_identity(const IndexFiles& files, struct stat& identity) {
  if (::stat(files.index.c_str(), &identity) != 0) return index_refusal("there is none");
  return read_file(files.index, max_index_bytes);
}

// Replaces the index, if it is still the one that was read. False when it is not.
Result<bool> replace_index(const IndexFiles& files, std::string_view bytes, const struct stat& read) {
  TOS_CHECK(pass_fault_point("index.write"));
  {
    const FileHandle draft(::open(files.draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!draft) return system_refusal(SYS_001, files.draft.string());
    TOS_CHECK(write_all(draft.get(), bytes, files.draft.string()));
  }
  TOS_CHECK(pass_fault_point("index.lock"));
  if (::link(files.draft.c_str(), files.lock.c_str()) != 0) return index_refusal("index.lock exists");
  struct stat now{};
  const bool is_unchanged = ::stat(files.index.c_str(), &now) == 0 && now.st_ino == read.st_ino &&
                            now.st_size == read.st_size && now.st_mtim.tv_sec == read.st_mtim.tv_sec &&
                            now.st_mtim.tv_nsec == read.st_mtim.tv_nsec;
  TOS_CHECK(pass_fault_point("index.rename"));
  if (is_unchanged && ::rename(files.lock.c_str(), files.index.c_str()) != 0) {
    return system_refusal(SYS_001, files.index.string());
  }
  return is_unchanged;
}

// False when the index has something out of the ordinary.
Result<bool> update_with_patch(const IndexFiles& files, std::span<const TreeChange> changes,
                               std::span<const std::optional<struct stat>> stats) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    struct stat identity{};
    TOS_TRY(const std::string index, index_and_identity(files, identity));
    const auto patched = patched_index(index, changes, stats);
    if (!patched) return false;
    auto replaced = replace_index(files, *patched, identity);
    remove_leftovers(files);
    if (!replaced || *replaced) return replaced;
  }
  return index_refusal("another git command keeps changing it");
}

}  // namespace

Result<void> update_index(const Repository& repository, std::span<const TreeChange> changes,
                          std::span<const std::optional<struct stat>> stats) {
  if (changes.empty()) return {};
  const IndexFiles files(repository);
  std::error_code error;
  std::filesystem::create_directories(files.draft.parent_path(), error);
  remove_leftovers(files);
  TOS_TRY(const bool done, update_with_patch(files, changes, stats));
  return done ? Result<void>() : update_with_libgit2(repository, changes, stats);
}

}  // namespace tos::log
