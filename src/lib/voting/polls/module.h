#pragma once
#include "core/index/kind_entry.h"

namespace tos::voting {

KindTable voting_kinds();

}  // namespace tos::voting
