#include "deliberation/option.h"

#include <CLI/CLI.hpp>

#include "cli/all_commands.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "cli/statements.h"

namespace tos::cli {
namespace {

using deliberation::TradeOff;

struct OptionOptions {
  std::string label;
  std::string parent;
  std::vector<std::string> pros;
  std::vector<std::string> cons;
  std::string text;
};

// "cost=Half of a new one" into the cell of its aspect.
Result<void> add_cells(const std::vector<std::string>& given, std::string_view option,
                       std::optional<Line<1, 300>> TradeOff::* side, std::vector<TradeOff>& trade_offs) {
  for (const std::string& cell : given) {
    const std::size_t sign = cell.find('=');
    if (sign == std::string::npos || sign == 0 || sign + 1 == cell.size()) {
      return refuse(rules::CLI_001, "'{}' is no ASPECT=TEXT", cell).hint("--{} \"cost=half the price\"", option);
    }
    const std::string aspect = cell.substr(0, sign);
    auto place = std::ranges::find_if(trade_offs, [&](const TradeOff& one) { return *one.aspect == aspect; });
    if (place == trade_offs.end()) {
      place = trade_offs.insert(place, TradeOff{.aspect = {aspect}, .pro = {}, .con = {}});
    }
    if ((*place).*side) return refuse(rules::CLI_001, "--{} '{}' is given twice", option, aspect);
    (*place).*side = Line<1, 300>{cell.substr(sign + 1)};
  }
  return {};
}

Result<void> add_one_option(World& world, const std::string& name, const OptionOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const deliberation::Version version, find_proposal_named(group, name));
  std::vector<Enclosure> enclosures;
  deliberation::Option option{
      .proposal = version.id, .parent = {}, .label = {options.label}, .trade_offs = {}, .text = {}};
  if (!options.parent.empty()) {
    TOS_TRY(const std::int64_t position, find_statement(group, Statement::option, options.parent));
    option.parent = index::entry_at(group.db(), position)->id.as<OptionTag>();
  }
  TOS_CHECK(add_cells(options.pros, "pro", &TradeOff::pro, option.trade_offs.items));
  TOS_CHECK(add_cells(options.cons, "con", &TradeOff::con, option.trade_offs.items));
  TOS_TRY(option.text, optional_text(world, options.text, "text", enclosures));
  TOS_TRY(const RecordId id,
          publish_draft(world, group, draft("deliberation.option/v1", std::move(option), std::move(enclosures))));
  const auto row = deliberation::find_option(group.db(), id.as<OptionTag>());
  show_written(world, group, id,
               fmt::format("{} '{}' is an option of {}",
                           row ? statement_name(group, Statement::option, row->number, row->position) : "dry run:",
                           options.label, proposal_title(group, version)));
  return {};
}

}  // namespace

void add_option(CLI::App& app, World& world) {
  CLI::App* option = app.add_subcommand("option", "options of a proposal, with their trade-offs");
  option->require_subcommand(1);
  auto options = std::make_shared<OptionOptions>();
  CLI::App* add = option->add_subcommand("add", "add an option, or a variant of one");
  auto name = proposal_argument(*add);
  add->add_option("label", options->label, "the option, in one line")->required()->type_name("LABEL");
  add->add_option("--under", options->parent, "the option that it is a variant of: A3")->type_name("OPTION");
  add->add_option("--pro", options->pros, "what speaks for it in one aspect; may be repeated")
      ->type_name("ASPECT=TEXT");
  add->add_option("--con", options->cons, "what speaks against it in one aspect; may be repeated")
      ->type_name("ASPECT=TEXT");
  add->add_option("--text", options->text, "the option in full; TEXT, @FILE or -")->type_name("TEXT");
  add->callback([&world, name, options] { finish(world, add_one_option(world, *name, *options)); });
}

}  // namespace tos::cli
