#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// The verbs of `tos member`, by what they are about: each adds its own to the noun.
void add_member_views(CLI::App& member, World& world);      // list, show, allowed-signers
void add_member_admission(CLI::App& member, World& world);  // add
void add_member_standing(CLI::App& member, World& world);   // suspend, reinstate, leave
void add_member_consent(CLI::App& member, World& world);    // consent grant, withdraw, list

}  // namespace tos::cli
