#pragma once
#include <cstdint>

namespace tos {
// For products of two 64-bit numbers: comparisons of fractions and checked sums. Never stored.
using Int128 = __int128;
}  // namespace tos
