#include "economy/reports/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/base/svg.h"

namespace tos::economy {
namespace {

constexpr std::int64_t character_width = 7;  // of the widest digits in 12 px, with some to spare
constexpr std::size_t most_time_ticks = 7;

struct TimeTick {
  Timestamp at;
  std::string label;
};

Sum floor_to(Sum value, Sum step) {
  const Sum rest = value % step;
  return value - (rest < 0 ? rest + step : rest);
}

// "12 500.00": thousands apart, from five digits on.
std::string with_thousands(std::string number) {
  const std::size_t end = std::min(number.find('.'), number.size());
  const std::size_t begin = number.starts_with('-') ? 1 : 0;
  if (end - begin < 5) return number;
  for (std::size_t at = end; at > begin + 3; at -= 3) number.insert(at - 3, " ");
  return number;
}

std::vector<TimeTick> even_ticks(const Period& period, Duration step) {
  std::vector<TimeTick> ticks;
  const bool has_hours = step < days(1);
  Timestamp at{static_cast<std::int64_t>(floor_to(period.from.ms + step.ms - 1, step.ms))};
  for (; at < period.to && ticks.size() <= most_time_ticks; at = at + step) {
    ticks.push_back({at, has_hours ? at.to_minute().substr(5, 11) : at.to_date()});
  }
  return ticks;
}

std::vector<TimeTick> month_ticks(const Period& period, int step) {
  std::vector<TimeTick> ticks;
  const std::chrono::year_month_day day(std::chrono::sys_days{std::chrono::days{period.from.day()}});
  int month = static_cast<int>(day.year()) * 12 + static_cast<int>(static_cast<unsigned>(day.month())) - 1;
  for (month -= month % step; ticks.size() <= most_time_ticks; month += step) {
    const auto first = std::chrono::year(month / 12) / std::chrono::month(static_cast<unsigned>(month % 12) + 1) / 1;
    const Timestamp at{std::chrono::sys_days(first).time_since_epoch().count() * days(1).ms};
    if (at >= period.to) break;
    if (at >= period.from) ticks.push_back({at, at.to_date().substr(0, step % 12 == 0 ? 4 : 7)});
  }
  return ticks;
}

// The finest of which there are not too many.
std::vector<TimeTick> time_ticks(const Period& period) {
  for (const std::int64_t step : {1, 3, 6, 12, 24, 48, 120, 240}) {
    auto ticks = even_ticks(period, hours(step));
    if (ticks.size() <= most_time_ticks) return ticks;
  }
  for (const int step : {1, 3, 6, 12, 24, 60, 120, 600, 1200}) {
    auto ticks = month_ticks(period, step);
    if (ticks.size() <= most_time_ticks) return ticks;
  }
  return month_ticks(period, 12'000);
}

}  // namespace

std::string pixels(std::int64_t tenths) {
  if (tenths % 10 == 0) return std::to_string(tenths / 10);
  const std::int64_t size = tenths < 0 ? -tenths : tenths;
  return fmt::format("{}{}.{}", tenths < 0 ? "-" : "", size / 10, size % 10);
}

ValueAxis::ValueAxis(Sum low, Sum high, int scale, std::int64_t top, std::int64_t bottom, int most_steps)
    : low_(std::min<Sum>(low, 0)), high_(std::max<Sum>(high, 0)), scale_(scale), top_(top), bottom_(bottom) {
  if (low_ == high_) high_ = 1;
  const auto fits = [&] { return floor_to(high_ + step_ - 1, step_) - floor_to(low_, step_) <= step_ * most_steps; };
  for (int digit = 1; !fits();) {  // 1, 2, 5, 10, …
    step_ = digit == 2 ? step_ / 2 * 5 : step_ * 2;
    digit = digit == 1 ? 2 : digit == 2 ? 5 : 1;
  }
  low_ = floor_to(low_, step_);
  high_ = floor_to(high_ + step_ - 1, step_);
}

std::int64_t ValueAxis::tenths(Sum value) const {
  const Sum height = 10 * (bottom_ - top_);
  return 10 * bottom_ - static_cast<std::int64_t>((value - low_) * height / (high_ - low_));
}

// As many decimals as the step needs.
std::string ValueAxis::label(Sum value) const {
  int decimals = scale_;
  Sum unit = 1;
  while (decimals > 0 && step_ % (unit * 10) == 0) {
    unit *= 10;
    --decimals;
  }
  return with_thousands(format_sum(value / unit, decimals));
}

std::int64_t ValueAxis::label_width() const {
  return character_width * static_cast<std::int64_t>(std::max(label(low_).size(), label(high_).size()));
}

std::string ValueAxis::draw(std::int64_t x1, std::int64_t x2) const {
  std::string body;
  for (Sum value = low_; value <= high_; value += step_) {
    const std::int64_t y = tenths(value);
    body += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\"/>\n", x1, pixels(y), x2, pixels(y),
                        value == 0 ? "#333" : "#ddd");
    body += svg::text_at(x1 - 8, y / 10 + 4, "end", label(value));
  }
  return body;
}

TimeAxis::TimeAxis(const Period& period, std::int64_t left, std::int64_t right)
    : period_(period), left_(left), right_(right) {
  if (period_.to <= period_.from) period_.to = period_.from + Duration{1};
}

std::int64_t TimeAxis::x(Timestamp at) const {
  const Int128 part = Int128{at.ms - period_.from.ms} * (right_ - left_);
  return left_ + static_cast<std::int64_t>(part / (period_.to.ms - period_.from.ms));
}

std::string TimeAxis::draw(std::int64_t top, std::int64_t bottom) const {
  std::string body;
  for (const TimeTick& tick : time_ticks(period_)) {
    body += fmt::format("<line x1=\"{0}\" y1=\"{1}\" x2=\"{0}\" y2=\"{2}\" stroke=\"#ddd\"/>\n", x(tick.at), top,
                        bottom + 5);
    body += svg::text_at(x(tick.at), bottom + 20, "middle", tick.label);
  }
  return body;
}

}  // namespace tos::economy
