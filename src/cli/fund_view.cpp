#include "cli/fund_view.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/fund_names.h"
#include "cli/names.h"
#include "core/index/kind_entry.h"
#include "economy/amount.h"
#include "economy/contribution.h"
#include "economy/fund_rules.h"
#include "identity/roll.h"

namespace tos::cli {
namespace {

using economy::FundRow;
using economy::PaymentRow;
using economy::PaymentState;

constexpr std::size_t payments_shown = 20;  // the newest; --json has all

nlohmann::json maybe_amount(const std::optional<std::int64_t>& amount) {
  return amount ? nlohmann::json(*amount) : nlohmann::json();
}

std::string decision_of(history::Group& group, const PaymentRow& payment) {
  const auto decision = voting::find_decision(group.db(), payment.decision.as<DecisionTag>());
  return decision ? decision_name(group, *decision) : payment.decision.hex16();
}

nlohmann::json payment_json(history::Group& group, const PaymentRow& payment) {
  nlohmann::json approved_by = nlohmann::json::array();
  for (const Handle& one : economy::payment_approvers(group.db(), payment.position)) approved_by.push_back(one.text());
  nlohmann::json data{{"id", payment.id.hex()},
                      {"state", name_of(payment.state)},
                      {"to", payment.to.text()},
                      {"amount", payment.amount},
                      {"decision", decision_of(group, payment)},
                      {"author", payment.author.text()},
                      {"approved_by", std::move(approved_by)},
                      {"memo", payment.memo ? nlohmann::json(*payment.memo) : nlohmann::json()},
                      {"written_at", payment.written_at.to_string()},
                      {"until", payment.until.to_string()},
                      {"paid_at", payment.paid_at ? nlohmann::json(payment.paid_at->to_string()) : nlohmann::json()},
                      {"published", has_short_name(group, payment.position)}};
  if (payment.state == PaymentState::waiting) data["may_approve"] = possible_approvers(group, payment);
  return data;
}

// "50.00 EUR a payment, 100.00 EUR a month, 40.00 EUR a person and month"; empty for none.
std::string limits_text(Database& db, const FundRow& fund) {
  std::vector<std::string> limits;
  const auto add = [&](const std::optional<std::int64_t>& limit, std::string_view of) {
    if (limit) limits.push_back(fmt::format("{} {}", economy::spelled(db, fund.currency, *limit), of));
  };
  add(fund.per_payment, "a payment");
  add(fund.per_month, "a month");
  add(fund.per_person_month, "a person and month");
  return fmt::format("{}", fmt::join(limits, ", "));
}

std::string month_text(Database& db, const FundView& view) {
  const FundRow& fund = view.fund;
  std::string text = economy::spelled(db, fund.currency, view.paid_this_month) + " in " + view.month;
  if (fund.per_month) {
    text += fmt::format("; {} may follow", economy::spelled(db, fund.currency, *fund.per_month - view.paid_this_month));
  }
  return text;
}

std::vector<std::string> payment_cells(history::Group& group, const FundRow& fund, const PaymentRow& payment) {
  const auto approvers = economy::payment_approvers(group.db(), payment.position);
  std::vector<std::string_view> names;
  for (const Handle& one : approvers) names.push_back(one.text());
  const Timestamp when = payment.paid_at ? *payment.paid_at : payment.written_at;
  return {payment.id.hex16(),
          std::string(name_of(payment.state)),
          when.to_date(),
          economy::spelled(group.db(), fund.currency, payment.amount),
          payee_name(payment.to),
          decision_of(group, payment),
          names.empty() ? "-" : fmt::format("{}", fmt::join(names, ", "))};
}

}  // namespace

FundView view_fund(history::Group& group, const FundRow& fund, Timestamp now) {
  FundView view{.fund = fund, .month = month_folder(now), .waiting = {}};
  if (const auto account = economy::find_account(group.db(), fund.account())) view.balance = account->posted;
  view.paid_this_month = economy::paid_in_month(group.db(), fund.position, view.month);
  std::ranges::copy_if(economy::waiting_payments(group.db()), std::back_inserter(view.waiting),
                       [&](const PaymentRow& one) { return one.fund == fund.position; });
  return view;
}

nlohmann::json fund_summary(history::Group& group, const FundView& view) {
  return {{"handle", view.fund.handle.text()},
          {"id", view.fund.id.hex()},
          {"name", view.fund.name},
          {"currency", view.fund.currency.text()},
          {"balance", view.balance},
          {"month", view.month},
          {"paid_this_month", view.paid_this_month},
          {"waiting", view.waiting.size()},
          {"published", has_short_name(group, view.fund.position)}};
}

nlohmann::json fund_json(history::Group& group, const FundView& view) {
  const FundRow& fund = view.fund;
  nlohmann::json data = fund_summary(group, view);
  data["opened_at"] = fund.opened_at.to_string();
  data["approvers"] = fund.approvers;
  data["per_payment"] = maybe_amount(fund.per_payment);
  data["per_month"] = maybe_amount(fund.per_month);
  data["per_person_month"] = maybe_amount(fund.per_person_month);
  data["dues"] = nullptr;
  if (fund.dues) data["dues"] = {{"amount", fund.dues->amount}, {"every", name_of(fund.dues->every)}};
  data["payments"] = nlohmann::json::array();
  for (const PaymentRow& payment : economy::payments_from(group.db(), fund.position))
    data["payments"].push_back(payment_json(group, payment));
  return data;
}

void print_fund(World& world, history::Group& group, const FundView& view, const history::SignedRecord& record) {
  const FundRow& fund = view.fund;
  const auto amount = [&](std::int64_t units) { return economy::spelled(group.db(), fund.currency, units); };
  world.line(fmt::format("{}  {}", fund.handle, fund.name));
  world.line(fmt::format("holds      {}", amount(view.balance)));
  world.line(fmt::format("opened     {} by {}", fund.opened_at.to_minute(), record.envelope.author));
  world.line(fmt::format("approvers  {} for each payment", fund.approvers));
  if (const std::string limits = limits_text(group.db(), fund); !limits.empty()) world.line("limits     " + limits);
  world.line(fmt::format("paid       {}", month_text(group.db(), view)));
  if (fund.dues)
    world.line(fmt::format("dues       {} every {}", amount(fund.dues->amount), name_of(fund.dues->every)));
  for (const Enclosure& enclosure : record.enclosures) {
    world.out(fmt::format("\n{}:\n{}", enclosure.name, enclosure.text));
  }
  for (const std::string& absent : record.absent_texts) world.line(fmt::format("\n{}: (redacted)", absent));
  const auto payments = economy::payments_from(group.db(), fund.position);
  if (payments.empty()) return;
  const std::size_t hidden = payments.size() - std::min(payments.size(), payments_shown);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = hidden; i < payments.size(); ++i) rows.push_back(payment_cells(group, fund, payments[i]));
  world.line("");
  world.out(table({"PAYMENT", "STATE", "DATE", "AMOUNT", "TO", "BY", "APPROVED"}, rows, world.columns(), {3}));
  if (hidden > 0) world.note(fmt::format("and {} before them: --json", hidden));
  for (const PaymentRow& payment : view.waiting) {
    const auto handles = possible_approvers(group, payment);
    world.line(fmt::format("may approve {}: {}", payment.id.hex16(),
                           handles.empty() ? "nobody" : fmt::format("{}", fmt::join(handles, ", "))));
  }
}

