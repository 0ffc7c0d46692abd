#pragma once
#include <span>

#include "core/index/kind_entry.h"

namespace tos::economy {

// Time bank and mutual aid: what the economy's module collects.
KindTable aid_kinds();
std::span<const TimerHandler> aid_timers();

}  // namespace tos::economy
