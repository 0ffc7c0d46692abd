#pragma once
#include <functional>
#include <span>

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// THE table of commands: one entry a noun, in the order of the help. Adding a command is one line here and one file.
struct CommandEntry {
  const char* name;
  void (*add)(CLI::App& app, World& world);
};
std::span<const CommandEntry> commands();

}  // namespace tos::cli
