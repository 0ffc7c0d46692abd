#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// `tos proposal amend`: a new version that takes over what is not said anew, and answers objections by name.
void add_proposal_amend(CLI::App& proposal, World& world);

}  // namespace tos::cli
