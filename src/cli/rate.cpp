#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/act_proposal.h"
#include "cli/all_commands.h"
#include "cli/fund_names.h"
#include "cli/idempotency.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "economy/amount.h"
#include "economy/conversion.h"
#include "economy/fund_rules.h"

namespace tos::cli {
namespace {

using economy::CurrencyCode;
using economy::RateRow;

std::string rate_text(const RateRow& rate) {
  if (rate.rate.numerator == 0) return "no conversions any more";
  return fmt::format("1 {} is {} {}", rate.from, rate.rate.to_string(), rate.to);
}

// What the group has to give of the currency that is received.
std::int64_t stock_of(Database& db, const RateRow& rate) {
  const auto account =
      economy::find_account(db, economy::AccountName::of(economy::group_owner, rate.to, economy::Purpose::conversion));
  return account ? account->available() : 0;
}

std::string rate_decision(history::Group& group, const RateRow& rate) {
  const auto decision = voting::find_decision(group.db(), rate.decision.as<DecisionTag>());
  return decision ? decision_name(group, *decision) : rate.decision.hex16();
}

Result<void> list_rates(World& world) {
  TOS_TRY(history::Group group, open_group(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const RateRow& rate : economy::rates_in_force(group.db())) {
    data.push_back({{"id", rate.id.hex()},
                    {"from", rate.from.text()},
                    {"to", rate.to.text()},
                    {"rate", rate.rate.to_string()},
                    {"stock", stock_of(group.db(), rate)},
                    {"decision", rate_decision(group, rate)}});
    rows.push_back({rate.from.text(), rate.to.text(), rate_text(rate), rate_decision(group, rate),
                    economy::spelled(group.db(), rate.to, stock_of(group.db(), rate))});
  }
  if (world.options.json) {
    show_json(world, "tos.rate.list/1", std::move(data));
    return {};
  }
  world.out(table({"FROM", "TO", "RATE", "BY", "TO BE HAD"}, rows, world.columns()));
  if (rows.empty()) world.note("no rates yet: tos rate propose FROM TO RATE");
  return {};
}

// A rate as people type it: "12.50" as well as "12.5", or "2/3".
Result<Rational> rate_option(const std::string& text) {
  std::string short_text = text;
  if (short_text.find('.') != std::string::npos) {
    while (short_text.ends_with('0')) short_text.pop_back();
    if (short_text.ends_with('.')) short_text.pop_back();
  }
  if (const auto rate = Rational::parse(short_text)) return *rate;
  return refuse(rules::CLI_001, "'{}' is no rate", text).hint("as in 12.5, 0.08 or 2/3");
}

struct RateOptions {
  std::string from;
  std::string to;
  std::string rate;
  ActProposal proposal;
};

Result<void> propose_rate(World& world, RateOptions options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const CurrencyCode from, CurrencyCode::parse(options.from));
  TOS_TRY(const CurrencyCode to, CurrencyCode::parse(options.to));
  TOS_CHECK(economy::check_convertible(group.db(), from));
  TOS_CHECK(economy::check_convertible(group.db(), to));
  TOS_TRY(const Rational rate, rate_option(options.rate));
  options.proposal.kind = economy::rate_kind;
  options.proposal.target = economy::rate_target(from, to, rate);
  if (options.proposal.title.empty()) {
    options.proposal.title = fmt::format("Convert {} to {} at {}", from, to, rate.to_string());
  }
  return propose_act(world, group, options.proposal, "tos rate set DECISION");
}

Result<void> set_rate(World& world, const std::string& decision) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const DecidedAct act, find_decided_act(group, decision, economy::rate_kind, "rate"));
  auto body = economy::read_rate_target(act.target);
  if (!body) {
    return refuse(rules::CLI_001, "what was decided, '{}', is no rate", act.target)
        .hint("tos rate propose spells it: decide again");
  }
  body->decision = act.decision;
  const std::string sentence = fmt::format("from now on 1 {} is {} {}", body->from, body->rate.to_string(), body->to);
  Draft record = draft(std::string(economy::rate_kind), *std::move(body));
  record.idempotency_key = idempotency_key_of("");
  TOS_TRY(const RecordId id, publish_draft(world, group, std::move(record)));
  show_written(world, group, id, sentence);
  return {};
}

struct ConvertOptions {
  std::string amount;
  std::string from;
  std::string to;
};

Result<void> convert_currency(World& world, const ConvertOptions& options, const std::string& key) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const CurrencyCode from, CurrencyCode::parse(options.from));
  TOS_TRY(const CurrencyCode to, CurrencyCode::parse(options.to));
  TOS_TRY(const std::int64_t amount, amount_option(group.db(), from, options.amount));
  const auto rate = economy::rate_in_force(group.db(), from, to);
  if (!rate) {
    return refuse(rules::ECO_252, "there is no rate from {} to {}", from, to)
        .hint("tos rate list, or tos rate propose {} {} RATE", from, to);
  }
  const auto received = economy::convert_amount(group.db(), *rate, amount);
  Draft record = draft("economy.conversion/v1", economy::Conversion{.rate = rate->id, .amount = {amount}});
  TOS_TRY(const Once once, publish_once(world, group, std::move(record), identity, key));
  show_once(
      world, group, once,
      fmt::format("{} {} to {}", world.options.dry_run ? "would convert" : "converted",
                  economy::spelled(group.db(), from, amount), economy::spelled(group.db(), to, received.value_or(0))));
  return {};
}

}  // namespace

void add_rate(CLI::App& app, World& world) {
  CLI::App* rate = app.add_subcommand("rate", "what one currency is worth in another");
  rate->require_subcommand(1);
  CLI::App* list = rate->add_subcommand("list", "the rates in force");
  list->callback([&world] { finish(world, list_rates(world)); });

  auto options = std::make_shared<RateOptions>();
  CLI::App* propose = rate->add_subcommand("propose", "ask the group to decide on a rate");
  propose->add_option("from", options->from, "the currency that is given")->required()->type_name("FROM");
  propose->add_option("to", options->to, "the one that is received")->required()->type_name("TO");
  propose->add_option("rate", options->rate, "how many TO one FROM is worth; 0 ends conversions")
      ->required()
      ->type_name("RATE");
  add_proposal_texts(*propose, options->proposal);
  propose->callback([&world, options] { finish(world, propose_rate(world, *options)); });

  auto decision = std::make_shared<std::string>();
  CLI::App* set = rate->add_subcommand("set", "put the rate that a decision adopted in force");
  set->add_option("decision", *decision, "D7, the beginning of the title, latest, or digits of its id")
      ->required()
      ->type_name("DECISION");
  set->callback([&world, decision] { finish(world, set_rate(world, *decision)); });
}

void add_convert(CLI::App& app, World& world) {
  auto options = std::make_shared<ConvertOptions>();
  CLI::App* command =
      app.add_subcommand("convert", "change an amount of one currency into another, at the rate in force");
  command->add_option("amount", options->amount, "how much you give")->required()->type_name("AMOUNT");
  command->add_option("from", options->from, "of which currency")->required()->type_name("FROM");
  command->add_option("to", options->to, "for which other one")->required()->type_name("TO");
  auto key = add_idempotency_option(*command);
  command->callback([&world, options, key] { finish(world, convert_currency(world, *options, *key)); });
}

}  // namespace tos::cli
