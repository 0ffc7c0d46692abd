#pragma once
#include <cstdint>

#include "core/base/rational.h"

namespace tos::voting {

// The votes on one question and the number of members who could have voted. Counts of persons, none negative.
struct Tally {
  std::int64_t yes = 0;
  std::int64_t no = 0;
  std::int64_t abstain = 0;
  std::int64_t eligible = 0;
};

// What a threshold is a share of. Abstentions count in `cast` and `eligible`; absent members in `eligible` only.
enum class Denominator { cast, non_abstaining, eligible };

// How much is enough: more than the threshold ("over half"), or the threshold itself ("two thirds").
enum class Reach { more_than, at_least };

struct Threshold {
  Rational share = {1, 2};
  Reach reach = Reach::more_than;
  Denominator denominator = Denominator::non_abstaining;
};

// The whole that the threshold is a share of.
std::int64_t denominator_of(const Tally& tally, Denominator denominator);

// Passed when yes ÷ denominator reaches the threshold. Nothing passes without a single yes, whatever the threshold:
// a share of nobody decides nothing.
bool passes(const Tally& tally, const Threshold& threshold);

// yes + no + abstain.
std::int64_t participants(const Tally& tally);

}  // namespace tos::voting
