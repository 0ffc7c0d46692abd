#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "voting/methods/trace.h"

namespace tos::voting {

// What decides where a rule leaves candidates equal. All are fixed before the count and part of its record.

// Nothing decides: the count stops and the outcome names who is tied.
struct LeaveTied {};
// By a list of all candidates, best first: the earlier wins, the later is eliminated. Empty: the order of the profile.
struct ListedOrder {
  std::vector<CandidateIndex> order = {};
};
// By a permutation drawn from a seed (a public lot): candidates sorted by SHA-256(seed ‖ 0x00 ‖ number in decimal),
// smallest first, which then is a ListedOrder. Does not depend on names.
struct SeededOrder {
  std::string seed;
};
// As RCTab draws: java.util.Random(seed). `permutation`: names sorted, shuffled once (generatePermutation), then a
// ListedOrder. Otherwise one draw a tie among the tied names in sorted order (random).
struct JavaRandom {
  std::int64_t seed = 0;
  bool permutation = false;
};

using TieBreaker = std::variant<LeaveTied, ListedOrder, SeededOrder, JavaRandom>;

}  // namespace tos::voting
