#include "cli/fault_hook.h"

#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fstream>

#include "cli/world.h"
#include "core/base/fault.h"

namespace tos::cli {

void install_fault_hook(const World& world) {
  const auto setting = world.environment("TOS_FAULT");
  if (!setting) return;
  ::unsetenv("TOS_FAULT");  // this process alone: not git, and not the hooks of a hub on this machine
  const std::size_t colon = setting->find(':');
  if (colon == std::string::npos) return;
  const std::string mode = setting->substr(0, colon);
  const std::string argument = setting->substr(colon + 1);
  long target = 0;
  std::from_chars(argument.data(), argument.data() + argument.size(), target);
  set_fault_hook([mode, argument, target, count = 0L](std::string_view) mutable {
    ++count;
    if (mode == "count") std::ofstream(argument) << count << "\n";
    if (count == target && mode == "kill") kill(getpid(), SIGKILL);
    return count >= target && mode == "full" ? Fault::disk_full : Fault::none;
  });
}

}  // namespace tos::cli
