#include "voting/methods/points_range.h"

#include "core/base/int128.h"
#include "core/base/overloaded.h"
#include "voting/methods/trace.h"

namespace tos::voting {

PointsRange points_range(const MethodRules& rules) {
  return std::visit(overloaded{
                        [](const ScoreRules& r) { return PointsRange{.minimum = r.minimum, .maximum = r.maximum}; },
                        [](const StarRules& r) { return PointsRange{.minimum = r.minimum, .maximum = r.maximum}; },
                        [](const SupportPointsRules& r) {
                          return PointsRange{
                              .minimum = 0, .maximum = r.most_per_candidate, .most_in_all = r.most_per_ballot};
                        },
                        [](const auto&) { return PointsRange{}; },
                    },
                    rules);
}

Result<void> check_points(const PointsRange& range, std::span<const Points> ballot) {
  Int128 given = 0;
  for (const Points mark : ballot) {
    if (mark.value < range.minimum.value_or(mark.value) || mark.value > range.maximum.value_or(mark.value))
      return refuse(TAL_014, "a ballot gives {} points", mark.value);
    given += mark.value;
  }
  if (range.most_in_all && given > *range.most_in_all)
    return refuse(TAL_014, "a ballot gives {} points in all", to_decimal(given, 0));
  return {};
}

}  // namespace tos::voting
