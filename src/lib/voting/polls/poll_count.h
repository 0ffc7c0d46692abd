#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "voting/methods/count.h"
#include "voting/polls/decision.h"

namespace tos::voting {

// A poll's ballots as its method counts them, with what follows for its decision.
struct PollCount {
  Profile profile;
  Outcome count;  // with the trace that explains it
  DecisionOutcome outcome = DecisionOutcome::rejected;
  std::optional<std::int64_t> winner;  // the number of the option that won
  std::vector<Figure> figures;
  std::vector<std::int64_t> votes;  // as Decision::votes says
};

// `ballots` as ballot_text.h says, one a voter; `eligible` members could have voted.
PollCount count_poll(Database& db, const PollRow& poll, std::int64_t eligible, const std::vector<std::string>& ballots);

// The poll as it was counted for its decision, or would be now.
PollCount recount_poll(Database& db, const PollRow& poll);

}  // namespace tos::voting
