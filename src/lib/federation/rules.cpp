#include "federation/rules.h"

namespace tos::rules {

RuleTable federation_rules() {
  static constexpr const Rule* table[] = {&FED_001, &FED_002, &FED_003, &FED_004, &FED_005,
                                          &FED_006, &FED_007, &FED_008, &FED_009};
  return table;
}

}  // namespace tos::rules
