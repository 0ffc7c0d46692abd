#include "voting/methods/majority.h"

#include <utility>

namespace tos::voting {

std::int64_t participants(const Tally& tally) { return tally.yes + tally.no + tally.abstain; }

std::int64_t denominator_of(const Tally& tally, Denominator denominator) {
  switch (denominator) {
    case Denominator::cast:
      return participants(tally);
    case Denominator::non_abstaining:
      return tally.yes + tally.no;
    case Denominator::eligible:
      return tally.eligible;
  }
  std::unreachable();
}

bool passes(const Tally& tally, const Threshold& threshold) {
  if (tally.yes < 1) return false;
  const std::int64_t whole = denominator_of(tally, threshold.denominator);
  return threshold.reach == Reach::more_than ? exceeds(tally.yes, whole, threshold.share)
                                             : reaches(tally.yes, whole, threshold.share);
}

}  // namespace tos::voting
