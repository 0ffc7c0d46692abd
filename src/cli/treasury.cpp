#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/ledger_names.h"
#include "cli/report_options.h"
#include "cli/treasury_document.h"
#include "economy/reports/load_book.h"

namespace tos::cli {
namespace {

Result<TreasuryReport> load_treasury(World& world, history::Group& group, const LedgerReportOptions& options) {
  TOS_TRY(const PeriodEnds ends, read_period_ends(world, options, group.clock()));
  TreasuryReport report{.group = group.name(),
                        .as_of = group.clock(),
                        .period = economy::period_of(ends.from, ends.to, {}, group.clock())};
  std::vector<economy::CurrencyRow> currencies = economy::all_currencies(group.db());
  if (!options.currency.empty()) {
    TOS_TRY(economy::CurrencyRow only, find_currency_named(group, options.currency));
    currencies = {std::move(only)};
  }
  for (const economy::CurrencyRow& currency : currencies) {
    report.currencies.push_back(load_currency_report(group, currency, ends.from, ends.to));
    report.period.from = std::min(report.period.from, report.currencies.back().period.from);
  }
  return report;
}

Result<void> check_agreement(const TreasuryReport& report) {
  for (const CurrencyReport& one : report.currencies) {
    TOS_CHECK(economy::require_agreement(one.reconciliations(), one.book.scale));
  }
  return {};
}

Result<void> run_treasury_report(World& world, const LedgerReportOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const TreasuryReport report, load_treasury(world, group, options));
  const Result<void> agreement = check_agreement(report);
  if (!options.plot.kind.empty()) {
    TOS_CHECK(agreement);
    return write_plot(world, treasury_plots(report), options.plot);
  }
  if (!world.options.json) {
    show_document(world, treasury_document(report, options.plot.path), options);
  } else if (agreement) {  // one answer in JSON: the report, or the refusal
    show_json(world, "tos.treasury.report/1", treasury_json(report));
  }
  if (agreement && !options.plot.path.empty()) {
    TOS_CHECK(write_plots(world, treasury_plots(report), options.plot.path));
  }
  return agreement;
}

}  // namespace

void add_treasury(CLI::App& app, World& world) {
  CLI::App* treasury = app.add_subcommand("treasury", "the group's economy at a glance");
  treasury->require_subcommand(1);
  auto options = std::make_shared<LedgerReportOptions>();
  CLI::App* report =
      treasury->add_subcommand("report", "funds, cash flow, circulation, concentration and fair exchange");
  add_report_options(*report, *options, {"balance", "flows", "lorenz"});
  report->callback([&world, options] { finish(world, run_treasury_report(world, *options)); });
}

}  // namespace tos::cli
