#include <CLI/CLI.hpp>

#include "cli/all_commands.h"
#include "cli/ledger_acts.h"
#include "cli/ledger_books.h"
#include "cli/ledger_statement.h"

namespace tos::cli {

void add_ledger(CLI::App& app, World& world) {
  CLI::App* ledger = app.add_subcommand("ledger", "the group's books: what accounts have, and what moved");
  ledger->require_subcommand(1);
  add_ledger_transfer(*ledger, world);
  add_ledger_hold(*ledger, world);
  add_ledger_correct(*ledger, world);
  add_ledger_propose(*ledger, world);
  add_ledger_reports(*ledger, world);
  add_ledger_statement(*ledger, world);
}

}  // namespace tos::cli
