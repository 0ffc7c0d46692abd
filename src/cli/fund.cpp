#include "economy/fund.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/all_commands.h"
#include "cli/fund_names.h"
#include "cli/fund_pay.h"
#include "cli/fund_view.h"
#include "cli/idempotency.h"
#include "cli/rules.h"
#include "cli/statements.h"
#include "cli/time_option.h"

namespace tos::cli {
namespace {

struct OpenFundOptions {
  std::string handle;
  std::string name;
  std::string currency;
  std::string purpose;
  std::int64_t approvers = 1;
  std::string per_payment;
  std::string per_month;
  std::string per_person_month;
  std::string dues;
  std::string every = "month";
};

Result<std::optional<economy::AmountField>> limit_option(const economy::CurrencyRow& currency,
                                                         const std::string& text) {
  if (text.empty()) return std::optional<economy::AmountField>();
  TOS_TRY(const std::int64_t amount, amount_option(currency, text));
  return std::optional(economy::AmountField{amount});
}

Result<Draft> draft_fund(World& world, history::Group& group, const OpenFundOptions& options) {
  economy::Fund body{.name = {options.name}, .approvers = {options.approvers}};
  TOS_TRY(body.handle, Handle::parse(options.handle));
  TOS_TRY(body.currency, economy::CurrencyCode::parse(options.currency));
  TOS_TRY(const economy::CurrencyRow currency, economy::require_currency(group.db(), body.currency));
  TOS_TRY(body.per_payment, limit_option(currency, options.per_payment));
  TOS_TRY(body.per_month, limit_option(currency, options.per_month));
  TOS_TRY(body.per_person_month, limit_option(currency, options.per_person_month));
  if (!options.dues.empty()) {
    body.dues.emplace();
    TOS_TRY(body.dues->amount.value, amount_option(currency, options.dues));
    TOS_TRY(body.dues->every, choice_option<economy::Every>("period of dues", options.every));
  }
  std::vector<Enclosure> enclosures;
  TOS_TRY(body.purpose, required_text(world, options.purpose, "purpose", "What is the fund for?", enclosures));
  Draft record = draft("economy.fund/v1", std::move(body), std::move(enclosures));
  record.idempotency_key = idempotency_key_of("");
  return record;
}

Result<void> open_fund(World& world, const OpenFundOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(Draft body, draft_fund(world, group, options));
  TOS_CHECK(carry_out(world, group, std::move(body), fmt::format("the opening of the fund '{}'", options.handle),
                      fmt::format("opened the fund '{}' in {}", options.handle, options.currency)));
  if (economy::find_fund(group.db(), options.handle)) {
    world.note(fmt::format("next: tos fund contribute {0} AMOUNT, tos fund propose {0} AMOUNT TO", options.handle));
  }
  return {};
}

Result<void> list_funds(World& world) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const economy::FundRow& fund : economy::all_funds(group.db())) {
    const FundView view = view_fund(group, fund, now);
    data.push_back(fund_summary(group, view));
    rows.push_back({fund.handle.text(), economy::spelled(group.db(), fund.currency, view.balance),
                    economy::spelled(group.db(), fund.currency, view.paid_this_month),
                    std::to_string(view.waiting.size()), fund.name});
  }
  if (world.options.json) {
    show_json(world, "tos.fund.list/1", std::move(data));
    return {};
  }
  world.out(table({"FUND", "HOLDS", "PAID THIS MONTH", "WAITING", "NAME"}, rows, world.columns(), {1, 2, 3}));
  if (rows.empty()) world.note("no funds yet: tos fund open");
  return {};
}

Result<void> show_fund(World& world, const std::string& handle) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const economy::FundRow fund, economy::require_fund(group.db(), handle));
  TOS_TRY(const history::SignedRecord record, history::load_record(group, fund.id));
  const FundView view = view_fund(group, fund, now);
  if (world.options.json) {
    nlohmann::json data = fund_json(group, view);
    data["texts"] = nlohmann::json::object();
    for (const Enclosure& enclosure : record.enclosures) data["texts"][enclosure.name] = enclosure.text;
    show_json(world, "tos.fund.show/1", std::move(data));
    return {};
  }
  print_fund(world, group, view, record);
  return {};
}

