#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// tos aid board, show, fair.
void add_aid_boards(CLI::App& aid, World& world);
void add_aid_fair(CLI::App& aid, World& world);

}  // namespace tos::cli
