#include <fcntl.h>
#include <unistd.h>

#include "core/base/fault.h"
#include "core/base/rules.h"
#include "core/log/checkout.h"
#include "core/log/durable_file.h"
#include "core/log/git_handles.h"
#include "core/log/posix.h"
#include "core/log/rules.h"

namespace tos::log {
namespace {

std::filesystem::path swap_note(const Repository& repository) { return repository.tos_dir() / "ref"; }

std::filesystem::path lock_of(const Repository& repository, std::string_view name) {
  return repository.common_dir() / (std::string(name) + ".lock");
}

// "<new commit> <reference>": whose lock a process that is killed now leaves behind. It need not survive a power cut,
// and where it cannot be written the swap fails by itself.
class SwapNote {
 public:
  SwapNote(const Repository& repository, std::string_view name, const ObjectId& to) : path_(swap_note(repository)) {
    std::error_code error;
    std::filesystem::create_directories(path_.parent_path(), error);
    const FileHandle file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
    const std::string text = fmt::format("{} {}\n", to.hex(), name);
    if (file) static_cast<void>(write_all(file.get(), text, path_.string()));
  }
  SwapNote(const SwapNote&) = delete;
  SwapNote& operator=(const SwapNote&) = delete;
  ~SwapNote() { ::unlink(path_.c_str()); }

 private:
  std::filesystem::path path_;
};

bool is_symbolic(const Repository& repository, const std::string& name) {
  git_reference* raw = nullptr;
  if (git_reference_lookup(&raw, repository.impl().handle.get(), name.c_str()) != 0) return false;
  const GitReference found(raw);
  return git_reference_type(raw) == GIT_REFERENCE_SYMBOLIC;
}

Refusal not_swapped(const Repository& repository, const std::string& name, int code) {
  const std::string why = last_git_error();
  if (code == GIT_ELOCKED) {
    return refuse(LOG_031, "{} is locked by another command; it was not moved", name)
        .hint("if no git command is running, remove {}", lock_of(repository, name).string());
  }
  if (is_symbolic(repository, name)) {
    return refuse(LOG_006, "{} is a symbolic reference, and tos moves ordinary ones only", name)
        .hint("git symbolic-ref --delete {}, then git update-ref {} COMMIT", name, name);
  }
  if (code == GIT_EMODIFIED || code == GIT_EEXISTS || code == GIT_ENOTFOUND) {
    return refuse(LOG_031, "{} is not where it was read; it was not moved", name).hint("run it again");
  }
  return refuse(SYS_001, "{} cannot be moved: {}", name, why)
      .hint("see that {} can be written to and that its disk is not full", repository.common_dir().string());
}

}  // namespace

Result<void> swap_reference(Repository& repository, std::string_view name, const std::optional<ObjectId>& from,
                            const ObjectId& to, std::string_view reflog_message) {
  TOS_CHECK(pass_fault_point("ref.update"));
  git_repository* const handle = repository.impl().handle.get();
  const std::string ref(name), message(reflog_message);
  const SwapNote note(repository, name, to);
  git_reference* raw = nullptr;
  const int code =
      from ? git_reference_create_matching(&raw, handle, ref.c_str(), as_oid(to), 1, as_oid(*from), message.c_str())
           : git_reference_create(&raw, handle, ref.c_str(), as_oid(to), 0, message.c_str());
  const GitReference made(raw);
  if (code == 0) return {};
  return not_swapped(repository, ref, code);
}

void remove_stale_reference_lock(const Repository& repository) {
  const std::filesystem::path path = swap_note(repository);
  const auto note = read_file(path, 4096);
  if (!note) return;
  if (note->size() > 42 && note->ends_with('\n')) {
    const std::string name = note->substr(41, note->size() - 42);
    int is_name = 0;
    const bool is_valid = git_reference_name_is_valid(&is_name, name.c_str()) == 0 && is_name == 1;
    const std::filesystem::path lock = lock_of(repository, name);
    // Empty or with our commit in it: the lock of the process that wrote the note, and not of a git that came later.
    const auto held = is_valid ? read_file(lock, 64) : refuse(SYS_002, "no reference");
    if (held && (held->empty() || *held == note->substr(0, 40) + "\n")) ::unlink(lock.c_str());
  }
  ::unlink(path.c_str());
}

}  // namespace tos::log
