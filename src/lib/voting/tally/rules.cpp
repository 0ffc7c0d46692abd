#include "voting/tally/rules.h"

#include <array>

namespace tos::voting {

RuleTable tally_rules() {
  static constexpr std::array table{&CNT_001, &CNT_002, &CNT_003, &CNT_004, &CNT_005};
  return table;
}

}  // namespace tos::voting
