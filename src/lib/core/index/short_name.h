#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace tos::index {

// How people name a record: a letter and a number ("P12", either case), or the first hex digits of its id.

// 12 of "P12" for letter 'P'; nothing where the name has another form.
std::optional<std::int64_t> parse_short_name(std::string_view name, char letter);

// The smallest and the greatest 32-byte id that begin with these hex digits: a range for an indexed column.
struct IdRange {
  Digest first{};
  Digest last{};
  std::string_view first_bytes() const { return as_text(first); }
  std::string_view last_bytes() const { return as_text(last); }
};
inline constexpr std::size_t least_id_prefix = 4;  // hex digits
// Nothing unless `prefix` is 4 to 64 lower-case hex digits.
std::optional<IdRange> parse_id_prefix(std::string_view prefix);

}  // namespace tos::index
