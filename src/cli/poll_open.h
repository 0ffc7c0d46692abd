#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// `tos poll open` and `tos poll close`.
void add_poll_open(CLI::App& poll, World& world);
void add_poll_close(CLI::App& poll, World& world);

}  // namespace tos::cli
