#include <cstdint>

#include "economy/books/open_collective.h"
#include "imported_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tos;
  using namespace tos::economy::books;
  const voting::InputLimits limits{.max_bytes = 1 << 20, .max_line_bytes = 1 << 16};
  auto input = voting::Input::from_memory({reinterpret_cast<const char*>(data), size}, "fuzz", limits);
  if (!input) return 0;
  if (const auto file = read_open_collective(*input, fuzz::scale_of)) fuzz::check(*file);
  return 0;
}
