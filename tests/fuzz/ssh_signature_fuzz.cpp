#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/assert.h"
#include "core/ssh/signature.h"

using namespace tos::ssh;

// A signature that is in form has one spelling, armored or bare.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto armored = Signature::parse(text)) {
    TOS_ASSERT(armored->armored() == text);
    (void)armored->check_message("message");
    (void)verify(text, "message", armored->name_space(), armored->key_id());
  }
  if (const auto bare = Signature::from_blob(std::string(text))) {
    const auto again = Signature::parse(bare->armored());
    TOS_ASSERT(!again || again->key_blob() == bare->key_blob());
  }
  return 0;
}
