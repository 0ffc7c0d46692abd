#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "voting/methods/count.h"

// Renderers read only what a count left behind (the outcome with its trace) and the candidates' names.
namespace tos::voting {

// The `data` of `tos tally --json`: method, rule, verdict, seats, candidates, elected, rounds, pairwise, ties, ballots,
// valid_ballots, selected, spent, … Amounts are numbers; one with more than fifteen digits is a string.
nlohmann::ordered_json to_json(const Profile& profile, const Outcome& outcome);
std::string to_text(const Profile& profile, const Outcome& outcome);      // for a terminal, plain
std::string to_markdown(const Profile& profile, const Outcome& outcome);  // tables
std::string to_svg(const Profile& profile, const Outcome& outcome);       // rounds as bars with flows, pairwise matrix
// The result in sentences that a member understands, one a line.
std::vector<std::string> explain(const Profile& profile, const Outcome& outcome);

// RCTab's detailed report: `config`, `jsonFormatVersion`, `results`, `summary`. For sequential counts call it with
// each of outcome.passes.
struct RctabHeading {
  std::string contest = {};
  std::string date = {};
  std::string jurisdiction = {};
  std::string office = {};
};
nlohmann::ordered_json to_rctab_json(const Profile& profile, const Outcome& outcome, const RctabHeading& heading);

}  // namespace tos::voting
