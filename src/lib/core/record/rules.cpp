#include "core/record/rules.h"

namespace tos::rules {

RuleTable record_rules() {
  static constexpr const Rule* table[] = {&REC_001, &REC_002, &REC_003, &REC_004, &REC_005, &REC_006,
                                          &REC_007, &REC_008, &REC_009, &REC_010, &REC_011};
  return table;
}

}  // namespace tos::rules
