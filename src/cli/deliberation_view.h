#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "deliberation/tables.h"
#include "history/group.h"

namespace tos::cli {

// What members have said about a proposal: its stage where the charter or somebody set one, evidence, options with the
// matrix of their trade-offs, positions, objections.
nlohmann::json deliberation_json(history::Group& group, const deliberation::Chain& chain, Timestamp now);
std::string deliberation_text(history::Group& group, const deliberation::Chain& chain, Timestamp now);

}  // namespace tos::cli
