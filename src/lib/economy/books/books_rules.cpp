#include "economy/books/books_rules.h"

namespace tos::rules {

RuleTable books_rules() {
  static constexpr const Rule* table[] = {&ECO_300, &ECO_301, &ECO_302, &ECO_303, &ECO_304, &ECO_305,
                                          &ECO_306, &ECO_307, &ECO_308, &ECO_310, &ECO_320, &ECO_321};
  return table;
}

}  // namespace tos::rules
