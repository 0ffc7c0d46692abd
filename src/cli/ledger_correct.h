#pragma once
#include <string>

#include "cli/ledger_legs.h"
#include "economy/correction.h"

namespace tos::cli {

// What `tos ledger correct` and a proposal of a correction share.

// --amount and --legs: what a movement should have been.
void add_right_legs_options(CLI::App& command, std::string& amount, std::string& file);
// Its legs; none where neither is given: it should not have been at all. CLI-001, CLI-006, ECO-071.
Result<LegList> right_legs(history::Group& group, const index::LogEntry& wrong, const std::string& amount,
                           const std::string& file);
Result<economy::Correction> draft_correction(const index::LogEntry& wrong, const LegList& legs,
                                             const std::string& reason);

}  // namespace tos::cli
