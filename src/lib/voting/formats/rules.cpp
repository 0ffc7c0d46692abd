#include "voting/formats/rules.h"

#include <array>

namespace tos::voting {

RuleTable formats_rules() {
  static constexpr std::array table{&FMT_001, &FMT_002, &FMT_003, &FMT_004, &FMT_005, &FMT_006,
                                    &FMT_007, &FMT_008, &FMT_009, &FMT_010, &FMT_011, &FMT_012,
                                    &FMT_013, &FMT_014, &FMT_015, &FMT_016, &FMT_017, &FMT_018};
  return table;
}

}  // namespace tos::voting
