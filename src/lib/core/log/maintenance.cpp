#include "core/log/maintenance.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/log/rules.h"

extern char** environ;

namespace tos::log {

Result<void> collect_garbage(const Repository& repository) {
  const std::string directory = repository.common_dir().string();
  const char* const arguments[] = {"git", "--git-dir", directory.c_str(), "gc", "--auto", "--quiet", nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int code = ::posix_spawnp(&child, "git", &actions, nullptr, const_cast<char* const*>(arguments), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) return refuse(LOG_035, "git could not be started").hint("install git");
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return refuse(LOG_035, "git gc --auto failed");
  return {};
}

}  // namespace tos::log
