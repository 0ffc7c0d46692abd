#pragma once
#include <string>
#include <string_view>

#include "cli/world.h"

namespace tos::cli {

// When the records of this command are signed: --at, else the clock; from here on the same for the whole command.
Result<Timestamp> signing_time(World& world);

// A time as people type it: "2026-11-20T10:00:00.000Z", "2026-11-20T10:00Z", "2026-11-20 10:00", "2026-11-20"
// (midnight), all UTC, or from `now`: "+90m", "+2h", "+3d". CLI-001.
Result<Timestamp> parse_time_option(std::string_view option, std::string_view text, Timestamp now);

}  // namespace tos::cli
