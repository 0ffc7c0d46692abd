#include "economy/reports/statement.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/ledger_names.h"
#include "cli/ledger_statement.h"
#include "cli/report_json.h"
#include "cli/report_options.h"
#include "cli/rules.h"
#include "core/index/sound.h"
#include "economy/book.h"
#include "economy/ledger_rules.h"
#include "economy/reports/fund_statement.h"
#include "economy/reports/load_book.h"
#include "economy/reports/plots.h"

namespace tos::cli {
namespace {

using delivery::Section;
using economy::AccountName;
using economy::CurrencyRow;
using economy::Purpose;

struct StatementOptions {
  std::string account;
  LedgerReportOptions report;
};

struct AccountStatement {
  CurrencyRow currency;
  economy::Statement statement;
  std::optional<economy::FundStatement> fund;  // of a fund: who gave and who got
  std::int64_t limit = 0;                      // how far below zero it may go,
  std::string growth = {};                     // and later

  std::string amount(economy::Sum sum) const { return economy::format_sum(sum, currency.scale); }
  economy::Sum available() const { return economy::Sum{statement.account.posted} - statement.account.held_out; }
};

// All accounts of a member or fund, or the one account that is named.
Result<std::vector<AccountName>> accounts_meant(World& world, history::Group& group, const StatementOptions& options) {
  const std::string name = options.account.empty() ? known_handle(world, group) : options.account;
  if (name.empty()) {
    return refuse(rules::CLI_003, "whose statement?").hint("tos ledger statement MEMBER, or --as HANDLE");
  }
  if (name.find('/') != std::string::npos || !options.report.currency.empty()) {
    TOS_TRY(AccountName account, find_account_named(group, name, options.report.currency));
    TOS_CHECK(economy::require_currency(group.db(), account.currency()));
    return std::vector{std::move(account)};
  }
  std::vector<AccountName> accounts;
  for (const economy::AccountRow& row : economy::all_accounts(group.db())) {
    const Purpose purpose = row.name.purpose();
    if (row.name.owner() == name && (purpose == Purpose::member || purpose == Purpose::fund)) {
      accounts.push_back(row.name);
    }
  }
  if (accounts.empty()) {
    for (const CurrencyRow& currency : economy::all_currencies(group.db())) {
      TOS_TRY(AccountName account, find_account_named(group, name, currency.code.text()));
      accounts.push_back(std::move(account));
    }
  }
  if (accounts.empty()) return refuse(rules::ECO_002, "this group has no currency yet").hint("tos currency add --help");
  return accounts;
}

Result<AccountStatement> load_statement(history::Group& group, const AccountName& account, const PeriodEnds& ends) {
  const auto currency = economy::find_currency(group.db(), account.currency().text());
  TOS_SOUND(currency.has_value());
  const economy::CurrencyBook book = economy::load_account_book(group.db(), *currency, account);
  std::optional<Timestamp> first;
  if (!book.entries.empty()) first = book.entries.front().date;
  const economy::Period period = economy::period_of(ends.from, ends.to, first, group.clock());
  AccountStatement result{.currency = *currency, .statement = economy::statement_of(book, *book.find(account), period)};
  if (account.purpose() == Purpose::fund) {
    result.fund = economy::fund_statement_of(book, *book.find(account), period);
  }
  if (account.purpose() == Purpose::member) {
    result.limit = economy::credit_limit(group.db(), *currency, account.owner(), group.clock());
    result.growth = economy::credit_growth(group.db(), *currency, account.owner(), group.clock());
  }
  return result;
}

delivery::Table parties_table(const AccountStatement& one, std::string heading,
                              const std::vector<economy::PartyTotal>& parties) {
  delivery::Table table{.header = {std::move(heading), "Amount", "Times"}, .rows = {}, .numbers = {1, 2}};
  for (const economy::PartyTotal& party : parties) {
    table.rows.push_back(
        {{economy::party_name(party.party)}, {one.amount(party.amount)}, {std::to_string(party.times)}});
  }
  return table;
}

nlohmann::json parties_json(const std::vector<economy::PartyTotal>& parties) {
  nlohmann::json data = nlohmann::json::array();
  for (const economy::PartyTotal& party : parties) {
    data.push_back({{"account", party.party.text()}, {"amount", sum_json(party.amount)}, {"times", party.times}});
  }
  return data;
}

Section statement_section(const AccountStatement& one) {
  const economy::Statement& statement = one.statement;
  Section section{.heading = fmt::format("{} in {}", economy::party_name(statement.account.name), one.currency.code),
                  .blocks = {}};
  const auto fact = [&](std::string label, std::string text) {
    const bool is_amount = label != "Period" && !text.starts_with("nothing");
    section.blocks.emplace_back(
        delivery::Fact{.label = std::move(label), .value = {.text = std::move(text)}, .is_amount = is_amount});
  };
  fact("Period", economy::period_text(statement.period));
  delivery::Table table{.header = {"Date", "Amount", "Balance", "What", "With", "For"}, .rows = {}, .numbers = {1, 2}};
  for (const economy::StatementLine& line : statement.lines) {
    table.rows.push_back({{line.date.to_date()},
                          {one.amount(line.amount)},
                          {one.amount(line.balance)},
                          {line.what},
                          {line.with},
                          {line.memo}});
  }
  if (table.rows.empty()) {
    section.blocks.emplace_back(delivery::Prose{.text = "Nothing was booked in this period."});
  } else {
    section.blocks.emplace_back(std::move(table));
  }
  if (one.fund && !one.fund->contributors.empty()) {
    section.blocks.emplace_back(parties_table(one, "Came from", one.fund->contributors));
  }
  if (one.fund && !one.fund->beneficiaries.empty()) {
    section.blocks.emplace_back(parties_table(one, "Went to", one.fund->beneficiaries));
  }
  fact("Opening", one.amount(statement.opening));
  fact("In", one.amount(statement.in));
  fact("Out", one.amount(statement.out));
  fact("Closing", one.amount(statement.closing));
  section.blocks.emplace_back(reconciliation_fact(statement.reconciliation, one.currency.scale));
  fact("Held now", statement.account.held_in == 0
                       ? one.amount(statement.account.held_out)
                       : fmt::format("{}, and {} on its way in", one.amount(statement.account.held_out),
                                     one.amount(statement.account.held_in)));
  fact("Available now", one.amount(one.available()));
  const std::string limit = one.limit == 0 ? "nothing below zero" : fmt::format("{} below zero", one.amount(one.limit));
  fact("Limit now", one.growth.empty() ? limit : fmt::format("{}; {}", limit, one.growth));
  return section;
}

nlohmann::json statement_json(const AccountStatement& one) {
  const economy::Statement& statement = one.statement;
  nlohmann::json data{{"account", statement.account.name.text()},
                      {"currency", one.currency.code.text()},
                      {"scale", one.currency.scale},
                      {"period", period_json(statement.period)},
                      {"opening", sum_json(statement.opening)},
                      {"in", sum_json(statement.in)},
                      {"out", sum_json(statement.out)},
                      {"closing", sum_json(statement.closing)},
                      {"held_out", statement.account.held_out},
                      {"held_in", statement.account.held_in},
                      {"available", sum_json(one.available())},
                      {"limit", one.limit},
                      {"reconciliation", reconciliation_json(statement.reconciliation)},
                      {"lines", nlohmann::json::array()}};
  for (const economy::StatementLine& line : statement.lines) {
    data["lines"].push_back({{"entry", line.entry},
                             {"date", line.date.to_string()},
                             {"what", line.what},
                             {"with", line.with},
                             {"memo", line.memo},
                             {"amount", line.amount},
                             {"balance", sum_json(line.balance)}});
  }
  if (one.fund) {
    data["contributors"] = parties_json(one.fund->contributors);
    data["beneficiaries"] = parties_json(one.fund->beneficiaries);
  }
  return data;
}

std::string statement_svg(const AccountStatement& one) {
  return economy::balance_svg(economy::balance_line(one.statement, one.currency.scale));
}

delivery::Figure statement_figure(const AccountStatement& one) {
  return {.svg = statement_svg(one), .caption = fmt::format("The balance, step by step, in {}", one.currency.code)};
}

std::vector<Plot> statement_plots(const std::vector<AccountStatement>& statements) {
  std::vector<Plot> plots;
  for (const AccountStatement& one : statements) {
    const AccountName& account = one.statement.account.name;
    plots.push_back({.name = fmt::format("{}-{}-balance", account.owner(), account.currency()),
                     .kind = "balance",
                     .svg = statement_svg(one)});
  }
  return plots;
}

void show_statements(World& world, history::Group& group, const std::vector<AccountStatement>& statements,
                     const LedgerReportOptions& options) {
  if (world.options.json) {
    nlohmann::json data = nlohmann::json::array();
    for (const AccountStatement& one : statements) data.push_back(statement_json(one));
    return show_json(world, "tos.ledger.statement/1", std::move(data));
  }
  delivery::Document document{
      .title = fmt::format("{}: statement of {}", group.name(), statements.front().statement.account.name.owner()),
      .sections = {}};
  for (const AccountStatement& one : statements) {
    document.sections.push_back(statement_section(one));
    document.sections.back().blocks.emplace_back(statement_figure(one));
  }
  show_document(world, document, options);
}

Result<void> check_statements(const std::vector<AccountStatement>& statements) {
  for (const AccountStatement& one : statements) {
    std::vector all{one.statement.reconciliation};
    if (one.fund) all.push_back(one.fund->reconciliation);
    TOS_CHECK(economy::require_agreement(all, one.currency.scale));
  }
  return {};
}

Result<void> run_statement(World& world, const StatementOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const std::vector<AccountName> accounts, accounts_meant(world, group, options));
  TOS_TRY(const PeriodEnds ends, read_period_ends(world, options.report, group.clock()));
  std::vector<AccountStatement> statements;
  for (const AccountName& account : accounts) {
    TOS_TRY(AccountStatement one, load_statement(group, account, ends));
    statements.push_back(std::move(one));
  }
  const Result<void> agreement = check_statements(statements);
  if (!options.report.plot.kind.empty()) {
    TOS_CHECK(agreement);
    return write_plot(world, statement_plots(statements), options.report.plot);
  }
  // One answer in JSON: the report, or the refusal.
  if (agreement || !world.options.json) show_statements(world, group, statements, options.report);
  if (agreement && !options.report.plot.path.empty()) {
    TOS_CHECK(write_plots(world, statement_plots(statements), options.report.plot.path));
  }
  return agreement;
}

}  // namespace

void add_ledger_statement(CLI::App& ledger, World& world) {
  auto options = std::make_shared<StatementOptions>();
  CLI::App* statement = ledger.add_subcommand("statement", "what came to an account and went from it");
  statement->add_option("account", options->account, "a member's or fund's handle, or an account (default: yours)")
      ->type_name("MEMBER|ACCOUNT");
  add_report_options(*statement, options->report, {"balance"});
  statement->callback([&world, options] { finish(world, run_statement(world, *options)); });
}

}  // namespace tos::cli
