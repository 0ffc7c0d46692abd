#pragma once
#include "cli/world.h"
#include "core/log/repository.h"

namespace tos::cli {

// Where git is told to sign commits (commit.gpgsign), ours are signed as git would: by gpg, gpgsm or ssh-keygen
// (gpg.format), with user.signingkey. Source: git-config(1).
void sign_commits_as_configured(const World& world, log::Repository& repository);

}  // namespace tos::cli
