#include "deliberation/rules.h"

namespace tos::rules {

RuleTable deliberation_rules() {
  static constexpr const Rule* table[] = {
      &DEL_001, &DEL_002, &DEL_003, &DEL_004, &DEL_005, &DEL_006, &DEL_007, &DEL_008, &DEL_009, &DEL_010, &DEL_011,
      &DEL_012, &DEL_013, &DEL_014, &DEL_015, &DEL_016, &DEL_020, &DEL_021, &DEL_022, &DEL_030, &DEL_031, &DEL_032,
      &DEL_033, &DEL_034, &DEL_036, &DEL_037, &DEL_038, &DEL_040, &DEL_041, &DEL_042, &DEL_043, &DEL_044, &DEL_045,
      &DEL_046, &DEL_047, &DEL_048, &DEL_049, &DEL_050, &DEL_051, &DEL_052, &DEL_053, &DEL_055, &DEL_060, &DEL_061,
      &DEL_062, &DEL_063, &DEL_064, &DEL_065, &DEL_066, &DEL_067, &DEL_068, &DEL_069};
  return table;
}

}  // namespace tos::rules
