#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "voting/methods/ballots.h"
#include "voting/methods/method_rules.h"

namespace tos::voting {

// The numbers that a ballot may give.
struct PointsRange {
  std::optional<std::int64_t> minimum = std::nullopt;  // to one candidate
  std::optional<std::int64_t> maximum = std::nullopt;
  std::optional<std::int64_t> most_in_all = std::nullopt;
};

// What a method allows; nothing stated: any number.
PointsRange points_range(const MethodRules& rules);
// TAL-014 for one ballot outside the range. A reader that asks while it reads can give the line.
Result<void> check_points(const PointsRange& range, std::span<const Points> ballot);

}  // namespace tos::voting
