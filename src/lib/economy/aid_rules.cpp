#include "economy/aid_rules.h"

namespace tos::rules {

RuleTable aid_rules() {
  static constexpr const Rule* table[] = {&ECO_150, &ECO_151, &ECO_152, &ECO_153, &ECO_154, &ECO_155, &ECO_156,
                                          &ECO_157, &ECO_158, &ECO_159, &ECO_160, &ECO_161, &ECO_162, &ECO_163,
                                          &ECO_164, &ECO_165, &ECO_166, &ECO_167, &ECO_168, &ECO_169, &ECO_170};
  return table;
}

}  // namespace tos::rules
