#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/ledger_books.h"
#include "cli/session.h"
#include "cli/time_option.h"

namespace tos::cli {
namespace {

namespace books = economy::books;

struct RegisterOptions {
  BooksOptions books;
  std::string from;
  std::string to;
};

Result<void> run_register(World& world, const RegisterOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const books::TableFormat format, table_format(world, options.books));
  const books::Chart chart = books::load_chart(group.db());
  TOS_TRY(const books::AccountFilter accounts, account_filter(group.db(), chart, options.books));
  books::RegisterFilter filter{.accounts = books::fitting_accounts(accounts, chart), .begin = {}, .end = {}};
  if (!options.from.empty()) {
    TOS_TRY(filter.begin, parse_time_option("from", options.from, world.now()));
  }
  TOS_TRY(filter.end, end_option(world, "to", options.to));
  const books::Sink out = [&world](std::string_view text) { world.out(text); };
  if (format == books::TableFormat::json) world.out("{\n\"schema\": \"tos.ledger.register/1\",\n\"data\": [\n");
  const auto totals = books::write_register(chart, books::read_entries_of(group.db(), chart, filter.accounts), filter,
                                            format, world.columns(), out);
  if (format == books::TableFormat::json) {
    world.out("],\n\"warnings\": " + nlohmann::json(world.warnings()).dump() + "\n}\n");
  } else if (totals.postings == 0) {
    world.note("no postings there");
  }
  return {};
}

}  // namespace

void add_ledger_register(CLI::App& ledger, World& world) {
  auto options = std::make_shared<RegisterOptions>();
  CLI::App* command = ledger.add_subcommand("register", "every posting, with its account's balance after it");
  add_books_options(*command, options->books);
  command->add_option("--from", options->from, "dated on this day or later")->type_name("DATE");
  command->add_option("--to", options->to, "dated on this day or earlier")->type_name("DATE");
  command->callback([&world, options] { finish(world, run_register(world, *options)); });
}

}  // namespace tos::cli
