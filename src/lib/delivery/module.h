#pragma once
#include "core/index/kind_entry.h"

namespace tos::delivery {

KindTable delivery_kinds();

}  // namespace tos::delivery
