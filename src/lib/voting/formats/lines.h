#pragma once
#include <string>
#include <string_view>

#include "voting/formats/input.h"

namespace tos::voting {

// What ends the lines of a text that begins so: CR where it has CR and no LF, as on old Macs; else LF.
char line_end_of(std::string_view head);

// The lines of a text, one after the other, from a buffer that grows only to the longest line. A byte order mark is
// skipped; LF and CR LF end a line, or CR alone throughout (line_end_of).
class LineReader {
 public:
  explicit LineReader(Input& input);

  // True and the line without its end, valid until the next call; false at the end of the file.
  // FMT-010: a line beyond the limit. FMT-011: UTF-16.
  Result<bool> next(std::string_view& line);
  // The line last returned, counted from 1 (0 before the first); what comes back in a refusal's place.
  int line_number() const;
  const std::string& name() const { return input_.name(); }
  const InputLimits& limits() const { return input_.limits(); }

 private:
  Result<bool> fill();
  Result<void> skip_byte_order_mark();

  Input& input_;
  char line_end_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not handed out yet
  std::size_t end_ = 0;
  std::int64_t line_number_ = 0;
  bool ended_ = false;
};

}  // namespace tos::voting
