#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/plot_files.h"
#include "core/base/time.h"
#include "delivery/document.h"

namespace CLI {
class App;
}

namespace tos::cli {

// What reports on the ledger are asked for with.
struct LedgerReportOptions {
  std::string currency;
  std::string from;
  std::string to;
  bool is_html = false;
  bool is_markdown = false;
  PlotOptions plot;
};
void add_report_options(CLI::App& command, LedgerReportOptions& options, const std::vector<std::string>& plot_kinds);

struct PeriodEnds {
  std::optional<Timestamp> from;
  std::optional<Timestamp> to;  // the first moment that is left out
};
Result<PeriodEnds> read_period_ends(World& world, const LedgerReportOptions& options, Timestamp now);  // CLI-001

// As text, Markdown or HTML.
void show_document(World& world, const delivery::Document& document, const LedgerReportOptions& options);

}  // namespace tos::cli
