#include "core/log/work_tree.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/base/fault.h"
#include "core/base/rules.h"
#include "core/log/posix.h"
#include "core/log/rules.h"
#include "core/log/sha1.h"

namespace tos::log {
namespace {

constexpr std::size_t max_checkout_bytes = std::size_t{256} << 20;
constexpr const char* temporary_name = ".tmp_tos_checkout";

class WorkTree {
 public:
  WorkTree(FileHandle root, ObjectReader& reader) : root_(std::move(root)), reader_(reader) {}

  // Whether a free file holds something that is neither in the one nor in the other version.
  Result<bool> is_edited(const TreeChange& change) {
    const auto slash = change.path.rfind('/');
    const std::string name = change.path.substr(slash == std::string::npos ? 0 : slash + 1);
    if (is_home(change.path.substr(0, change.path.find('/')))) return false;
    TOS_TRY(const bool is_open, enter(slash == std::string::npos ? "" : change.path.substr(0, slash), false));
    const auto found = is_open ? look(name) : std::nullopt;
    return found && !(change.before && holds(name, *found, *change.before)) &&
           !(change.now && holds(name, *found, *change.now));
  }

  // The file's stat when it holds `now` afterwards.
  Result<std::optional<struct stat>> apply(const TreeChange& change) {
    const auto slash = change.path.rfind('/');
    const std::string directory = slash == std::string::npos ? "" : change.path.substr(0, slash);
    const std::string name = change.path.substr(slash == std::string::npos ? 0 : slash + 1);
    if (!is_home(change.path.substr(0, change.path.find('/')))) return apply_free(change, directory, name);
    return apply_in(change, directory, name);
  }

 private:
  // What is free may be anything that git stores: names that this file system does not take, links to nowhere, modes
  // that do not fit the object. It is left out then, and git status shows it; main's log must not stand still for it.
  // A disk that is full or broken is another matter.
  Result<std::optional<struct stat>> apply_free(const TreeChange& change, const std::string& directory,
                                                const std::string& name) {
    failed_with_ = 0;
    auto applied = apply_in(change, directory, name);
    if (applied) return applied;
    const Rule* rule = applied.error().rule;
    static constexpr std::array unwritable = {ENAMETOOLONG, EINVAL, EILSEQ, ENOENT, EPERM, ENOTSUP, ELOOP};
    if (rule == &LOG_009 || rule == &LOG_012 ||
        (rule == &SYS_001 && std::ranges::find(unwritable, failed_with_) != unwritable.end())) {
      ::unlinkat(here(), temporary_name, 0);
      return std::optional<struct stat>();
    }
    return applied;
  }

  Result<std::optional<struct stat>> apply_in(const TreeChange& change, const std::string& directory,
                                              const std::string& name) {
    TOS_TRY(const bool is_open, enter(directory, change.now.has_value()));
    if (!is_open) return std::optional<struct stat>();
    const auto found = look(name);
    if (found && change.now && holds(name, *found, *change.now)) return found;
    const bool is_as_before = change.before ? found && holds(name, *found, *change.before) : !found;
    if (!is_as_before) return std::optional<struct stat>();
    if (change.now) return write(name, *change.now);
    TOS_CHECK(pass_fault_point("checkout.remove"));
    ::unlinkat(here(), name.c_str(), 0);
    leave_empty_directories(directory);
    return std::optional<struct stat>();
  }

  int here() const { return directory_ ? directory_.get() : root_.get(); }

