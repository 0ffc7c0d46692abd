#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

#include "core/base/rules.h"
#include "core/log/append.h"
#include "core/log/checkout.h"
#include "core/log/posix.h"
#include "core/log/rules.h"

namespace tos::log {

Result<RepositoryLock> RepositoryLock::acquire(Repository& repository, int wait_ms) {
  using namespace std::chrono;
  std::error_code error;
  std::filesystem::create_directories(repository.tos_dir(), error);
  const std::string path = (repository.tos_dir() / "lock").string();
  FileHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file) return system_refusal(SYS_002, path);
  const auto give_up = steady_clock::now() + milliseconds(wait_ms);
  for (auto pause = milliseconds(1); ::flock(file.get(), LOCK_EX | LOCK_NB) != 0; pause = std::min(2 * pause, 50ms)) {
    if (errno != EWOULDBLOCK && errno != EINTR) return system_refusal(SYS_002, path);
    if (steady_clock::now() >= give_up) {
      return refuse(LOG_030, "another tos process is writing to this clone").hint("wait for it, then run it again");
    }
    std::this_thread::sleep_for(pause);
  }
  RepositoryLock lock(file.release());
  remove_stale_reference_lock(repository);
  TOS_CHECK(finish_interrupted_move(repository));
  return lock;
}

RepositoryLock::RepositoryLock(RepositoryLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

RepositoryLock::~RepositoryLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace tos::log
