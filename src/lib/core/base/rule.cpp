#include "core/base/rule.h"

#include <utility>

namespace tos {

int exit_code(FailureClass failure_class) {
  switch (failure_class) {
    case FailureClass::usage:
      return 2;
    case FailureClass::environment:
      return 3;
    case FailureClass::identity:
      return 4;
    case FailureClass::forbidden:
      return 5;
    case FailureClass::malformed:
      return 6;
    case FailureClass::conflict:
      return 7;
    case FailureClass::missing:
      return 9;
  }
  std::unreachable();
}

}  // namespace tos
