#pragma once
#include <compare>
#include <optional>
#include <string_view>

#include "core/base/int128.h"

namespace tos::delivery {

// A measured number, exact: -?(0|[1-9][0-9]{0,14})(\.[0-9]{0,8}[1-9])?, and "-0" is none.
struct Decimal {
  Int128 billionths = 0;

  static std::optional<Decimal> parse(std::string_view text);
  auto operator<=>(const Decimal&) const = default;
};

}  // namespace tos::delivery
