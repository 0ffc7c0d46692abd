#pragma once
#include "core/index/kind_entry.h"

namespace tos::economy {

KindTable fund_kinds();                       // funds, dues, payments; rates and conversions
std::span<const TimerHandler> fund_timers();  // "economy.payment-end"

}  // namespace tos::economy
