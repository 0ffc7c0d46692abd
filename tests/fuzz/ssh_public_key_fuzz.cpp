#include <cstdint>
#include <string_view>

#include "core/base/assert.h"
#include "core/ssh/public_key.h"

using namespace tos::ssh;

// A key has one spelling in a record and one blob, however it came in.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto key = PublicKey::from_line(text)) {
    const auto again = PublicKey::from_record(key->to_line());
    TOS_ASSERT(again && *again == *key && again->id() == key->id());
  }
  if (const auto key = PublicKey::from_record(text)) TOS_ASSERT(key->to_line() == text);
  if (const auto key = PublicKey::from_blob(text)) {
    TOS_ASSERT(key->blob() == text);
    const auto again = PublicKey::from_record(key->to_line());
    TOS_ASSERT(again && *again == *key);
  }
  return 0;
}
