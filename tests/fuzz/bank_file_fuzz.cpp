#include <cstdint>

#include "economy/books/bank_file.h"
#include "imported_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tos;
  using namespace tos::economy::books;
  static const auto csv_rules = parse_csv_rules(
      "skip 1\ndecimal-mark ,\ndate-format %d.%m.%Y\nfields date, payee, purpose, amount, currency, code\n"
      "description %payee: %purpose\naccount1 coop/%currency/external\naccount2 bank/%currency/external\n"
      "if dues|fee\n  account2 mara/EUR/member\nif ^stop\n  skip\n");
  TOS_ASSERT(csv_rules.has_value());
  const voting::InputLimits limits{.max_bytes = 1 << 20, .max_line_bytes = 1 << 16};
  auto input = voting::Input::from_memory({reinterpret_cast<const char*>(data), size}, "fuzz", limits);
  if (!input) return 0;
  if (const auto file = read_bank_file(*input, *csv_rules, fuzz::scale_of)) fuzz::check(*file);
  return 0;
}
