#include "core/log/git_handles.h"

namespace tos::log {

std::string last_git_error() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "git gives no reason";
}

void start_libgit2() {
  static const bool started = [] {
    git_libgit2_init();
    // Replaying reads each object once: a cache of objects costs 85 MiB for 100,000 records and is no faster.
    git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, std::size_t{1} << 20);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, std::size_t{16} << 20);
    // Commits and trees are checked by ObjectReader, files by their records' ids.
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
    // Settings that a linked or sparse work tree keeps for itself: nothing that is read here depends on them.
    static const char* const extensions[] = {"worktreeconfig", "preciousobjects"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, std::size(extensions));
    return true;
  }();
  static_cast<void>(started);
}

}  // namespace tos::log
