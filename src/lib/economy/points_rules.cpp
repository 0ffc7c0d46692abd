#include "economy/points_rules.h"

namespace tos::rules {

RuleTable points_rules() {
  static constexpr const Rule* table[] = {&ECO_100, &ECO_101, &ECO_102, &ECO_103};
  return table;
}

}  // namespace tos::rules
