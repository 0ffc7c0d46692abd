#pragma once
#include "core/index/kind_entry.h"

namespace tos::economy {

KindTable economy_kinds();
std::span<const TimerHandler> economy_timers();
std::string economy_schema();

}  // namespace tos::economy
