#include <cstdint>
#include <string_view>

#include "core/base/assert.h"
#include "core/ssh/private_key.h"
#include "core/ssh/signature.h"

using namespace tos::ssh;

// A key that is read from a file signs what its public half verifies, and survives being written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto key = PrivateKey::parse(text, "file")) {
    TOS_ASSERT(verify(key->sign("message", "ns"), "message", "ns", key->public_key()).has_value());
    const auto again = PrivateKey::parse(key->to_file("comment").view(), "file");
    TOS_ASSERT(again && again->public_key() == key->public_key());
  }
  return 0;
}
