#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// `tos proposal new`.
void add_proposal_new(CLI::App& proposal, World& world);

}  // namespace tos::cli
