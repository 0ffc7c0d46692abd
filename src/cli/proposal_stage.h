#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// `tos proposal advance` and `tos proposal archive`.
void add_proposal_stage(CLI::App& proposal, World& world);

}  // namespace tos::cli
