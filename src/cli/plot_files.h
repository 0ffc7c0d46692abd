#pragma once
#include <string>
#include <vector>

#include "cli/world.h"

namespace tos::cli {

struct Plot {
  std::string name;  // "EUR-lorenz"
  std::string kind;  // "balance", "flows", "lorenz"
  std::string svg;
};

struct PlotOptions {
  std::string kind;  // --plot; empty: none
  std::string path;  // --svg: a folder, or with --plot a file; empty: none
};

// "FOLDER/EUR-lorenz.svg" for each plot; nothing that is there is overwritten (CLI-007). With --dry-run nothing is
// written.
Result<std::vector<std::string>> write_plots(World& world, const std::vector<Plot>& plots, const std::string& folder);
// The one plot of the kind that was asked for, to a file or to stdout. CLI-001, CLI-007.
Result<void> write_plot(World& world, const std::vector<Plot>& plots, const PlotOptions& options);

}  // namespace tos::cli