struct DuesOptions {
  std::string fund;
  std::string period;
  std::int64_t periods = 6;
};

Result<void> show_dues(World& world, const DuesOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const economy::FundRow fund, economy::require_fund(group.db(), options.fund));
  TOS_TRY(const DuesView view, view_dues(group, fund, options.period, static_cast<std::size_t>(options.periods), now));
  if (world.options.json) {
    show_json(world, "tos.fund.dues/1", dues_json(view));
    return {};
  }
  print_dues(world, group, view);
  return {};
}

void add_fund_open(CLI::App& fund, World& world) {
  auto options = std::make_shared<OpenFundOptions>();
  CLI::App* command = fund.add_subcommand("open", "open a fund: its terms are for ever");
  command->add_option("handle", options->handle, "its name in accounts and commands: relief")
      ->required()
      ->type_name("HANDLE");
  command->add_option("--name", options->name, "what people call it")->required()->type_name("NAME");
  command->add_option("--currency", options->currency, "what it holds")->required()->type_name("CODE");
  command->add_option("--purpose", options->purpose, "what it is for; TEXT, @FILE or - (else your editor opens)")
      ->type_name("TEXT");
  command->add_option("--approvers", options->approvers, "how many other members approve each payment (default 1)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{10}));
  command->add_option("--per-payment", options->per_payment, "the most that one payment may be")->type_name("AMOUNT");
  command->add_option("--per-month", options->per_month, "the most that it pays in a month")->type_name("AMOUNT");
  command->add_option("--per-person", options->per_person_month, "the most that it pays to one person in a month")
      ->type_name("AMOUNT");
  CLI::Option* dues =
      command->add_option("--dues", options->dues, "what each member pays into it")->type_name("AMOUNT");
  command->add_option("--every", options->every, "how often: month, quarter or year (default month)")
      ->type_name("PERIOD")
      ->needs(dues);
  command->callback([&world, options] { finish(world, open_fund(world, *options)); });
}

}  // namespace

void add_fund(CLI::App& app, World& world) {
  CLI::App* fund = app.add_subcommand("fund", "the group's money: dues and gifts in, payments by decision out");
  fund->require_subcommand(1);
  add_fund_open(*fund, world);
  CLI::App* list = fund->add_subcommand("list", "every fund, and what it holds");
  list->callback([&world] { finish(world, list_funds(world)); });
  auto shown = std::make_shared<std::string>();
  CLI::App* show = fund->add_subcommand("show", "one fund: terms, what is left this month, payments");
  show->add_option("fund", *shown, fund_help)->required()->type_name("FUND");
  show->callback([&world, shown] { finish(world, show_fund(world, *shown)); });
  auto dues_options = std::make_shared<DuesOptions>();
  CLI::App* dues = fund->add_subcommand("dues", "who has paid what for which period");
  dues->add_option("fund", dues_options->fund, fund_help)->required()->type_name("FUND");
  CLI::Option* period =
      dues->add_option("period", dues_options->period,
                       "2026-11, 2026-q4 or 2026 (else the latest ones, and those that are paid ahead)")
          ->type_name("PERIOD");
  dues->add_option("--period", dues_options->period, "the same, as contribute takes it")
      ->type_name("PERIOD")
      ->excludes(period);
  dues->add_option("--periods", dues_options->periods, "how many of the latest (default 6)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{120}));
  dues->callback([&world, dues_options] { finish(world, show_dues(world, *dues_options)); });
  add_fund_contribute(*fund, world);
  add_fund_propose(*fund, world);
  add_fund_pay(*fund, world);
  add_fund_approve(*fund, world);
}

}  // namespace tos::cli
