#include "voting/methods/rules.h"

#include <array>

namespace tos::voting {

RuleTable methods_rules() {
  static constexpr std::array table{&TAL_001, &TAL_002, &TAL_003, &TAL_004, &TAL_005, &TAL_006, &TAL_007,
                                    &TAL_008, &TAL_009, &TAL_010, &TAL_011, &TAL_012, &TAL_013, &TAL_014};
  return table;
}

}  // namespace tos::voting
