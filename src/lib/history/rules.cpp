#include "history/rules.h"

namespace tos::rules {

RuleTable history_rules() {
  static constexpr const Rule* table[] = {&LOG_101, &LOG_102, &LOG_103, &LOG_104, &LOG_105,
                                          &LOG_106, &LOG_107, &LOG_108, &LOG_109, &LOG_110,
                                          &LOG_111, &LOG_112, &LOG_113, &LOG_114, &LOG_115};
  return table;
}

}  // namespace tos::rules
