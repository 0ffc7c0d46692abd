#include "economy/account.h"

#include <CLI/CLI.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/all_commands.h"
#include "cli/ledger_legs.h"
#include "cli/ledger_names.h"
#include "cli/statements.h"
#include "core/index/sound.h"
#include "economy/book.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

using economy::AccountRow;
using economy::CurrencyRow;
using economy::HoldRow;

constexpr std::int64_t entries_shown = 10;

struct ListOptions {
  std::string owner;
  std::string currency;
  std::string purpose;
  bool all = false;
};

nlohmann::json account_json(const AccountRow& account) {
  return {{"account", account.name.text()},
          {"owner", account.name.owner()},
          {"currency", account.name.currency().text()},
          {"purpose", name_of(account.name.purpose())},
          {"posted", account.posted},
          {"held_out", account.held_out},
          {"held_in", account.held_in},
          {"available", account.available()}};
}

bool is_empty(const AccountRow& account) {
  return account.posted == 0 && account.held_out == 0 && account.held_in == 0;
}

Result<void> list_accounts(World& world, history::Group& group, const ListOptions& options) {
  std::optional<economy::CurrencyCode> code;
  if (!options.currency.empty()) {
    TOS_TRY(const CurrencyRow currency, find_currency_named(group, options.currency));
    code = currency.code;
  }
  std::optional<economy::Purpose> purpose;
  if (!options.purpose.empty()) {
    TOS_TRY(purpose, choice_option<economy::Purpose>("purpose of an account", options.purpose));
  }
  std::map<economy::CurrencyCode, int> scales;
  for (const CurrencyRow& currency : economy::all_currencies(group.db())) scales[currency.code] = currency.scale;
  nlohmann::json data = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows;
  for (const AccountRow& account : economy::all_accounts(group.db())) {
    if (!options.all && is_empty(account)) continue;
    if (!options.owner.empty() && account.name.owner() != options.owner) continue;
    if (code && account.name.currency() != *code) continue;
    if (purpose && account.name.purpose() != *purpose) continue;
    if (world.options.json) {
      data.push_back(account_json(account));
      continue;
    }
    const auto text = [scale = scales[account.name.currency()]](std::int64_t minor) {
      return economy::format_amount(minor, scale);
    };
    rows.push_back({account.name.text(), text(account.posted), text(account.held_out), text(account.available())});
  }
  if (world.options.json) {
    show_json(world, "tos.account.list/1", std::move(data));
    return {};
  }
  world.out(table({"ACCOUNT", "POSTED", "HELD", "AVAILABLE"}, rows, world.columns(), {1, 2, 3}));
  if (rows.empty()) world.note(options.all ? "no such accounts yet" : "no account has anything; all: --all");
  return {};
}

Result<void> run_account_list(World& world, const ListOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  return list_accounts(world, group, options);
}

// The newest movements of an account, newest first.
struct EntryLine {
  std::int64_t number = 0;
  std::string date;
  std::string cause;
  std::int64_t amount = 0;
  std::int64_t balance = 0;
  std::string record;  // 16 digits of its id
  std::string memo;
};

std::vector<EntryLine> latest_entries(history::Group& group, const AccountRow& account) {
  std::vector<EntryLine> entries;
  for (Rows rows = group.db().query("SELECT e.number, e.date, e.cause, p.amount, p.balance, e.position, e.memo "
                                    "FROM posting p JOIN entry e ON e.number = p.entry WHERE p.account = ? "
                                    "ORDER BY p.entry DESC LIMIT ?",
                                    account.number, entries_shown);
       rows.next();) {
    entries.push_back({.number = rows.integer(0),
                       .date = rows.time(1).to_date(),
                       .cause = rows.text(2),
                       .amount = rows.integer(3),
                       .balance = rows.integer(4),
                       .record = index::entry_at(group.db(), rows.integer(5))->id.hex16(),
                       .memo = rows.is_null(6) ? "" : rows.text(6)});
  }
  return entries;
}

struct AccountView {
  AccountRow account;
  CurrencyRow currency;
  std::int64_t credit = 0;  // how far below zero it may go now,
  std::string growth = {};  // and later
  std::vector<HoldRow> holds;
  std::vector<EntryLine> entries;
};

Result<AccountView> view_of(World& world, history::Group& group, const economy::AccountName& name) {
  TOS_TRY(CurrencyRow currency, find_currency_named(group, name.currency().text()));
  AccountView view{.account = {.name = name}, .currency = std::move(currency), .holds = {}, .entries = {}};
  if (auto account = economy::find_account(group.db(), name)) {
    view.account = *std::move(account);
    view.entries = latest_entries(group, view.account);
  }
  if (name.purpose() == economy::Purpose::member) {
    const Timestamp now = std::max(group.clock(), world.now());
    view.credit = economy::credit_limit(group.db(), view.currency, name.owner(), now);
    view.growth = economy::credit_growth(group.db(), view.currency, name.owner(), now);
  }
  for (HoldRow& hold : economy::open_holds(group.db())) {
    if (hold.from == name || hold.to == name) view.holds.push_back(std::move(hold));
  }
  return view;
}

