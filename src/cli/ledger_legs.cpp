#include "cli/ledger_legs.h"

#include <CLI/CLI.hpp>
#include <map>

#include "cli/decided_text.h"
#include "cli/input_file.h"
#include "cli/ledger_names.h"
#include "cli/names.h"
#include "cli/rules.h"
#include "cli/sync_report.h"
#include "core/base/assert.h"
#include "economy/ledger_rules.h"
#include "voting/formats/csv.h"

namespace tos::cli {
namespace {

using economy::AccountName;
using economy::CurrencyRow;
using economy::LegField;
using economy::Purpose;

constexpr std::size_t most_legs = std::size_t{1000} * economy::max_legs;  // of a batch

// Each currency is looked up once, however many legs there are.
class Currencies {
 public:
  explicit Currencies(history::Group& group) : group_(group) {}
  Result<const CurrencyRow*> find(const std::string& code) {
    const auto known = known_.find(code);
    if (known != known_.end()) return &known->second;
    TOS_TRY(CurrencyRow row, find_currency_named(group_, code));
    return &known_.emplace(code, std::move(row)).first->second;
  }

 private:
  history::Group& group_;
  std::map<std::string, CurrencyRow> known_;
};

Result<LegField> parse_leg(history::Group& group, Currencies& currencies, const std::vector<std::string_view>& cells,
                           std::string_view code) {
  if (cells.size() != 2)
    return refuse(rules::CLI_006, "an account and an amount are due, and here is {}",
                  count_of(static_cast<std::int64_t>(cells.size()), "cell"));
  LegField leg;
  TOS_TRY(leg.account, find_account_named(group, cells[0], code));
  TOS_TRY(const CurrencyRow* currency, currencies.find(leg.account.currency().text()));
  TOS_TRY(leg.amount.value, read_amount(cells[1], *currency));
  return leg;
}

bool is_heading(const std::vector<std::string_view>& cells) {
  return cells.size() == 2 && cells[0] == "account" && cells[1] == "amount";
}

// What comes in, by currency.
std::map<std::string, std::int64_t> totals_in(const LegList& legs) {
  std::map<std::string, std::int64_t> totals;
  for (const LegField& leg : legs) {
    std::int64_t& total = totals[leg.account.currency().text()];
    if (leg.amount > 0) total = economy::add_within(total, leg.amount).value_or(economy::greatest_total);
  }
  return totals;
}

}  // namespace

void add_payment_words(CLI::App& command, LegsOptions& options) {
  command.add_option("to", options.to, account_help)->type_name("TO");
  command.add_option("amount", options.amount, "how much, in decimals: 12.50")->type_name("AMOUNT");
  command.add_option("currency,--currency", options.currency, currency_help)->type_name("CURRENCY");
  command.add_option("--from", options.from, "the account that pays (default your own)")->type_name("ACCOUNT");
}

void add_legs_option(CLI::App& command, LegsOptions& options) {
  command
      .add_option("--legs", options.file,
                  "instead, any number of accounts and amounts, negative for what goes out: CSV, or - for stdin")
      ->type_name("FILE.csv");
}

Result<Payment> read_payment(history::Group& group, const LegsOptions& options, const Handle& author) {
  if (options.to.empty() || options.amount.empty())
    return refuse(rules::CLI_001, "who gets how much is missing").hint("TO AMOUNT CURRENCY, as in: ben 12.50 EUR");
  Payment payment;
  TOS_TRY(payment.to, find_account_named(group, options.to, options.currency));
  TOS_TRY(const CurrencyRow currency, find_currency_named(group, payment.to.currency().text()));
  if (!options.currency.empty()) {
    TOS_TRY(const CurrencyRow stated, find_currency_named(group, options.currency));
    if (stated.code != currency.code)
      return refuse(rules::CLI_001, "the account {} is not one of {}", payment.to.text(), stated.code);
  }
  TOS_TRY(payment.from,
          find_account_named(group, options.from.empty() ? author.text() : options.from, currency.code.text()));
  if (payment.from.currency() != payment.to.currency()) {
    return refuse(rules::CLI_001, "{} and {} are accounts of two currencies", payment.from.text(), payment.to.text())
        .hint("amounts go from currency to currency by a conversion at a rate");
  }
  if (payment.from == payment.to)
    return refuse(rules::CLI_001, "from and to are the same account, {}", payment.from)
        .hint("--from names another account that pays");
  TOS_TRY(payment.amount, amount_option(currency, options.amount));
  return payment;
}

std::optional<Payment> payment_of(const LegList& legs) {
  if (legs.size() != 2 || legs[0].account.currency() != legs[1].account.currency() ||
      legs[0].amount.value != -legs[1].amount.value) {
    return std::nullopt;
  }
  const std::size_t payer = legs[0].amount < 0 ? 0 : 1;
  return Payment{.from = legs[payer].account, .to = legs[1 - payer].account, .amount = legs[1 - payer].amount};
}

Result<LegList> read_legs(history::Group& group, const LegsOptions& options, const Handle& author) {
  if (options.file.empty()) {
    TOS_TRY(const Payment payment, read_payment(group, options, author));
    return LegList{{.account = payment.from, .amount = {-payment.amount}},
                   {.account = payment.to, .amount = {payment.amount}}};
  }
  if (!options.to.empty() || !options.from.empty())
    return refuse(rules::CLI_001, "--legs says who pays and who gets what; TO and --from cannot stand beside it");
  TOS_TRY(const std::string csv, read_input(options.file));
  TOS_TRY(LegList legs, parse_legs(group, csv, options.file, options.currency));
  if (legs.empty())
    return refuse(rules::CLI_006, "no legs").in_file(options.file).hint("an account and its amount a line");
  return legs;
}

Result<LegList> parse_legs(history::Group& group, std::string_view csv, const std::string& name,
                           std::string_view code) {
  TOS_TRY(voting::Input input, voting::Input::from_memory(csv, name));
  voting::LineReader lines(input);
  voting::CsvReader table(lines, ',');
  std::vector<std::string_view> cells;
  Currencies currencies(group);
  LegList legs;
  for (bool is_first = true;; is_first = false) {
    TOS_TRY(const bool has_more, table.next(cells));
    if (!has_more) break;
    if (is_first && is_heading(cells)) continue;
    auto leg = parse_leg(group, currencies, cells, code);
    if (!leg && leg.error().rule == &rules::ECO_070 && code.empty())
      leg.error().hint("--currency CODE says it for all of them, or whole names: mara/EUR/member");
    if (!leg) return std::move(leg.error().in_file(name).at_line(table.line_number()));
    if (legs.size() == most_legs)
      return refuse(rules::CLI_006, "more than {} legs", most_legs).in_file(name).at_line(table.line_number());
    legs.push_back(*std::move(leg));
  }
  return legs;
}

std::string legs_table(history::Group& group, const LegList& legs) {
  Currencies currencies(group);
  std::string csv = "account,amount\n";
  for (const LegField& leg : legs) {
    const auto currency = currencies.find(leg.account.currency().text());
    TOS_ASSERT(currency.has_value());  // parse_legs or read_payment found it
    csv += fmt::format("{},{}\n", leg.account.text(), economy::format_amount(leg.amount, (*currency)->scale));
  }
  return csv;
}

Result<LegList> decided_legs(history::Group& group, const std::string& name) {
  TOS_TRY(const voting::DecisionRow decision, find_decision_named(group, name));
  TOS_TRY(const std::string table, decided_text(group, decision, "write what was proposed on the command line"));
  return parse_legs(group, table, decision_name(group, decision), "");
}

std::string account_text(const AccountName& account) {
  const bool is_plain = account.purpose() == Purpose::member || account.purpose() == Purpose::fund;
  return is_plain ? account.owner() : account.text();
}

std::string movement_text(history::Group& group, const LegList& legs) {
  std::string amounts;
  for (const auto& [code, total] : totals_in(legs)) {
    const auto currency = economy::find_currency(group.db(), code);
    amounts += (amounts.empty() ? "" : " and ") + (currency ? amount_text(total, *currency) : code);
  }
  const auto payment = payment_of(legs);
  if (!payment) return fmt::format("{} among {} accounts", amounts, legs.size());
  return fmt::format("{} from {} to {}", amounts, account_text(payment->from), account_text(payment->to));
}

void warn_of_soft_limits(World& world, history::Group& group, const LegList& legs) {
  if (world.options.dry_run) return;
  for (const LegField& leg : legs) {
    if (leg.amount > 0 || leg.account.purpose() != Purpose::member) continue;
    const auto currency = economy::find_currency(group.db(), leg.account.currency().text());
    const auto account = economy::find_account(group.db(), leg.account);
    if (!currency || !currency->terms.credit || !account) continue;
    const std::int64_t soft = currency->terms.credit->soft;
    if (account->available() >= -soft) continue;
    world.warn(fmt::format("{} is at {}, beyond the soft limit of {}", leg.account.owner(),
                           amount_text(account->available(), *currency), amount_text(-soft, *currency)));
  }
}

List<LegField, 1, economy::max_legs> record_legs(LegList legs) {
  TOS_ASSERT(!legs.empty() && legs.size() <= economy::max_legs);
  List<LegField, 1, economy::max_legs> list;
  list.items = std::move(legs);
  return list;
}

}  // namespace tos::cli
