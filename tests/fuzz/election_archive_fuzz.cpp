#include <array>
#include <cstdint>
#include <string_view>

#include "voting/formats/lines.h"

// Compressed or not: lines come to an end or to a refusal, in bounded memory.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tos::voting;
  const InputLimits limits{.max_bytes = 8 << 20, .max_line_bytes = 1 << 20};
  auto input = Input::from_memory(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz", limits);
  if (!input) return 0;
  LineReader lines(*input);
  std::string_view line;
  for (auto more = lines.next(line); more && *more; more = lines.next(line)) {
  }
  return 0;
}
