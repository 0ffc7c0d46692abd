#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tos::voting {

// Remarks about what was read: correct to count, but the reader of the result should know.
class Warnings {
 public:
  // Keeps the first few of a kind and counts the rest, so that a million odd lines do not become a million remarks.
  void add(std::string kind, std::string text);
  std::vector<std::string> take() const;

 private:
  struct Kind {
    std::string name;
    std::int64_t count = 0;
    std::vector<std::string> first;
  };
  std::vector<Kind> kinds_;
};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
std::string_view trim(std::string_view text);  // of spaces and tabs
bool is_blank(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);  // ASCII
std::string to_lower(std::string_view text);                        // ASCII

// For an error message: at most 60 bytes, on one line, what for_terminal() changes made visible, in single quotes.
std::string shown(std::string_view text);

// A whole number from 0 to 2^63 - 1, digits only. FMT-005 names `what` it is.
Result<std::int64_t> whole_number(std::string_view text, std::string_view what);
// The same, no error text: for scanning.
std::optional<std::int64_t> parse_whole(std::string_view text);
// "12", "12.5", "12.50": units of 10^-decimals. Nothing when it is not a number ≥ 0, has more than `decimals` places,
// or does not fit.
std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals);
// Places after the point: 0 without one. -1 if it is no decimal number.
int decimal_places(std::string_view text);

// A name as people wrote it: valid UTF-8 is kept byte for byte; other text is read as ISO 8859-1 with a warning.
// Tabs and line breaks are kept, other control characters become U+FFFD with a warning. FMT-010: beyond 10,000 bytes.
Result<std::string> read_name(std::string_view raw, Warnings& warnings);

}  // namespace tos::voting
