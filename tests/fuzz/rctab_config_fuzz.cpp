#include <cstdint>
#include <string_view>

#include "core/base/assert.h"
#include "voting/formats/rctab_config.h"

// A contest configuration is refused with a rule, or has sources, candidates and rules in range.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tos::voting;
  auto input = Input::from_memory(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz");
  if (!input) return 0;
  Warnings warnings;
  const auto config = read_rctab_config(*input, warnings);
  if (config) {
    TOS_ASSERT(!config->sources.empty() && !config->candidates.empty());
    TOS_ASSERT(config->rules.digits >= 0 && config->rules.digits <= 18);
    TOS_ASSERT(config->rules.seats >= 0);
  }
  return 0;
}
