#include <array>
#include <optional>

#include "core/base/terminal_text.h"
#include "economy/books/books_rules.h"
#include "economy/books/csv_rules.h"
#include "voting/formats/text.h"

namespace tos::economy::books {
namespace {

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};

// `least` to `most` digits at the front.
std::optional<int> take_digits(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t count = 0;
  int value = 0;
  while (count < most && count < text.size() && voting::is_digit(text[count]))
    value = value * 10 + (text[count++] - '0');
  if (count < least) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

std::optional<int> take_month_name(std::string_view& text) {
  for (std::size_t i = 0; i < month_names.size(); ++i) {
    if (!voting::equals_ignoring_case(text.substr(0, 3), month_names[i])) continue;
    text.remove_prefix(3);
    return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

struct DateParts {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

// What follows a % of the format, taken from the text. False where the text has something else.
bool take_part(char letter, bool any_digits, std::string_view& text, DateParts& parts) {
  const auto into = [&](int& part, std::optional<int> value) {
    if (value) part = *value;
    return value.has_value();
  };
  const std::size_t least = any_digits ? 1 : 2;
  switch (letter) {
    case 'Y':
      return into(parts.year, take_digits(text, 4, 4));
    case 'm':
      return into(parts.month, take_digits(text, least, 2));
    case 'd':
      return into(parts.day, take_digits(text, least, 2));
    case 'e':
      if (text.starts_with(' ')) text.remove_prefix(1);
      return into(parts.day, take_digits(text, 1, 2));
    case 'b':
      return into(parts.month, take_month_name(text));
    case 'H':
      return into(parts.hour, take_digits(text, least, 2));
    case 'M':
      return into(parts.minute, take_digits(text, 2, 2));
    case 'S':
      return into(parts.second, take_digits(text, 2, 2));
    default:
      return false;
  }
}

}  // namespace

Result<Timestamp> parse_date(std::string_view text, std::string_view format) {
  std::string_view left = voting::trim(text);
  DateParts parts;
  bool fits = true;
  for (std::size_t at = 0; at < format.size() && fits; ++at) {
    if (format[at] != '%' || at + 1 == format.size() || format[at + 1] == '%') {
      if (format[at] == '%' && at + 1 < format.size()) ++at;
      fits = left.starts_with(format[at]);
      if (fits) left.remove_prefix(1);
      continue;
    }
    ++at;
    const bool any_digits = format[at] == '-' && at + 1 < format.size();
    if (any_digits) ++at;
    fits = take_part(format[at], any_digits, left, parts);
  }
  std::optional<Timestamp> date;
  if (fits && left.empty())
    date = Timestamp::parse(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.000Z", parts.year, parts.month, parts.day,
                                        parts.hour, parts.minute, parts.second));
  if (date) return *date;
  return refuse(rules::ECO_304, "{} is no day written as {}", voting::shown(text), format)
      .hint("date-format in the rules file says how the file's dates are written");
}

}  // namespace tos::economy::books
