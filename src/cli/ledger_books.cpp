#include "cli/ledger_books.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/rules.h"
#include "cli/statements.h"
#include "cli/time_option.h"

namespace tos::cli {

void add_ledger_reports(CLI::App& ledger, World& world) {
  add_ledger_balance(ledger, world);
  add_ledger_register(ledger, world);
  add_ledger_check(ledger, world);
  add_ledger_export(ledger, world);
  add_ledger_import(ledger, world);
  add_ledger_split(ledger, world);
}

void add_books_options(CLI::App& command, BooksOptions& options) {
  command
      .add_option("patterns", options.patterns,
                  "accounts: mara, mara/EUR, member, or with * and ?: '*/EUR/external' (else all)")
      ->type_name("ACCOUNT-PATTERN");
  command.add_option("--currency", options.currency, "of this currency only")->type_name("CODE");
  command.add_option("--format", options.format, "text, csv or json")->type_name("FORMAT");
}

Result<economy::books::TableFormat> table_format(World& world, const BooksOptions& options) {
  if (world.options.json) return economy::books::TableFormat::json;
  TOS_TRY(const auto format, choice_option<economy::books::TableFormat>("format", options.format));
  if (format == economy::books::TableFormat::json) world.options.json = true;
  return format;
}

Result<economy::books::AccountFilter> account_filter(Database& db, const economy::books::Chart& chart,
                                                     const BooksOptions& options) {
  economy::books::AccountFilter filter{.patterns = options.patterns, .currency = {}};
  if (!options.currency.empty()) {
    TOS_TRY(const auto code, economy::CurrencyCode::parse(options.currency));
    TOS_CHECK(economy::require_currency(db, code));
    filter.currency = code;
  }
  for (const std::string& pattern : options.patterns) {
    const economy::books::AccountFilter one{.patterns = {pattern}, .currency = {}};
    const auto is_meant = [&](const economy::AccountRow& row) { return fits(one, row.name); };
    if (!std::ranges::any_of(chart.accounts, is_meant))
      return refuse(rules::CLI_001, "no account fits '{}'", pattern).hint("tos account list");
  }
  return filter;
}

Result<std::optional<Timestamp>> end_option(World& world, std::string_view option, const std::string& text) {
  if (text.empty()) return std::optional<Timestamp>{};
  TOS_TRY(const Timestamp time, parse_time_option(option, text, world.now()));
  const bool is_day = text.size() == 10 && !text.starts_with('+');
  return std::optional(is_day ? time + days(1) : time);
}

}  // namespace tos::cli
