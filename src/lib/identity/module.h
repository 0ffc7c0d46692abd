#pragma once
#include <span>

#include "core/index/kind_entry.h"

namespace tos::identity {

KindTable identity_kinds();  // the home charter/ included: founding, its answers, approvals
std::span<const TimerHandler> identity_timers();
std::string identity_schema();

}  // namespace tos::identity
