#include "economy/ledger_rules.h"

namespace tos::rules {

RuleTable ledger_rules() {
  static constexpr const Rule* table[] = {&ECO_001, &ECO_002, &ECO_003, &ECO_004, &ECO_005, &ECO_006, &ECO_010,
                                          &ECO_011, &ECO_012, &ECO_013, &ECO_014, &ECO_015, &ECO_016, &ECO_020,
                                          &ECO_021, &ECO_022, &ECO_023, &ECO_030, &ECO_031, &ECO_032, &ECO_034,
                                          &ECO_035, &ECO_040, &ECO_041, &ECO_042, &ECO_043, &ECO_044, &ECO_050,
                                          &ECO_051, &ECO_052, &ECO_060, &ECO_070, &ECO_071, &ECO_072};
  return table;
}

}  // namespace tos::rules