  // Makes `path` the current directory, through real directories only. False when it cannot be: something else stands
  // in the way, or it is missing and not to be made.
  Result<bool> enter(const std::string& path, bool make) {
    if (is_entered_ && path == entered_) return true;
    is_entered_ = false;
    directory_ = FileHandle();
    for (std::size_t start = 0; start < path.size();) {
      const std::size_t end = std::min(path.find('/', start), path.size());
      const std::string part = path.substr(start, end - start);
      if (make && ::mkdirat(here(), part.c_str(), 0777) != 0 && errno != EEXIST) {
        return failed(path);
      }
      FileHandle next(::openat(here(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!next) return false;
      directory_ = std::move(next);
      start = end + 1;
    }
    entered_ = path;
    is_entered_ = true;
    return true;
  }

  std::optional<struct stat> look(const std::string& name) const {
    struct stat found{};
    if (::fstatat(here(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
    return found;
  }

  bool holds(const std::string& name, const struct stat& found, const FileState& state) const {
    if (S_ISLNK(found.st_mode) != (state.mode == 0120000)) return false;
    if (S_ISLNK(found.st_mode)) return object_id_of(ObjectType::blob, link_target(name)) == state.id;
    if (!S_ISREG(found.st_mode) || static_cast<std::size_t>(found.st_size) > max_checkout_bytes) return false;
    if (((found.st_mode & S_IXUSR) != 0) != (state.mode == 0100755)) return false;
    const FileHandle file(::openat(here(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    std::string bytes(static_cast<std::size_t>(found.st_size), '\0');
    std::size_t done = 0;
    while (file && done < bytes.size()) {
      const ssize_t count = ::read(file.get(), bytes.data() + done, bytes.size() - done);
      if (count <= 0) return false;
      done += static_cast<std::size_t>(count);
    }
    return file && object_id_of(ObjectType::blob, bytes) == state.id;
  }

  std::string link_target(const std::string& name) const {
    char target[4096];
    const ssize_t size = ::readlinkat(here(), name.c_str(), target, sizeof target);
    return {target, size > 0 ? static_cast<std::size_t>(size) : 0};
  }

  Result<std::optional<struct stat>> write(const std::string& name, const FileState& state) {
    TOS_TRY(const std::string_view bytes, reader_.blob(state.id, max_checkout_bytes));
    ::unlinkat(here(), temporary_name, 0);
    TOS_CHECK(pass_fault_point("checkout.write"));
    if (state.mode == 0120000) {
      if (::symlinkat(std::string(bytes).c_str(), here(), temporary_name) != 0) return failed(name);
    } else {
      const FileHandle file(::openat(here(), temporary_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                     state.mode == 0100755 ? 0777 : 0666));
      if (!file) return failed(name);
      TOS_CHECK(write_all(file.get(), bytes, name));
    }
    TOS_CHECK(pass_fault_point("checkout.rename"));
    if (::renameat(here(), temporary_name, here(), name.c_str()) != 0) return failed(name);
    return look(name);
  }

  void leave_empty_directories(std::string path) {
    is_entered_ = false;
    directory_ = FileHandle();
    while (!path.empty() && ::unlinkat(root_.get(), path.c_str(), AT_REMOVEDIR) == 0) {
      const auto slash = path.rfind('/');
      path.resize(slash == std::string::npos ? 0 : slash);
    }
  }

  Refusal failed(std::string_view subject) {
    failed_with_ = errno;
    return system_refusal(SYS_001, subject);
  }

  FileHandle root_;
  ObjectReader& reader_;
  FileHandle directory_;  // nothing: the root
  std::string entered_;
  bool is_entered_ = false;
  int failed_with_ = 0;  // errno
};

}  // namespace

Result<std::optional<std::string>> find_edited(const std::filesystem::path& root, ObjectReader& reader,
                                               std::span<const TreeChange> changes) {
  FileHandle directory(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return system_refusal(SYS_002, root.string());
  WorkTree work_tree(std::move(directory), reader);
  for (const TreeChange& change : changes) {
    TOS_TRY(const bool is_edited, work_tree.is_edited(change));
    if (is_edited) return std::optional(change.path);
  }
  return std::optional<std::string>();
}

Result<std::vector<std::optional<struct stat>>> update_work_tree(const std::filesystem::path& root,
                                                                 ObjectReader& reader,
                                                                 std::span<const TreeChange> changes) {
  FileHandle directory(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return system_refusal(SYS_002, root.string());
  WorkTree work_tree(std::move(directory), reader);
  std::vector<std::optional<struct stat>> stats;
  stats.reserve(changes.size());
  for (const TreeChange& change : changes) {
    TOS_TRY(auto stat, work_tree.apply(change));
    stats.push_back(stat);
  }
  return stats;
}

}  // namespace tos::log
