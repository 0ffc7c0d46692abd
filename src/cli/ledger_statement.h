#pragma once

namespace CLI {
class App;
}

namespace tos::cli {

class World;

// `tos ledger statement`.
void add_ledger_statement(CLI::App& ledger, World& world);

}  // namespace tos::cli
