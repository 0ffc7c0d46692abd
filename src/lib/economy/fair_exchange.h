#pragma once
#include <array>
#include <optional>

#include "core/base/rational.h"
#include "economy/aid_tables.h"

namespace tos::economy {

// How even a member's giving and receiving is. Advice for people: no rule reads it.

inline constexpr std::int64_t fair_exchange_days = 183;  // half a year, to the day

// What a member gave and received, in a currency's smallest unit. What was received as care is left out.
struct Exchange {
  std::int64_t given = 0;
  std::int64_t received = 0;
  std::int64_t care_received = 0;  // beside `received`
};

enum class Band { excellent, good, balanced, warning, critical };

struct FairExchange {
  std::optional<Rational> index;  // given ÷ received; nothing: something for nothing, more than any number
  Band band = Band::good;
};
// 1 where nothing was given or received.
FairExchange fair_exchange(const Exchange& exchange);

// From deals that were completed within the days up to `now`. Sums beyond greatest_total are that.
Exchange exchange_of(Database& db, const CurrencyCode& currency, std::string_view member, Timestamp now);

}  // namespace tos::economy

template <>
struct tos::NamesOf<tos::economy::Band> {
  using enum tos::economy::Band;
  static constexpr std::array names{tos::Name{excellent, "excellent"}, tos::Name{good, "good"},
                                    tos::Name{balanced, "balanced"}, tos::Name{warning, "warning"},
                                    tos::Name{critical, "critical"}};
};
