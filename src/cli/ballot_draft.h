#pragma once
#include <string>
#include <vector>

#include "core/base/result.h"
#include "voting/polls/ballot.h"

namespace tos::cli {

// The ballot that somebody typed: `said` as ballot_text.h says, a comma also standing for '>' in an order; or `scores`,
// each "OPTION=NUMBER", which are made into the order that they state: any decimal number, however large. CLI-001.
Result<voting::Ballot> draft_ballot(const voting::PollRow& poll, const std::string& said,
                                    const std::vector<std::string>& scores);

// What may be typed in a poll: "yes|no|abstain", "1,3", "2,1=3".
std::string ballot_form(voting::PollMethod method);

}  // namespace tos::cli
