#include "voting/formats/lines.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "voting/formats/rules.h"

namespace tos::voting {

namespace {
constexpr std::size_t least_buffer_bytes = 1024;  // a small file takes little memory
constexpr std::size_t usual_buffer_bytes = 256 * 1024;
}  // namespace

char line_end_of(std::string_view head) { return head.contains('\r') && !head.contains('\n') ? '\r' : '\n'; }

LineReader::LineReader(Input& input)
    : input_(input),
      line_end_(line_end_of(input.head())),
      buffer_(std::clamp(4 * input.head().size(), least_buffer_bytes, usual_buffer_bytes), '\0') {}

int LineReader::line_number() const {
  return static_cast<int>(std::min<std::int64_t>(line_number_, std::numeric_limits<int>::max()));
}

Result<bool> LineReader::next(std::string_view& line) {
  if (line_number_ == 0 && begin_ == end_) TOS_CHECK(skip_byte_order_mark());
  std::size_t searched = 0;
  for (;;) {
    const char* start = buffer_.data() + begin_;
    if (const void* found = std::memchr(start + searched, line_end_, end_ - begin_ - searched)) {
      std::size_t length = static_cast<std::size_t>(static_cast<const char*>(found) - start);
      begin_ += length + 1;
      if (length > 0 && start[length - 1] == '\r') --length;
      line = {start, length};
      ++line_number_;
      return true;
    }
    searched = end_ - begin_;
    TOS_TRY(const bool more, fill());
    if (more) continue;
    if (begin_ == end_) return false;
    line = {buffer_.data() + begin_, end_ - begin_};
    if (line.ends_with('\r')) line.remove_suffix(1);
    begin_ = end_;
    ++line_number_;
    return true;
  }
}

Result<bool> LineReader::fill() {
  if (ended_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ > input_.limits().max_line_bytes) {
    ++line_number_;
    return refuse(FMT_010, "a line is longer than {} MiB", input_.limits().max_line_bytes >> 20);
  }
  if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  TOS_TRY(const std::size_t count, input_.read(std::span(buffer_).subspan(end_)));
  end_ += count;
  ended_ = count == 0;
  return !ended_;
}

Result<void> LineReader::skip_byte_order_mark() {
  while (end_ < 3) {
    TOS_TRY(const bool more, fill());
    if (!more) break;
  }
  const std::string_view start(buffer_.data(), end_);
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff"))
    return refuse(FMT_011, "the text is in UTF-16").hint("save it as UTF-8");
  if (start.starts_with("\xef\xbb\xbf")) begin_ = 3;
  return {};
}

}  // namespace tos::voting
