#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/aid_board.h"
#include "cli/aid_names.h"
#include "cli/identity_choice.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/time_option.h"
#include "economy/fair_exchange.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

using economy::CurrencyRow;

struct FairOptions {
  std::string member;
  std::string currency;
  bool all = false;
};

// The currency that was named, else all of kind time.
Result<std::vector<CurrencyRow>> fair_currencies(Database& db, const std::string& named) {
  std::vector<CurrencyRow> chosen;
  if (!named.empty()) {
    TOS_TRY(const auto code, economy::CurrencyCode::parse(named));
    TOS_TRY(CurrencyRow currency, economy::require_currency(db, code));
    chosen.push_back(std::move(currency));
    return chosen;
  }
  for (CurrencyRow& currency : economy::all_currencies(db)) {
    if (currency.kind == economy::CurrencyKind::time) chosen.push_back(std::move(currency));
  }
  return chosen;
}

Result<std::vector<std::string>> fair_members(World& world, history::Group& group, const FairOptions& options) {
  std::vector<std::string> members;
  if (options.all) {
    for (const identity::Member& member : identity::all_members(group.db())) {
      if (member.status == identity::Status::active) members.push_back(member.handle.text());
    }
    return members;
  }
  members.push_back(options.member.empty() ? known_handle(world, group) : options.member);
  if (!identity::find_member(group.db(), members.front())) {
    return refuse(rules::CLI_001, "there is no member '{}'", members.front()).hint("tos aid fair MEMBER, or --all");
  }
  return members;
}

// Two decimals, rounded down; nothing was received: no number.
std::string index_text(const economy::FairExchange& fair) {
  if (!fair.index) return "-";
  const Int128 hundredths = Int128{fair.index->numerator} * 100 / fair.index->denominator;
  return fmt::format("{}.{:02}", static_cast<std::int64_t>(hundredths / 100),
                     static_cast<std::int64_t>(hundredths % 100));
}

Result<void> show_fair(World& world, const FairOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Timestamp now, signing_time(world));
  TOS_TRY(const auto members, fair_members(world, group, options));
  TOS_TRY(const auto currencies, fair_currencies(group.db(), options.currency));
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const std::string& member : members) {
    for (const CurrencyRow& currency : currencies) {
      const economy::Exchange exchange = economy::exchange_of(group.db(), currency.code, member, now);
      const economy::FairExchange fair = economy::fair_exchange(exchange);
      data.push_back({{"member", member},
                      {"currency", currency.code.text()},
                      {"scale", currency.scale},
                      {"days", economy::fair_exchange_days},
                      {"given", exchange.given},
                      {"received", exchange.received},
                      {"care_received", exchange.care_received},
                      {"index", fair.index ? nlohmann::json(fair.index->to_string()) : nlohmann::json()},
                      {"band", name_of(fair.band)}});
      rows.push_back({member, currency.code.text(), economy::format_amount(exchange.given, currency.scale),
                      economy::format_amount(exchange.received, currency.scale),
                      economy::format_amount(exchange.care_received, currency.scale), index_text(fair),
                      std::string(name_of(fair.band))});
    }
  }
  if (world.options.json) {
    show_json(world, "tos.aid.fair/1", std::move(data));
    return {};
  }
  world.out(
      table({"MEMBER", "CURRENCY", "GIVEN", "RECEIVED", "CARE", "INDEX", "BAND"}, rows, world.columns(), {2, 3, 4, 5}));
  world.note(rows.empty() ? std::string("there is no currency of kind time: tos currency list")
                          : fmt::format("deals completed in the last {} days; advice only, no rule asks for it",
                                        economy::fair_exchange_days));
  return {};
}

}  // namespace

void add_aid_fair(CLI::App& aid, World& world) {
  auto options = std::make_shared<FairOptions>();
  CLI::App* fair = aid.add_subcommand("fair", "how even a member's giving and receiving is, over half a year");
  fair->add_option("member", options->member, "whose (default: yours)")->type_name("MEMBER");
  fair->add_option("--currency", options->currency, "in this currency (default: all of kind time)")->type_name("CODE");
  fair->add_flag("--all", options->all, "of every active member");
  fair->callback([&world, options] { finish(world, show_fair(world, *options)); });
}

}  // namespace tos::cli
