#pragma once
#include <string>
#include <vector>

#include "voting/formats/readers.h"

namespace tos::voting {

// Ballots of one contest as a cast vote record report holds them, before candidates are known: marks number
// `selections`.
struct CdfContest {
  struct Selection {
    std::string candidate;  // its name
    bool write_in = false;
  };
  std::string name;
  std::vector<Selection> selections;
  std::vector<std::size_t> listed;  // the contest's own selections, in its order: places in `selections`
  RankedBallots ballots;
};

// NIST SP 1500-103, JSON. `contest`: its Name or @id; empty if the file has only one. A selection counts at each
// position's Rank, else at its own, else at rank 1; a position with CVRWriteIn is the write-in; positions that say
// HasIndication or IsAllocable "no", or NumberVotes 0, do not count.
Result<CdfContest> read_cdf_contest(Input& input, const std::string& contest, Warnings& warnings);

// What a mark becomes: a candidate, or an overvote whose candidates are not known.
struct MarkTarget {
  std::uint16_t candidate = 0;
  bool overvote = false;
};
// The same ballots with mark m for what targets[m] says. A rank that is an overvote, or has one candidate twice, is an
// overvote as a whole.
Result<RankedBallots> retarget(const RankedBallots& ballots, const std::vector<MarkTarget>& targets);

}  // namespace tos::voting
