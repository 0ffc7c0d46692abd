#pragma once
#include <string>

#include "history/group.h"

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// tos aid match, confirm, dispute, cancel, settle.
void add_aid_deals(CLI::App& aid, World& world);

// What a proposal to rule on a deal names as its act's target, from "DEAL=AMOUNT" as people type it; as it is without
// an "=". ECO-070, ECO-071.
Result<std::string> ruling_target_option(history::Group& group, const std::string& typed);

}  // namespace tos::cli
