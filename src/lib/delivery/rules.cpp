#include "delivery/rules.h"

namespace tos::rules {

RuleTable delivery_rules() {
  static constexpr const Rule* table[] = {&DLV_001, &DLV_002, &DLV_003, &DLV_004, &DLV_005, &DLV_010, &DLV_011,
                                          &DLV_012, &DLV_013, &DLV_014, &DLV_015, &DLV_016, &DLV_017, &DLV_018,
                                          &DLV_020, &DLV_021, &DLV_022, &DLV_023, &DLV_024, &DLV_030, &DLV_031,
                                          &DLV_032, &DLV_033, &DLV_034, &DLV_035, &DLV_036, &DLV_037, &DLV_038,
                                          &DLV_050, &DLV_051, &DLV_060, &DLV_061, &DLV_062, &DLV_063};
  return table;
}

}  // namespace tos::rules
