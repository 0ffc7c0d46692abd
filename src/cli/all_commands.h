#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// One function a file of src/cli: it adds its noun's commands to the program.
void add_init(CLI::App& app, World& world);
void add_verify(CLI::App& app, World& world);
void add_log(CLI::App& app, World& world);
void add_show(CLI::App& app, World& world);
void add_explain(CLI::App& app, World& world);
void add_import(CLI::App& app, World& world);
void add_carry(CLI::App& app, World& world);
void add_undo(CLI::App& app, World& world);
void add_pull(CLI::App& app, World& world);
void add_push(CLI::App& app, World& world);
void add_sync(CLI::App& app, World& world);
void add_clone(CLI::App& app, World& world);
void add_hub(CLI::App& app, World& world);
void add_hooks(CLI::App& app, World& world);
void add_repair(CLI::App& app, World& world);
void add_fork(CLI::App& app, World& world);

}  // namespace tos::cli
