#include "identity/rules.h"

namespace tos::rules {

RuleTable identity_rules() {
  static constexpr const Rule* table[] = {
      &IDN_001, &IDN_002, &IDN_003, &IDN_004, &IDN_010, &IDN_011, &IDN_012, &IDN_013, &IDN_020, &IDN_021,
      &IDN_022, &IDN_023, &IDN_024, &IDN_030, &IDN_031, &IDN_032, &IDN_040, &IDN_041, &IDN_042, &IDN_050,
      &IDN_051, &IDN_052, &IDN_053, &IDN_054, &IDN_060, &IDN_061, &IDN_062, &IDN_070, &IDN_071, &IDN_080};
  return table;
}

}  // namespace tos::rules
