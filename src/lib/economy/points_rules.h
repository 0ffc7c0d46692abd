#pragma once
#include "core/base/rule.h"

namespace tos::rules {

inline constexpr Rule ECO_100{"ECO-100", FailureClass::missing,
                              "support points are given where the group has a currency of them",
                              "Points are amounts like others: their accounts need a currency, of kind points."};
inline constexpr Rule ECO_101{
    "ECO-101", FailureClass::malformed, "a member gives an idea no more support points than the charter says",
    "Whoever has saved many points should not set the agenda alone: what counts first is how many support an idea."};
inline constexpr Rule ECO_102{
    "ECO-102", FailureClass::conflict, "a member has one active allocation to an idea",
    "Two allocations would get around the limit. Whoever wants to give more or less takes the first back."};
inline constexpr Rule ECO_103{"ECO-103", FailureClass::conflict,
                              "only points that were given, and not returned yet, are taken back",
                              "Points come back once: when their member says so, or when the idea closes."};
RuleTable points_rules();

}  // namespace tos::rules
