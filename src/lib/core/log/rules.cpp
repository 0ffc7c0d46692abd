#include "core/log/rules.h"

namespace tos::log {

RuleTable log_rules() {
  static constexpr const Rule* table[] = {&LOG_001, &LOG_002, &LOG_003, &LOG_004, &LOG_005, &LOG_006, &LOG_007,
                                          &LOG_008, &LOG_009, &LOG_010, &LOG_011, &LOG_012, &LOG_013, &LOG_014,
                                          &LOG_015, &LOG_016, &LOG_017, &LOG_018, &LOG_019, &LOG_020, &LOG_021,
                                          &LOG_030, &LOG_031, &LOG_032, &LOG_033, &LOG_034, &LOG_035};
  return table;
}

}  // namespace tos::log
