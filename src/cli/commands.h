#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// What -n does: the command says what it would do and writes nothing, or it is refused before it begins.
enum class DryRun { honoured, refused };

// Whether a command asks what the other commands are, as completion does.
enum class Sees { itself, all_commands };

// THE table of commands: one entry a noun, in the order of the help. Adding a command is one line here and one file.
struct CommandEntry {
  const char* name;
  void (*add)(CLI::App& app, World& world);
  DryRun dry_run;
  Sees sees = Sees::itself;
};
std::span<const CommandEntry> commands();

// Sets up the command that the words after "tos" name, or all where they name none: the options of all commands are a
// tenth of what a short command costs. The program's own options must be set up already.
void add_commands(CLI::App& app, World& world, const std::vector<std::string>& words);

// Throws a CLI::ParseError where -n was given to a command that is refused with it. Runs before any command does.
void check_dry_run(const CLI::App& app, const World& world);

}  // namespace tos::cli
