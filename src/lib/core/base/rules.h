#pragma once
#include "core/base/rule.h"

namespace tos {

inline constexpr Rule SYS_001{"SYS-001", FailureClass::environment, "what is written reaches the disk",
                              "Every write is flushed before the log moves on to it. When the disk is full or fails, "
                              "nothing is logged and the repository is as it was; what was written in preparation is "
                              "left for git's own clean-up."};
inline constexpr Rule SYS_002{"SYS-002", FailureClass::environment, "files that tos needs can be read",
                              "A file or directory of the repository is missing or its permissions do not allow what "
                              "the command has to do. This is a matter of the machine, never of the log."};

RuleTable base_rules();

}  // namespace tos
