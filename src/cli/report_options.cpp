#include "cli/report_options.h"

#include <CLI/CLI.hpp>

#include "cli/document_text.h"
#include "cli/ledger_books.h"
#include "cli/rules.h"
#include "cli/time_option.h"

namespace tos::cli {

void add_report_options(CLI::App& command, LedgerReportOptions& options, const std::vector<std::string>& plot_kinds) {
  command.add_option("--currency", options.currency, "only this currency")->type_name("CODE");
  command
      .add_option("--from", options.from,
                  "the first day, by the books' dates (default: the first there is; in the treasury report, that of "
                  "the month in which the currency was added)")
      ->type_name("TIME");
  command.add_option("--to", options.to, "the last day, by the books' dates (default: all there is)")
      ->type_name("TIME");
  CLI::Option* html = command.add_flag("--html", options.is_html, "one page of HTML, with the plots");
  command.add_flag("--markdown", options.is_markdown, "as Markdown")->excludes(html);
  command
      .add_option("--svg", options.plot.path, "write the plots into this folder; with --plot, that one to this file")
      ->type_name("PATH");
  command.add_option("--plot", options.plot.kind, "only this plot, and no report")
      ->type_name("PLOT")
      ->check(CLI::IsMember(plot_kinds));
}

Result<PeriodEnds> read_period_ends(World& world, const LedgerReportOptions& options, Timestamp now) {
  PeriodEnds ends;
  if (!options.from.empty()) {
    TOS_TRY(ends.from, parse_time_option("from", options.from, now));
  }
  TOS_TRY(ends.to, end_option(world, "to", options.to));
  if (ends.from && ends.to && *ends.to <= *ends.from) {
    return refuse(rules::CLI_001, "--to {} is before --from {}", options.to, options.from)
        .hint("--from is the first day, --to the last");
  }
  if (ends.from && *ends.from > now) {
    return refuse(rules::CLI_001, "--from {} is still to come: the record is as of {}", options.from, now.to_minute())
        .hint("leave it out for all there is");
  }
  if (ends.to && *ends.to > now) ends.to.reset();  // the record goes no further
  return ends;
}

void show_document(World& world, const delivery::Document& document, const LedgerReportOptions& options) {
  if (options.is_html) {
    world.out(delivery::print_html(document, ""));
  } else if (options.is_markdown) {
    world.out(delivery::print_markdown(document, ""));
  } else {
    world.out(document_text(document, world.columns()));
  }
}

}  // namespace tos::cli
