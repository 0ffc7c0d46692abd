#pragma once

namespace tos {
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);
}

// An invariant that no input can break. Stays on in release builds; the process ends with exit code 70.
#define TOS_ASSERT(...) \
  (static_cast<bool>(__VA_ARGS__) ? static_cast<void>(0) : ::tos::assertion_failed(#__VA_ARGS__, __FILE__, __LINE__))
