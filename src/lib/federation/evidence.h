#pragma once
#include <string>

#include "core/log/append.h"
#include "core/log/repository.h"

namespace tos::federation {

// Keeps commits that no log can contain: refs/tos/evidence/<n> holds `head`, so that git does not clear it away, and
// <tos_dir>/evidence/<n>/ the record files that `head` has and `good` does not, with a note of what was wrong. The
// same head is kept once. Answers "<n>".
Result<std::string> keep_evidence(log::Repository& repository, const log::RepositoryLock& lock,
                                  const std::optional<log::ObjectId>& good, const log::ObjectId& head,
                                  const Refusal& why);

// The reference alone: the commits up to `head` stay, and are no evidence against anybody.
Result<std::string> keep_history(log::Repository& repository, const log::RepositoryLock& lock,
                                 const log::ObjectId& head);

}  // namespace tos::federation
