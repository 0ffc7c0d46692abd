#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/assert.h"
#include "economy/books/csv_rules.h"

// Whatever a rules file says: it is refused with a rule and a line, or rows can be read by it, and what it says of a
// row is bounded by the row and the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tos::economy::books;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto csv_rules = parse_csv_rules(text);
  if (!csv_rules) {
    TOS_ASSERT(csv_rules.error().rule != nullptr && !csv_rules.error().what.empty());
    return 0;
  }
  const std::vector<std::string> cells{"2026-11-20", "Mara & Söhne; rent", "-1.234,50", "EUR", std::string(100, 'a')};
  for (const auto& [field, value] : csv_rules->evaluate(cells)) TOS_ASSERT(value.size() <= (text.size() + 1) * 200);
  (void)csv_rules->evaluate({});
  (void)parse_date("20.11.2026", csv_rules->date_format);
  return 0;
}
