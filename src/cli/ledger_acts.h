#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// The commands of `tos ledger` that write.
void add_ledger_transfer(CLI::App& ledger, World& world);
void add_ledger_hold(CLI::App& ledger, World& world);  // hold, post and void
void add_ledger_correct(CLI::App& ledger, World& world);
void add_ledger_propose(CLI::App& ledger, World& world);

}  // namespace tos::cli
