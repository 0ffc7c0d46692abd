#pragma once
#include "core/base/rule.h"

namespace tos::voting {

inline constexpr Rule CNT_001{
    "CNT-001", FailureClass::usage, "a count names a method that exists",
    "Which method counts decides who wins, so it is always said and never chosen by the program."};
inline constexpr Rule CNT_002{
    "CNT-002", FailureClass::usage, "a parameter belongs to the method that is used",
    "A parameter that the method does not have would be without effect, and whoever gave it expects one."};
inline constexpr Rule CNT_003{"CNT-003", FailureClass::usage, "a parameter has a value that it can take",
                              "A value that is not understood is refused instead of being read as the nearest one."};
inline constexpr Rule CNT_004{
    "CNT-004", FailureClass::usage, "a configuration brings its own rules and sources",
    "An RCTab configuration says the method, its parameters and the ballots. Saying them a second time on the command "
    "line leaves open which of the two holds."};

inline constexpr Rule CNT_005{
    "CNT-005", FailureClass::usage, "an option that is given has an effect",
    "An option that the command would not follow, or that another one contradicts, is refused: whoever gave it expects "
    "what it says, and the result would look as if it had been done."};

RuleTable tally_rules();

}  // namespace tos::voting
