#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "deliberation/tables.h"
#include "history/group.h"

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// "open", "voting" where a poll runs on it, "decided", "withdrawn", "archived".
std::string_view state_of(const deliberation::Chain& chain);
nlohmann::json proposal_summary(history::Group& group, const deliberation::Chain& chain,
                                const deliberation::Version& newest);

// `tos proposal show`.
void add_proposal_show(CLI::App& proposal, World& world);

}  // namespace tos::cli
