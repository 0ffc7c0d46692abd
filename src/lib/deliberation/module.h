#pragma once
#include "core/index/kind_entry.h"

namespace tos::deliberation {

KindTable deliberation_kinds();

}  // namespace tos::deliberation
