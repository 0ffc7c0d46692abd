#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/int128.h"
#include "core/base/rational.h"
#include "core/record/values.h"

namespace tos::economy {

// Amounts are integers of a currency's smallest unit: 1250 of a currency with scale 2 is 12.50.
inline constexpr std::int64_t max_amount = 9'007'199'254'740'991;  // 2^53 − 1: a plain integer of the record form
// No balance and no sum of holds goes beyond ±2^62, so that the next leg cannot overflow either.
inline constexpr std::int64_t greatest_total = std::int64_t{1} << 62;
inline constexpr int max_scale = 9;

using AmountField = Whole<1, max_amount>;               // in records: more than nothing
using LegAmountField = Whole<-max_amount, max_amount>;  // in records: negative leaves the account; never zero (ECO-010)

// "12.50", "-0.05", "7" with scale 2; nothing for more decimals than the scale has, for other forms ("1e3", "+1",
// "1,5",
// ".5", "5.") or beyond ±max_amount. Trailing decimals may be left out.
std::optional<std::int64_t> parse_amount(std::string_view text, int scale);
std::string format_amount(std::int64_t minor, int scale);              // always with all decimals: "12.50"
void append_amount(std::string& text, std::int64_t minor, int scale);  // the same, at the end of a text

// a + b, where the result stays within ±greatest_total.
std::optional<std::int64_t> add_within(std::int64_t a, std::int64_t b);

// ⌊amount × rate⌋ towards minus infinity; nothing beyond ±max_amount.
std::optional<std::int64_t> scaled_down(std::int64_t amount, Rational rate);

// Splits an amount by weights: exact shares rounded towards minus infinity, and the units left over go, one each, to
// the largest remainders; among equal remainders the first from `offset` on, around the list. The shares add up to the
// amount, and each differs from its exact share by less than one unit.
// Nothing where all weights are zero, one is negative, or there are none. Source: largest remainder (Hamilton).
std::optional<std::vector<std::int64_t>> split_amount(std::int64_t amount, std::span<const std::int64_t> weights,
                                                      std::size_t offset = 0);

}  // namespace tos::economy
