#include "election_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tos::voting::fuzz::check_input(data, size, tos::voting::Format::pabulib);
  return 0;
}
