#pragma once
#include "core/base/result.h"
#include "core/log/repository.h"

namespace tos::log {

// Lets git tidy up when there is enough to do (by git's own limits, checked first without starting it): many packs are
// joined by `git repack --geometric`, and many loose objects are for `git gc --auto --quiet`; the user's own git, in
// the foreground unless their configuration detaches it. libgit2 never does. Failure is no failure of the command that
// went before: the caller may show the refusal as a warning.
Result<void> collect_garbage(const Repository& repository);

}  // namespace tos::log
