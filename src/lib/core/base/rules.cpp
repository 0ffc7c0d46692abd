#include "core/base/rules.h"

namespace tos {

RuleTable base_rules() {
  static constexpr const Rule* table[] = {&SYS_001, &SYS_002};
  return table;
}

}  // namespace tos
