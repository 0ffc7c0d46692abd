#include "cli/rules.h"

namespace tos::rules {

RuleTable cli_rules() {
  static constexpr const Rule* table[] = {&CLI_001, &CLI_002, &CLI_003, &CLI_004, &CLI_005,
                                          &CLI_006, &CLI_007, &CLI_008, &CLI_009};
  return table;
}

}  // namespace tos::rules
