#pragma once
#include <string>

#include "cli/world.h"

namespace tos::cli {

// Certifies a decision, as people name it: an approval by the chosen member (IDN-060, IDN-061, VOT-051).
Result<void> approve_decision(World& world, const std::string& name);

}  // namespace tos::cli
