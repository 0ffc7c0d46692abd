#pragma once
#include <cstdint>

#include "core/base/rational.h"

namespace tos::voting {

// Distinct eligible persons: how many there are and how many took part. Abstaining and being represented by a
// delegate are taking part. Ballots are never counted against ballots: that quorum would always be met.
struct Turnout {
  std::int64_t eligible = 0;
  std::int64_t participants = 0;
};

// participants ÷ eligible ≥ quorum. An electorate of nobody has no quorum, except a quorum of zero.
constexpr bool quorum_reached(Turnout turnout, Rational quorum) {
  if (turnout.eligible == 0) return quorum.numerator == 0;
  return reaches(turnout.participants, turnout.eligible, quorum);
}
static_assert(quorum_reached({.eligible = 40, .participants = 20}, {1, 2}));
static_assert(!quorum_reached({.eligible = 41, .participants = 20}, {1, 2}));

// The fewest participants that reach the quorum.
constexpr std::int64_t quorum_count(std::int64_t eligible, Rational quorum) {
  const Int128 product = Int128{eligible} * quorum.numerator;
  return static_cast<std::int64_t>((product + quorum.denominator - 1) / quorum.denominator);
}
static_assert(quorum_count(41, {1, 2}) == 21);

}  // namespace tos::voting
