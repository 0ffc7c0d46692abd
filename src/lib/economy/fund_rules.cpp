#include "economy/fund_rules.h"

namespace tos::rules {

RuleTable fund_rules() {
  static constexpr const Rule* table[] = {&ECO_200, &ECO_201, &ECO_202, &ECO_203, &ECO_210, &ECO_211,
                                          &ECO_212, &ECO_213, &ECO_220, &ECO_221, &ECO_222, &ECO_223,
                                          &ECO_224, &ECO_230, &ECO_231, &ECO_232, &ECO_233, &ECO_234,
                                          &ECO_250, &ECO_252, &ECO_253, &ECO_254, &ECO_255};
  return table;
}

}  // namespace tos::rules