void show_account_json(World& world, const AccountView& view) {
  nlohmann::json data = account_json(view.account);
  const bool is_members = view.account.name.purpose() == economy::Purpose::member;
  const auto& most = view.currency.terms.max_balance;
  data["least"] = is_members ? nlohmann::json(-view.credit) : nlohmann::json();
  data["most"] = is_members && most ? nlohmann::json(most->value) : nlohmann::json();
  data["holds"] = nlohmann::json::array();
  for (const HoldRow& hold : view.holds) {
    data["holds"].push_back(
        {{"id", hold.id.hex()},
         {"from", hold.from.text()},
         {"to", hold.to.text()},
         {"amount", hold.amount},
         {"expires_at", hold.expires_at ? nlohmann::json(hold.expires_at->to_string()) : nlohmann::json()}});
  }
  data["entries"] = nlohmann::json::array();
  for (const EntryLine& entry : view.entries) {
    data["entries"].push_back({{"number", entry.number},
                               {"date", entry.date},
                               {"cause", entry.cause},
                               {"amount", entry.amount},
                               {"balance", entry.balance},
                               {"record", entry.record},
                               {"memo", entry.memo}});
  }
  show_json(world, "tos.account.show/1", std::move(data));
}

void show_account_lines(World& world, const AccountView& view) {
  const auto text = [&](std::int64_t minor) { return economy::format_amount(minor, view.currency.scale); };
  const auto line = [&](std::string_view heading, std::string_view value) {
    world.line(fmt::format("{:<10} {}", heading, value));
  };
  world.line(view.account.name.text());
  line("posted", text(view.account.posted));
  line("held", fmt::format("{} out, {} in", text(view.account.held_out), text(view.account.held_in)));
  line("available", text(view.account.available()));
  if (view.account.name.purpose() == economy::Purpose::member) {
    const auto& most = view.currency.terms.max_balance;
    line("limits", fmt::format("from {} to {}{}", text(-view.credit), most ? text(*most) : "any amount",
                               view.growth.empty() ? "" : "; below zero " + view.growth));
  }
}

void show_account_tables(World& world, const AccountView& view) {
  const auto text = [&](std::int64_t minor) { return economy::format_amount(minor, view.currency.scale); };
  const Timestamp now = world.now();
  std::vector<std::vector<std::string>> holds;
  for (const HoldRow& hold : view.holds) {
    const bool is_out = hold.from == view.account.name;
    holds.push_back({hold.id.hex16(), is_out ? "out" : "in", text(hold.amount),
                     !hold.expires_at ? "-" : hold.expires_at->to_minute() + (*hold.expires_at < now ? " (over)" : ""),
                     account_text(is_out ? hold.to : hold.from)});
  }
  if (!holds.empty()) world.line("");
  world.out(table({"HOLD", "WAY", "AMOUNT", "UNTIL", "WITH"}, holds, world.columns(), {2}));
  std::vector<std::vector<std::string>> entries;
  for (const EntryLine& entry : view.entries) {
    entries.push_back({entry.date, entry.record, entry.cause, text(entry.amount), text(entry.balance), entry.memo});
  }
  if (!entries.empty()) world.line("");
  world.out(table({"DATE", "RECORD", "CAUSE", "AMOUNT", "BALANCE", "MEMO"}, entries, world.columns(), {3, 4}));
}

Result<void> show_account(World& world, const std::string& name, const std::string& code) {
  TOS_TRY(history::Group group, open_group(world));
  const bool is_owner_only = code.empty() && name.find('/') == std::string::npos;
  if (is_owner_only && !world.options.json && economy::all_currencies(group.db()).size() > 1 &&
      identity::find_member(group.db(), name)) {
    return list_accounts(world, group, {.owner = name, .currency = {}, .purpose = {}, .all = true});
  }
  TOS_TRY(const economy::AccountName account, find_account_named(group, name, code));
  TOS_TRY(const AccountView view, view_of(world, group, account));
  if (world.options.json) {
    show_account_json(world, view);
    return {};
  }
  show_account_lines(world, view);
  show_account_tables(world, view);
  return {};
}

}  // namespace

void add_account(CLI::App& app, World& world) {
  CLI::App* account = app.add_subcommand("account", "what members, funds and the group have");
  account->require_subcommand(1);

  auto options = std::make_shared<ListOptions>();
  CLI::App* list = account->add_subcommand("list", "accounts: what is posted, held, and available");
  list->add_option("--owner", options->owner, "only of this member, fund, or group")->type_name("HANDLE");
  list->add_option("--currency", options->currency, "only of this currency")->type_name("CURRENCY");
  list->add_option("--purpose", options->purpose, "only member, fund, escrow, issuance, conversion or external")
      ->type_name("PURPOSE");
  list->add_flag("--all", options->all, "also those that have nothing");
  list->callback([&world, options] { finish(world, run_account_list(world, *options)); });

  auto name = std::make_shared<std::string>();
  auto code = std::make_shared<std::string>();
  CLI::App* show = account->add_subcommand("show", "one account: its limits, holds and latest entries");
  show->add_option("account", *name, account_help)->required()->type_name("ACCOUNT");
  show->add_option("currency", *code, currency_help)->type_name("CURRENCY");
  show->callback([&world, name, code] { finish(world, show_account(world, *name, *code)); });
}

}  // namespace tos::cli