namespace {

// The periods behind the latest for which somebody has paid. Periods of one length sort as their text does.
void add_paid_ahead(std::vector<std::string>& periods, const std::vector<economy::ContributionRow>& contributions) {
  const std::string latest = periods.empty() ? "" : periods.back();
  std::set<std::string> ahead;
  for (const economy::ContributionRow& one : contributions) {
    if (one.period > latest) ahead.insert(one.period);
  }
  periods.insert(periods.end(), ahead.begin(), ahead.end());
}

}  // namespace

Result<DuesView> view_dues(history::Group& group, const FundRow& fund, const std::string& period, std::size_t most,
                           Timestamp now) {
  if (!fund.dues) {
    return refuse(rules::ECO_211, "the fund '{}' asks for no dues", fund.handle).hint("tos fund show {}", fund.handle);
  }
  if (!period.empty() && !economy::is_period(fund.dues->every, period)) {
    return refuse(rules::ECO_212, "'{}' is no {}", period, name_of(fund.dues->every))
        .hint("now it is {}", economy::period_at(fund.dues->every, now));
  }
  DuesView view{.fund = fund, .periods = {period}, .payers = {}};
  if (period.empty()) view.periods = economy::periods_between(fund.dues->every, fund.opened_at, now, most);
  const auto contributions = economy::contributions_to(group.db(), fund.position);
  if (period.empty()) add_paid_ahead(view.periods, contributions);
  std::map<std::string, std::vector<std::int64_t>> paid;
  for (const identity::Member& member : identity::all_members(group.db())) {
    if (member.status == identity::Status::active) paid[member.handle.text()].resize(view.periods.size());
  }
  for (const economy::ContributionRow& one : contributions) {
    const auto place = std::ranges::find(view.periods, one.period);
    if (one.period.empty() || place == view.periods.end()) continue;
    auto& amounts = paid[one.member.text()];
    amounts.resize(view.periods.size());
    amounts[static_cast<std::size_t>(place - view.periods.begin())] += one.amount;
  }
  for (auto& [member, amounts] : paid) view.payers.push_back({.member = member, .paid = std::move(amounts)});
  return view;
}

nlohmann::json dues_json(const DuesView& view) {
  nlohmann::json members = nlohmann::json::array();
  for (const DuesView::Payer& payer : view.payers) {
    nlohmann::json periods = nlohmann::json::array();
    for (std::size_t i = 0; i < view.periods.size(); ++i) {
      periods.push_back(
          {{"period", view.periods[i]}, {"paid", payer.paid[i]}, {"open", view.fund.dues->amount - payer.paid[i]}});
    }
    members.push_back({{"member", payer.member}, {"periods", std::move(periods)}});
  }
  return {{"fund", view.fund.handle.text()},
          {"currency", view.fund.currency.text()},
          {"amount", view.fund.dues->amount},
          {"every", name_of(view.fund.dues->every)},
          {"members", std::move(members)}};
}

void print_dues(World& world, history::Group& group, const DuesView& view) {
  const auto currency = economy::find_currency(group.db(), view.fund.currency.text());
  std::vector<std::string> header{"MEMBER"};
  header.insert(header.end(), view.periods.begin(), view.periods.end());
  std::vector<std::vector<std::string>> rows;
  for (const DuesView::Payer& payer : view.payers) {
    std::vector<std::string> row{payer.member};
    for (const std::int64_t amount : payer.paid) {
      row.push_back(amount == 0 ? "-" : economy::format_amount(amount, currency->scale));
    }
    rows.push_back(std::move(row));
  }
  std::vector<std::size_t> amounts;
  for (std::size_t i = 1; i < header.size(); ++i) amounts.push_back(i);
  world.out(table(header, rows, world.columns(), amounts));
  world.note(fmt::format("{} {} each {}; pay: tos fund contribute {} --dues",
                         economy::format_amount(view.fund.dues->amount, currency->scale), view.fund.currency,
                         name_of(view.fund.dues->every), view.fund.handle));
}

}  // namespace tos::cli
