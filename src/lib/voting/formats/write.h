#pragma once
#include <string>
#include <vector>

#include "voting/formats/election.h"

namespace tos::voting {

// Writes ranked ballots; "blt", "abif" or "preflib" (soc, soi, toc or toi, as the ballots are). Reading back gives the
// same candidates, seats, ballots, order of ties and title. FMT-003: a format that is only read. FMT-014: not ranked.
// FMT-018: what the format cannot hold:
//            equal ranks  gaps  duplicates  unknown overvotes  withdrawn  line breaks in names  seats  order of ties
//   blt      yes          yes   yes         no                 yes        yes                   yes    yes
//   abif     yes          no    no          no                 yes        no                    yes    no
//   preflib  yes          no    no          no                 no         no                    1      no
// and for all of them: undeclared write-ins, majority ratios, budgets, scores beside ranks.
Result<std::string> write_election(const Election& election, Format format);

}  // namespace tos::voting
