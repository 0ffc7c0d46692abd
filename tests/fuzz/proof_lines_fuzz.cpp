#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/assert.h"
#include "core/record/form.h"
#include "delivery/proof_line.h"

// Whatever a job prints: each line that is found stands in the text as a whole line, can stand in a record, and its
// parts put together again are the line, but for blanks.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const tos::delivery::FoundLines found_lines = tos::delivery::find_proof_lines(text);
  for (const auto& unfit : found_lines.unfit) {
    TOS_ASSERT(unfit.line.data() == text.data() || unfit.line.data()[-1] == '\n');
    TOS_ASSERT(tos::delivery::parse_proof_line(unfit.plain).has_value());
  }
  for (const std::string_view line : found_lines.lines) {
    TOS_ASSERT(line.data() == text.data() || line.data()[-1] == '\n');
    TOS_ASSERT(tos::is_allowed_text(line) && line.find('\n') == std::string_view::npos);
    const auto found = tos::delivery::parse_proof_line(line);
    TOS_ASSERT(found.has_value());
    const std::string begin = std::string(found->token) + "=" + std::string(found->value);
    TOS_ASSERT(line.starts_with(begin));
    const bool has_note = line.find_first_not_of(" \t", begin.size()) != std::string_view::npos;
    TOS_ASSERT(has_note || found->note.empty());
    TOS_ASSERT(tos::delivery::parse_proof_line(begin).has_value());
  }
  return 0;
}
