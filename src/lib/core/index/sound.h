#pragma once
#include "core/index/database.h"

// What holds in every database that a replay filled. The read model's file can have been written by anybody: then this
// throws it away, as SQLite's own damage does. In a private database it is an invariant like any other.
#define TOS_SOUND(...)                                                                                \
  (static_cast<bool>(__VA_ARGS__) ? static_cast<void>(0)                                              \
                                  : throw ::tos::DatabaseError{.code = ::tos::DatabaseError::damaged, \
                                                               .what = "its rows do not fit together: " #__VA_ARGS__})

namespace tos {

// A handle, or a role's name, in a row.
inline Handle sound_handle(std::string_view text) {
  auto handle = Handle::parse(text);
  TOS_SOUND(handle.has_value());
  return *std::move(handle);
}

}  // namespace tos
