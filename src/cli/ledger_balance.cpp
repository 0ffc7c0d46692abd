#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/ledger_books.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/statements.h"
#include "voting/formats/csv.h"

namespace tos::cli {
namespace {

namespace books = economy::books;
using Cells = std::vector<std::string>;

struct BalanceOptions {
  BooksOptions books;
  std::string at;
  std::string by;
  bool tree = false;
};

// One table in the three formats: the cells are the same, and `data` has them with their numbers.
void show_table(World& world, books::TableFormat format, std::string_view schema, Cells header, std::vector<Cells> rows,
                const std::vector<std::size_t>& amounts, nlohmann::json data) {
  switch (format) {
    case books::TableFormat::json:
      show_json(world, schema, std::move(data));
      return;
    case books::TableFormat::csv: {
      const auto print = [&](const Cells& row) {
        std::string line;
        for (const std::string& cell : row) line += (&cell == row.data() ? "" : ",") + voting::csv_cell(cell);
        world.out(line + "\n");
      };
      for (std::string& name : header)
        for (char& c : name) c = c == ' ' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      print(header);
      for (const Cells& row : rows) print(row);
      return;
    }
    case books::TableFormat::text:
      world.out(table(header, rows, world.columns(), amounts));
      return;
  }
}

nlohmann::json totals_json(const std::vector<books::CurrencyTotal>& totals) {
  nlohmann::json data = nlohmann::json::object();
  for (const books::CurrencyTotal& total : totals)
    data[total.currency.text()] = books::format_total(total.balance, total.scale);
  return data;
}

struct Balances {
  books::Chart chart;
  std::vector<bool> shown;
  std::vector<std::int64_t> balances;
  bool are_present = true;  // the newest ones, with what is held
};

void show_flat(World& world, books::TableFormat format, const Balances& found) {
  nlohmann::json accounts = nlohmann::json::array();
  std::vector<Cells> rows;
  for (std::size_t place = 0; place < found.chart.accounts.size(); ++place) {
    if (!found.shown[place]) continue;
    const economy::AccountRow& row = found.chart.accounts[place];
    const auto amount = [&](std::int64_t minor) { return economy::format_amount(minor, found.chart.scale(place)); };
    nlohmann::json one{{"account", row.name.text()},
                       {"currency", row.name.currency().text()},
                       {"balance", amount(found.balances[place])},
                       {"balance_minor", found.balances[place]}};
    Cells cells{row.name.text(), amount(found.balances[place])};
    if (found.are_present) {
      for (const auto& [name, minor] : {std::pair("held_out", row.held_out), std::pair("held_in", row.held_in),
                                        std::pair("available", row.available())}) {
        one[name] = amount(minor);
        one[fmt::format("{}_minor", name)] = minor;
      }
      cells.insert(cells.end(), {amount(row.held_out), amount(row.held_in), amount(row.available())});
    }
    accounts.push_back(std::move(one));
    rows.push_back(std::move(cells));
  }
  const auto sums = books::totals(found.chart, found.balances, found.shown);
  Cells header{"ACCOUNT", "BALANCE"};
  if (found.are_present) header.insert(header.end(), {"HELD OUT", "HELD IN", "AVAILABLE"});
  if (format == books::TableFormat::text) {
    for (const books::CurrencyTotal& sum : sums) {
      Cells cells{fmt::format("all shown {}", sum.currency), books::format_total(sum.balance, sum.scale)};
      cells.resize(header.size());
      rows.push_back(std::move(cells));
    }
  }
  const nlohmann::json data{{"accounts", std::move(accounts)}, {"totals", totals_json(sums)}};
  if (found.are_present) {
    show_table(world, format, "tos.ledger.balance/1", std::move(header), std::move(rows), {1, 2, 3, 4}, data);
  } else {
    show_table(world, format, "tos.ledger.balance/1", std::move(header), std::move(rows), {1}, data);
  }
}

void show_tree(World& world, books::TableFormat format, const Balances& found) {
  nlohmann::json data = nlohmann::json::array();
  std::vector<Cells> rows;
  auto lines = books::balance_tree(found.chart, found.balances, found.shown);
  // One tree after the other, so that what lies in an account stands under it.
  std::ranges::stable_sort(lines, {}, [](const books::TreeLine& line) { return line.currency.text(); });
  for (const books::TreeLine& line : lines) {
    const std::string balance = books::format_total(line.balance, line.scale);
    data.push_back({{"path", line.path}, {"currency", line.currency.text()}, {"balance", balance}});
    const std::string indent(static_cast<std::size_t>(line.depth) * 2, ' ');
    const bool is_text = format == books::TableFormat::text;
    rows.push_back({balance, line.currency.text(), is_text ? indent + line.name : line.path});
  }
  show_table(world, format, "tos.ledger.tree/1", {"BALANCE", "CURRENCY", "ACCOUNT"}, std::move(rows), {0},
             {{"tree", std::move(data)}});
}

void show_periods(World& world, books::TableFormat format, const Balances& found,
                  const std::vector<books::PeriodLine>& lines) {
  nlohmann::json data = nlohmann::json::array();
  std::vector<Cells> rows;
  for (const books::PeriodLine& line : lines) {
    if (!found.shown[line.account]) continue;
    const auto amount = [&](std::int64_t minor) {
      return economy::format_amount(minor, found.chart.scale(line.account));
    };
    const std::string name = found.chart.accounts[line.account].name.text();
    data.push_back({{"period", line.period},
                    {"account", name},
                    {"in", amount(line.in)},
                    {"in_minor", line.in},
                    {"out", amount(line.out)},
                    {"out_minor", line.out},
                    {"balance", amount(line.balance)},
                    {"balance_minor", line.balance}});
    rows.push_back({line.period, name, amount(line.in), amount(line.out), amount(line.balance)});
  }
  show_table(world, format, "tos.ledger.periods/1", {"PERIOD", "ACCOUNT", "IN", "OUT", "BALANCE"}, std::move(rows),
             {2, 3, 4}, {{"periods", std::move(data)}});
}

Result<void> run_balance(World& world, const BalanceOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const books::TableFormat format, table_format(world, options.books));
  Balances found{.chart = books::load_chart(group.db()), .shown = {}, .balances = {}};
  TOS_TRY(const books::AccountFilter filter, account_filter(group.db(), found.chart, options.books));
  TOS_TRY(const auto end, end_option(world, "at", options.at));
  found.shown = books::fitting_accounts(filter, found.chart);
  if (!options.by.empty()) {
    if (options.tree) return refuse(rules::CLI_001, "--tree and --by do not go together").hint("leave one out");
    TOS_TRY(const auto length, choice_option<books::PeriodLength>("period to balance by", options.by));
    const auto next = books::read_entries(group.db(), found.chart);
    show_periods(world, format, found, books::balances_by_period(found.chart, next, length, end));
    return {};
  }
  found.are_present = !end.has_value();
  if (end) {
    found.balances = books::balances_before(found.chart, books::read_entries(group.db(), found.chart), *end);
  } else {
    for (const economy::AccountRow& row : found.chart.accounts) found.balances.push_back(row.posted);
  }
  if (options.tree) {
    show_tree(world, format, found);
  } else {
    show_flat(world, format, found);
  }
  if (found.chart.accounts.empty()) world.note("nothing has moved yet: tos ledger transfer");
  return {};
}

}  // namespace

void add_ledger_balance(CLI::App& ledger, World& world) {
  auto options = std::make_shared<BalanceOptions>();
  CLI::App* command = ledger.add_subcommand("balance", "what each account has, and what of it is held");
  add_books_options(*command, options->books);
  command->add_flag("--tree", options->tree, "by the accounts of journals, with sums");
  command->add_option("--at", options->at, "at the end of a day, or at a time, by the books' dates")->type_name("DATE");
  command->add_option("--by", options->by, "in, out and balance for each month, quarter or year")->type_name("PERIOD");
  command->callback([&world, options] { finish(world, run_balance(world, *options)); });
}

}  // namespace tos::cli
