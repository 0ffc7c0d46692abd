#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/ledger_books.h"
#include "cli/rules.h"
#include "economy/amount.h"
#include "economy/books/books_rules.h"

namespace tos::cli {
namespace {

struct SplitOptions {
  std::string amount;
  std::vector<std::int64_t> weights;
  std::size_t offset = 0;
  int scale = 0;
};

Result<void> run_split(World& world, const SplitOptions& options) {
  const auto amount = economy::parse_amount(options.amount, options.scale);
  if (!amount)
    return refuse(rules::CLI_001, "'{}' is no amount with {} decimals", options.amount, options.scale)
        .hint("tos ledger split 95.00 --scale 2 --weights 1,1,1");
  const auto shares = economy::split_amount(*amount, options.weights, options.offset);
  if (!shares)
    return refuse(rules::ECO_321, "a weight is negative, or all are zero")
        .hint("--weights 80,8,12: whole numbers, not all zero");
  nlohmann::json data = nlohmann::json::array();
  std::string line;
  for (const std::int64_t share : *shares) {
    const std::string text = economy::format_amount(share, options.scale);
    data.push_back(text);
    line += (line.empty() ? "" : ",") + text;
  }
  if (world.options.json) {
    show_json(world, "tos.ledger.split/1", {{"shares", std::move(data)}});
  } else {
    world.out(line + "\n");
  }
  return {};
}

}  // namespace

void add_ledger_split(CLI::App& ledger, World& world) {
  auto options = std::make_shared<SplitOptions>();
  CLI::App* command = ledger.add_subcommand("split", "share an amount by weights, to the last unit");
  command->add_option("amount", options->amount, "what is shared")->required()->type_name("AMOUNT");
  command->add_option("--weights", options->weights, "a whole number for each share: 80,8,12")
      ->required()
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(std::int64_t{0}, economy::max_amount))
      ->type_name("W,W,…");
  command->add_option("--offset", options->offset, "the share that is first among equals, counted from 0")
      ->type_name("N");
  command->add_option("--scale", options->scale, "decimals of the amount (default 0)")
      ->check(CLI::Range(0, economy::max_scale))
      ->type_name("N");
  command->callback([&world, options] { finish(world, run_split(world, *options)); });
}

}  // namespace tos::cli
