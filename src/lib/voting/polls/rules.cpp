#include "voting/polls/rules.h"

namespace tos::rules {

RuleTable voting_rules() {
  static constexpr const Rule* table[] = {&VOT_001, &VOT_002, &VOT_003, &VOT_004, &VOT_005, &VOT_006, &VOT_007,
                                          &VOT_008, &VOT_009, &VOT_020, &VOT_021, &VOT_022, &VOT_023, &VOT_024,
                                          &VOT_025, &VOT_026, &VOT_027, &VOT_028, &VOT_029, &VOT_030, &VOT_031,
                                          &VOT_032, &VOT_033, &VOT_034, &VOT_035, &VOT_040, &VOT_041, &VOT_042,
                                          &VOT_043, &VOT_050, &VOT_051, &VOT_060, &VOT_061, &VOT_062, &VOT_063};
  return table;
}

}  // namespace tos::rules
