#include "deliberation/rules.h"

namespace tos::rules {

RuleTable deliberation_rules() {
  static constexpr const Rule* table[] = {&DEL_001, &DEL_002, &DEL_003, &DEL_004, &DEL_005,
                                          &DEL_006, &DEL_007, &DEL_008, &DEL_009, &DEL_010,
                                          &DEL_011, &DEL_012, &DEL_013, &DEL_014, &DEL_020};
  return table;
}

}  // namespace tos::rules
