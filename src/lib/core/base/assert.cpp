#include "core/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace tos {

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "tos: a bug: %s does not hold at %s:%d\nhint: nothing was written; please report this line\n",
               expression, file, line);
  std::_Exit(70);
}

}  // namespace tos
