#include "charter/rules.h"

namespace tos::rules {

RuleTable charter_rules() {
  static constexpr const Rule* table[] = {&CHA_001, &CHA_002, &CHA_003, &CHA_004, &CHA_010, &CHA_011, &CHA_012,
                                          &CHA_013, &CHA_020, &CHA_030, &CHA_031, &CHA_032, &CHA_040, &CHA_041};
  return table;
}

}  // namespace tos::rules
