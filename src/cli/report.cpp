#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/delivery_names.h"
#include "cli/initiative_acts.h"
#include "cli/readme_block.h"
#include "cli/report_document.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/time_option.h"
#include "core/log/durable_file.h"

namespace tos::cli {
namespace {

constexpr std::size_t most_readme = std::size_t{4} * 1024 * 1024;

struct ReportOptions {
  std::string initiative;
  std::string format = "markdown";
  std::string base;
};

Result<void> run_report(World& world, const ReportOptions& options) {
  if (options.initiative.empty()) {
    return refuse(rules::CLI_001, "which initiative?").hint("tos report I3; they stand in tos initiative list --all");
  }
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(delivery::InitiativeRow row, find_initiative_named(group, options.initiative));
  TOS_TRY(const DeliveryReport report, load_report(group, std::move(row)));
  if (world.options.json || options.format == "json") {
    show_json(world, "tos.report/1", report_json(report));
  } else if (options.format == "html") {
    world.out(delivery::print_html(report_document(report), options.base));
  } else {
    world.out(delivery::print_markdown(report_document(report), options.base));
  }
  return {};
}

Result<void> run_report_readme(World& world, const std::string& file) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  std::filesystem::path path = file;
  if (path.empty()) path = group.repository().work_tree().value_or(".") / "README.md";
  const std::string shown = file.empty() ? "README.md" : file;
  auto readme = log::read_file(path, most_readme);
  if (!readme) return refuse(rules::CLI_005, "'{}' cannot be read", shown);
  auto replaced = replace_block(*readme, readme_block(group, now));
  if (!replaced) {
    replaced.error().in_file(shown);
    return replaced.error();
  }
  const bool is_new = *replaced != *readme;
  if (is_new && !world.options.dry_run) TOS_CHECK(log::write_durably(path, *replaced, "readme"));
  if (world.options.json) {
    show_json(world, "tos.report.readme/1", {{"file", shown}, {"changed", is_new}});
    return {};
  }
  if (!is_new) {
    world.line(fmt::format("{} is fresh", shown));
  } else if (world.options.dry_run) {
    world.line(fmt::format("would refresh {}", shown));
  } else {
    world.line(fmt::format("refreshed {}", shown));
    world.note("publish it: git add README.md && git commit -m 'Refresh the README' && tos push");
  }
  return {};
}

}  // namespace

void add_report(CLI::App& app, World& world) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* report =
      app.add_subcommand("report", "the delivery report of an initiative; every figure links to its record");
  report->add_option("initiative", options->initiative, initiative_help)->type_name("INITIATIVE");
  report->add_option("--format", options->format, "how to write it (default markdown)")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"markdown", "html", "json"}));
  report->add_option("--base", options->base, "what stands before each link to a record: where the forge shows files")
      ->type_name("URL");

  auto file = std::make_shared<std::string>();
  CLI::App* readme =
      report->add_subcommand("readme", "refresh the open polls, decisions and initiatives in the README");
  readme->add_option("--file", *file, "another file with the two markers (default README.md)")->type_name("FILE");
  readme->callback([&world, file] { finish(world, run_report_readme(world, *file)); });

  report->callback([&world, options, readme] {
    if (!readme->parsed()) finish(world, run_report(world, *options));
  });
}

}  // namespace tos::cli
