#include "cli/plot_files.h"

#include <algorithm>
#include <filesystem>

#include "cli/rules.h"
#include "core/log/durable_file.h"

namespace tos::cli {
namespace {

Result<void> write_new(World& world, const std::filesystem::path& path, std::string_view svg) {
  if (world.options.dry_run) {
    world.note(fmt::format("would write {}", path.string()));
    return {};
  }
  TOS_TRY(const bool is_written, log::create_durably(path, svg, "plot"));
  if (!is_written) {
    return refuse(rules::CLI_007, "'{}' is there already", path.string()).hint("choose another name, or remove it");
  }
  world.note(fmt::format("wrote {}", path.string()));
  return {};
}

}  // namespace

Result<std::vector<std::string>> write_plots(World& world, const std::vector<Plot>& plots, const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  if (!world.options.dry_run) std::filesystem::create_directories(folder, error);
  if (error) return refuse(rules::CLI_005, "the folder '{}' cannot be made: {}", folder, error.message());
  for (const Plot& plot : plots) {
    const std::filesystem::path path = std::filesystem::path(folder) / (plot.name + ".svg");
    TOS_CHECK(write_new(world, path, plot.svg));
    files.push_back(path.string());
  }
  return files;
}

Result<void> write_plot(World& world, const std::vector<Plot>& plots, const PlotOptions& options) {
  const Plot* only = nullptr;
  for (const Plot& plot : plots) {
    if (plot.kind != options.kind) continue;
    if (only != nullptr) {
      return refuse(rules::CLI_001, "each currency has a plot '{}': say of which", options.kind)
          .hint("--currency CODE");
    }
    only = &plot;
  }
  if (only == nullptr) {
    return refuse(rules::CLI_001, "there is nothing to plot as '{}' here", options.kind).hint("leave out --plot");
  }
  if (options.path.empty() || options.path == "-") {
    world.out(only->svg);
    return {};
  }
  return write_new(world, options.path, only->svg);
}

}  // namespace tos::cli
