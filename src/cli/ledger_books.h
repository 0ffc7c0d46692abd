#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/world.h"
#include "economy/books/balances.h"
#include "economy/books/register.h"

namespace CLI {
class App;
}

namespace tos::cli {

// The commands of `tos ledger` that read the books: balance, register, check, export, import, split.
void add_ledger_reports(CLI::App& ledger, World& world);

void add_ledger_balance(CLI::App& ledger, World& world);
void add_ledger_register(CLI::App& ledger, World& world);
void add_ledger_check(CLI::App& ledger, World& world);
void add_ledger_export(CLI::App& ledger, World& world);
void add_ledger_import(CLI::App& ledger, World& world);
void add_ledger_split(CLI::App& ledger, World& world);

// What balance and register are about.
struct BooksOptions {
  std::vector<std::string> patterns;
  std::string currency;
  std::string format = "text";
};
void add_books_options(CLI::App& command, BooksOptions& options);
// CLI-001 for a format that is none; --json is the format json.
Result<economy::books::TableFormat> table_format(World& world, const BooksOptions& options);
// ECO-002, and CLI-001 for patterns that fit no account.
Result<economy::books::AccountFilter> account_filter(Database& db, const economy::books::Chart& chart,
                                                     const BooksOptions& options);

// The time that a report ends before: a day ("2026-11-20") counts whole, a time as it is. Nothing for "".
Result<std::optional<Timestamp>> end_option(World& world, std::string_view option, const std::string& text);

}  // namespace tos::cli
