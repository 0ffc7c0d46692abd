#pragma once
#include <filesystem>

#include "voting/formats/election.h"
#include "voting/methods/method_rules.h"
#include "voting/methods/report/report.h"
#include "voting/methods/tie_breaker.h"

namespace tos::voting {

// An RCTab contest: its configuration applied to the cast vote records that it names.
struct RctabContest {
  Profile profile = {};
  IrvRules rules = {};
  TieBreaker tie_breaker = LeaveTied{};
  RctabHeading heading = {};
  std::vector<std::string> warnings = {};
};

// Reads CONFIG.json (RCTab 1.3 to 2.0) and its sources: provider `cdf` in JSON, provider `ess` as CSV. Where a named
// .xlsx stands, the .csv, .csv.xz or .csv.gz of the same base name beside it is read. Refuses with FMT-015 (settings),
// FMT-016 (another provider, with how to convert), and what the sources' formats refuse.
Result<RctabContest> read_rctab(const std::filesystem::path& config, InputLimits limits = {});

}  // namespace tos::voting
