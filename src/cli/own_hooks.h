#pragma once
#include <string>

#include "cli/world.h"
#include "core/log/repository.h"

namespace tos::cli {

// The program that hooks run: this one, wherever PATH points when git starts them.
std::string own_path();

// The hooks of a clone, in one that tos has just made. Hooks that stand there, or a folder of hooks that is shared by
// several repositories, are left alone; then it says how to install them.
void install_own_hooks(World& world, const log::Repository& repository);

}  // namespace tos::cli
