#pragma once
#include <string>
#include <vector>

#include "voting/formats/election.h"

namespace tos::voting {

// Writes ranked ballots. Reading back gives the same candidates, ballots and title. FMT-014: not ranked; FMT-018: what
// the format cannot hold:
//            equal ranks  gaps  duplicates  unknown overvotes  withdrawn  line breaks in names
//   blt      yes          yes   yes         no                 yes        yes
//   abif     yes          no    no          no                 yes        no
//   preflib  yes          no    no          no                 no         no
// An undeclared write-in is written as a candidate.
Result<std::string> write_blt(const Profile& profile);
Result<std::string> write_abif(const Profile& profile);
Result<std::string> write_preflib(const Profile& profile);  // soc, soi, toc or toi, as the ballots are

// By format; FMT-003 for a format that is only read.
Result<std::string> write_election(const Profile& profile, Format format);

}  // namespace tos::voting
