#pragma once
#include <functional>
#include <span>

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// What -n does: the command says what it would do and writes nothing, or it is refused before it begins.
enum class DryRun { honoured, refused };

// THE table of commands: one entry a noun, in the order of the help. Adding a command is one line here and one file.
struct CommandEntry {
  const char* name;
  void (*add)(CLI::App& app, World& world);
  DryRun dry_run;
};
std::span<const CommandEntry> commands();

// Throws a CLI::ParseError where -n was given to a command that is refused with it. Runs before any command does.
void check_dry_run(const CLI::App& app, const World& world);

}  // namespace tos::cli
