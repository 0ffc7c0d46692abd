#include <cstdint>
#include <string_view>

#include "charter/parameters.h"
#include "cli/yaml_draft.h"
#include "core/base/assert.h"

using namespace tos;

// A charter written by hand is refused, or becomes one in record form; what is read from that is the same charter.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto draft = cli::yaml_to_form(text, Codec<charter::Charter>::describe());
  if (!draft) {
    TOS_ASSERT(!draft.error().what.empty());
    return 0;
  }
  const auto form = parse_form(*draft);
  TOS_ASSERT(form && print_form(*form) == *draft);
  const auto charter = cli::decode_yaml<charter::Charter>(text);
  if (!charter) return 0;
  const std::string printed = charter::print_charter(*charter);
  TOS_ASSERT(printed == *draft);
  const auto again = cli::decode_yaml<charter::Charter>(printed);
  TOS_ASSERT(again && charter::charter_digest(*again) == charter::charter_digest(*charter));
  return 0;
}
