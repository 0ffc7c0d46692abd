#include "core/log/maintenance.h"

#include "core/log/rules.h"
#include "core/log/run_git.h"

namespace tos::log {

Result<void> collect_garbage(const Repository& repository) {
  TOS_TRY(const GitOutcome outcome,
          run_git({.arguments = {"--git-dir", repository.common_dir().string(), "gc", "--auto", "--quiet"}}));
  if (outcome.status != 0) return refuse(LOG_035, "git gc --auto failed: {}", outcome.last_words());
  return {};
}

}  // namespace tos::log
