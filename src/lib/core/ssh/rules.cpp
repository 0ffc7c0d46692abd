#include "core/ssh/rules.h"

namespace tos::ssh {

RuleTable ssh_rules() {
  static constexpr const Rule* rules[] = {
      &SIG_001, &SIG_002, &SIG_003, &SIG_004, &SIG_005, &SIG_006, &SIG_007, &SIG_008, &SIG_009, &SIG_010, &SIG_011,
      &SIG_012, &SIG_013, &SIG_014, &SIG_015, &SIG_020, &SIG_021, &SIG_022, &SIG_030, &SIG_031, &SIG_032, &SIG_033};
  return rules;
}

}  // namespace tos::ssh
