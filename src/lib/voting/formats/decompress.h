#pragma once
#include <memory>
#include <string_view>

#include "voting/formats/input.h"

namespace tos::voting {

class Input::Source {
 public:
  virtual ~Source() = default;
  // Up to the buffer's size; 0 at the end.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
};

bool is_xz(std::string_view start);
bool is_gzip(std::string_view start);

// Streams with bounded memory; several archives one after the other are one text. FMT-012 when damaged or cut.
std::unique_ptr<Input::Source> decompress_xz(std::unique_ptr<Input::Source> compressed);
std::unique_ptr<Input::Source> decompress_gzip(std::unique_ptr<Input::Source> compressed);

}  // namespace tos::voting
