#include "core/base/time.h"

#include <fmt/format.h>

#include <chrono>

namespace tos {
namespace {

using namespace std::chrono;

struct Parts {
  int year, month, day, hour, minute, second, millisecond;
};

Parts parts(std::int64_t ms) {
  const sys_time<milliseconds> point{milliseconds{ms}};
  const auto midnight = floor<std::chrono::days>(point);
  const year_month_day date{midnight};
  const hh_mm_ss<milliseconds> time{point - midnight};
  return {.year = static_cast<int>(date.year()),
          .month = static_cast<int>(static_cast<unsigned>(date.month())),
          .day = static_cast<int>(static_cast<unsigned>(date.day())),
          .hour = static_cast<int>(time.hours().count()),
          .minute = static_cast<int>(time.minutes().count()),
          .second = static_cast<int>(time.seconds().count()),
          .millisecond = static_cast<int>(time.subseconds().count())};
}

// Value of `count` digits at `start`, or -1.
int number(std::string_view text, std::size_t start, std::size_t count) {
  int value = 0;
  for (std::size_t i = start; i < start + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// Writes the last `count` digits of a value that is not negative over those at `start`.
void put_number(std::string& text, std::size_t start, std::size_t count, int value) {
  for (std::size_t i = start + count; i > start; --i, value /= 10) text[i - 1] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<Timestamp> Timestamp::parse(std::string_view text) {
  if (text.size() != 24 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != '.' || text[23] != 'Z') {
    return std::nullopt;
  }
  const int y = number(text, 0, 4), mo = number(text, 5, 2), d = number(text, 8, 2);
  const int h = number(text, 11, 2), mi = number(text, 14, 2), s = number(text, 17, 2), ms = number(text, 20, 3);
  if (y < 1970 || mo < 1 || d < 1 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59 || ms < 0) {
    return std::nullopt;
  }
  const year_month_day date{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(mo)},
                            std::chrono::day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  const std::int64_t day_count = sys_days{date}.time_since_epoch().count();
  return Timestamp{(((day_count * 24 + h) * 60 + mi) * 60 + s) * 1000 + ms};
}

std::string Timestamp::to_string() const {
  const Parts p = parts(ms);
  if (p.year < 0 || p.year > 9999)
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", p.year, p.month, p.day, p.hour, p.minute, p.second,
                       p.millisecond);
  std::string text = "0000-00-00T00:00:00.000Z";  // by hand: a register has one of these in each line
  put_number(text, 0, 4, p.year);
  put_number(text, 5, 2, p.month);
  put_number(text, 8, 2, p.day);
  put_number(text, 11, 2, p.hour);
  put_number(text, 14, 2, p.minute);
  put_number(text, 17, 2, p.second);
  put_number(text, 20, 3, p.millisecond);
  return text;
}

std::string Timestamp::to_minute() const {
  const Parts p = parts(ms);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", p.year, p.month, p.day, p.hour, p.minute);
}

std::string Timestamp::to_date() const {
  const Parts p = parts(ms);
  return fmt::format("{:04}-{:02}-{:02}", p.year, p.month, p.day);
}

}  // namespace tos
