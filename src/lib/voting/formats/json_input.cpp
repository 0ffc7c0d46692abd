#include "voting/formats/json_input.h"

#include <algorithm>
#include <limits>

#include "voting/formats/rules.h"

namespace tos::voting {

InputStreamBuffer::int_type InputStreamBuffer::underflow() {
  if (ended_ || refusal_) return traits_type::eof();
  lines_before_ += std::count(eback(), egptr(), '\n');
  const auto count = input_.read(buffer_);
  if (!count) refusal_ = count.error();
  if (!count || *count == 0) {
    ended_ = true;
    setg(buffer_.data(), buffer_.data(), buffer_.data());
    return traits_type::eof();
  }
  bytes_since_progress_ += *count;
  if (bytes_since_progress_ > input_.limits().max_line_bytes) {
    refusal_ =
        refuse(FMT_010, "one value is longer than {} MiB", input_.limits().max_line_bytes >> 20).at_line(line_number());
    return traits_type::eof();
  }
  setg(buffer_.data(), buffer_.data(), buffer_.data() + *count);
  return traits_type::to_int_type(*gptr());
}

int InputStreamBuffer::line_number() const {
  const std::int64_t line = lines_before_ + std::count(eback(), gptr(), '\n') + 1;
  return static_cast<int>(std::min<std::int64_t>(line, std::numeric_limits<int>::max()));
}

namespace json_input_detail {

Refusal no_list(const InputStreamBuffer& buffer, std::string_view key) {
  return refuse(FMT_008, "{} is no list of objects", key).at_line(buffer.line_number());
}

Refusal twice(const InputStreamBuffer& buffer, std::string_view key) {
  return refuse(FMT_008, "the report has {} twice", key).at_line(buffer.line_number());
}

Refusal not_json(const InputStreamBuffer& buffer) {
  if (buffer.at_end()) return refuse(FMT_004, "the JSON text ends too early").at_line(buffer.line_number());
  return refuse(FMT_008, "the text is not valid JSON").at_line(buffer.line_number());
}

Refusal too_large(const InputStreamBuffer& buffer, int depth) {
  if (depth > deepest)
    return refuse(FMT_008, "lists and objects are nested deeper than {}", deepest).at_line(buffer.line_number());
  return refuse(FMT_010, "one record or the list of candidates has more than {} values", most_values)
      .at_line(buffer.line_number());
}

}  // namespace json_input_detail
}  // namespace tos::voting
