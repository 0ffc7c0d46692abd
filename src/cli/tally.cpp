#include "voting/tally/tally.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/world.h"
#include "voting/tally/rules.h"

namespace tos::cli {
namespace {

struct Options {
  voting::TallyRequest request;
  bool explain = false;
  std::string report;
  std::string write;
};

Result<void> run_write(World& world, const Options& options) {
  TOS_TRY(const voting::Conversion conversion, voting::convert(options.request, options.write));
  for (const std::string& warning : conversion.warnings) world.warn(warning);
  world.out(conversion.text);
  return {};
}

// Of several ways to show a result only one could be followed.
Result<void> check_ways_to_show(const World& world, const Options& options) {
  const auto both = [](std::string_view one, std::string_view other) {
    return refuse(voting::CNT_005, "{} and {} are given, and only one can be followed", one, other);
  };
  const std::string report = "--report " + options.report;
  const bool reports = !options.report.empty();
  if (!options.write.empty() && reports) return both("--write", report);
  if (!options.write.empty() && options.explain) return both("--write", "--explain");
  if (!options.write.empty() && world.options.json) return both("--write", "--json");
  if (options.explain && reports && options.report != "explain") return both("--explain", report);
  if (world.options.json && reports && options.report != "json") return both("--json", report);
  if (world.options.json && options.explain) return both("--json", "--explain");
  return {};
}

Result<void> run_tally(World& world, const Options& options) {
  TOS_CHECK(check_ways_to_show(world, options));
  if (!options.write.empty()) return run_write(world, options);
  const bool json = options.report == "json" || (options.report.empty() && world.options.json);
  voting::ReportKind kind = options.explain ? voting::ReportKind::explanation : voting::ReportKind::text;
  if (!options.report.empty() && !json) {
    TOS_TRY(kind, voting::report_kind(options.report));
  }
  TOS_TRY(const voting::TallyReport report, voting::tally(options.request));
  if (!json) TOS_CHECK(voting::check_report(report, kind));
  for (const std::string& warning : report.warnings) world.warn(warning);
  if (json) {
    show_json(world, "tos.tally/1", voting::to_json(report.profile, report.outcome));
  } else {
    world.out(voting::render(report, kind));
  }
  return {};
}

// One option a parameter; what is typed is kept in its order.
void add_parameters(CLI::App& command, voting::TallyRequest& request) {
  for (const voting::Parameter& parameter : voting::parameters()) {
    const std::string name(parameter.name);
    const std::string help(parameter.help);
    const auto keep = [&request, name](const std::string& text) { request.parameters.push_back({name, text}); };
    CLI::Option* option = nullptr;
    if (parameter.value.empty()) {
      option = command.add_flag_callback("--" + name, [keep] { keep(""); }, help);
    } else {
      const auto keep_all = [keep](const std::vector<std::string>& texts) { std::ranges::for_each(texts, keep); };
      option = command.add_option_function<std::vector<std::string>>("--" + name, keep_all, help);
      option->type_name(std::string(parameter.value))->expected(1)->take_all();
    }
    option->group("Parameters of methods");
  }
}

}  // namespace

void add_tally(CLI::App& app, World& world) {
  CLI::App* command = app.add_subcommand("tally", "count an election file by any method, exactly and explained");
  auto options = std::make_shared<Options>();
  voting::TallyRequest& request = options->request;
  command->add_option("files", request.files, "election files, parts of one contest")->type_name("FILE");
  command->add_option("--method,-m", request.method, "irv, scottish-stv, meek-stv, schulze, star, equal-shares, …")
      ->type_name("METHOD");
  command->add_option("--rctab", request.rctab, "count an RCTab contest configuration")->type_name("CONFIG.json");
  command
      ->add_option("--tie", request.tie,
                   "what decides ties: none, order, order:3,1,2, seed:TEXT, java-random:N, java-permutation:N")
      ->type_name("RULE");
  command->add_option("--contest", request.contest, "the contest to count, of several in one file")->type_name("NAME");
  command->add_option("--format", request.format, "read as this format instead of recognising it")->type_name("FORMAT");
  command->add_option("--report", options->report, "how to show the count")
      ->type_name(std::string(voting::report_kinds));
  command->add_flag("--explain", options->explain, "the result in sentences");
  command->add_option("--write", options->write, "do not count: write the ballots as blt, abif or preflib")
      ->type_name("FORMAT");
  command
      ->add_option("--ballots", request.ballots,
                   "with --write: what the files hold, where it is not rankings; ABIF holds all of these")
      ->type_name("ranked|score|approval|allocation");
  add_parameters(*command, request);
  command->callback([&world, options] { finish(world, run_tally(world, *options)); });
}

}  // namespace tos::cli
