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
void add_accept(CLI::App& app, World& world);
void add_join(CLI::App& app, World& world);
void add_member(CLI::App& app, World& world);
void add_key(CLI::App& app, World& world);
void add_whoami(CLI::App& app, World& world);
void add_role(CLI::App& app, World& world);
void add_charter(CLI::App& app, World& world);
void add_approve(CLI::App& app, World& world);
void add_redact(CLI::App& app, World& world);
void add_config(CLI::App& app, World& world);

}  // namespace tos::cli
