#pragma once
#include <utility>

#include "core/index/database.h"

namespace tos {

// A value that was read from the read model: a damaged or forged file may hold what is none. Throws a DatabaseError,
// after which the file is thrown away and made anew from the log.
template <class Maybe>
auto fitting(Maybe value) {
  if (!value) throw DatabaseError{.code = DatabaseError::damaged, .what = "a value in the read model is none"};
  return *std::move(value);
}

}  // namespace tos
