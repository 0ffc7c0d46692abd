#include <cstdint>
#include <string_view>

#include "core/base/assert.h"
#include "core/base/time.h"

// A time that is accepted has exactly one spelling.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto time = tos::Timestamp::parse(text)) TOS_ASSERT(time->to_string() == text);
  return 0;
}
