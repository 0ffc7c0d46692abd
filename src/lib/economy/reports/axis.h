#pragma once
#include <string>
#include <vector>

#include "economy/reports/currency_book.h"

namespace tos::economy {

// Places on a drawing are whole tenths of a pixel: 425 is printed as "42.5".
std::string pixels(std::int64_t tenths);

// A vertical axis whose ends and ticks are 1, 2 or 5 times a power of ten apart, and which has zero on it.
class ValueAxis {
 public:
  // From `bottom` (pixels) up to `top`; at most `most_steps` + 1 ticks.
  ValueAxis(Sum low, Sum high, int scale, std::int64_t top, std::int64_t bottom, int most_steps = 5);
  std::int64_t tenths(Sum value) const;
  std::int64_t label_width() const;  // of the longest one, in pixels
  // Grid lines from x1 to x2 (pixels), darker at zero, and the numbers left of them.
  std::string draw(std::int64_t x1, std::int64_t x2) const;

 private:
  std::string label(Sum value) const;
  Sum low_;
  Sum high_;
  Sum step_ = 1;
  int scale_;
  std::int64_t top_;
  std::int64_t bottom_;
};

// A horizontal axis of time, with ticks at whole hours, days, months or years (UTC).
class TimeAxis {
 public:
  TimeAxis(const Period& period, std::int64_t left, std::int64_t right);  // pixels
  std::int64_t x(Timestamp at) const;                                     // whole pixels
  std::string draw(std::int64_t top, std::int64_t bottom) const;          // with dates below the bottom

 private:
  Period period_;
  std::int64_t left_;
  std::int64_t right_;
};

}  // namespace tos::economy
