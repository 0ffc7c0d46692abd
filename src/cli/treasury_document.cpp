#include "cli/treasury_document.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/report_json.h"
#include "economy/reports/plots.h"

namespace tos::cli {
namespace {

using delivery::Fact;
using delivery::Prose;
using delivery::Section;
using delivery::Table;
using economy::FlowTotals;
using economy::Sum;

constexpr int share_places = 1;  // decimals of percentages
constexpr int figure_places = 2;
constexpr int gini_places = 3;
constexpr int json_places = 6;

Fact treasury_fact(std::string label, std::string text) {
  return {.label = std::move(label), .value = {.text = std::move(text)}};
}

std::string figure_text(const std::optional<economy::Fraction>& figure, int places, std::string_view none) {
  return figure ? economy::to_decimal(*figure, places) : std::string(none);
}
std::string share_text(const std::optional<economy::Fraction>& share, std::string_view none) {
  return share ? economy::to_percent(*share, share_places) : std::string(none);
}

std::vector<Plot> currency_plots(const CurrencyReport& report) {
  const economy::CurrencyBook& book = report.book;
  std::vector<Plot> plots;
  const auto add = [&](const char* kind, std::string svg) {
    plots.push_back({.name = fmt::format("{}-{}", book.code, kind), .kind = kind, .svg = std::move(svg)});
  };
  if (!report.cash_flow.funds.empty()) {
    add("balance", economy::balance_svg(economy::funds_balance_line(book, report.period)));
    add("flows", economy::flows_svg(report.cash_flow, book.code, book.scale));
  }
  add("lorenz", economy::lorenz_svg(report.concentration.figures, book.code));
  return plots;
}

// "-" where something was given for nothing.
std::string fair_index_text(const economy::FairExchange& fair) {
  if (!fair.index) return "-";
  return economy::to_decimal({.numerator = fair.index->numerator, .denominator = fair.index->denominator},
                             figure_places);
}

// The sections of one currency.
class CurrencySections {
 public:
  // `folder`: where the plots lie as files; empty: nowhere.
  CurrencySections(const CurrencyReport& report, std::vector<Plot> plots, const std::string& folder)
      : report_(report), book_(report.book), plots_(std::move(plots)), folder_(folder) {}

  std::vector<Section> all() const {
    std::vector<Section> sections{overview()};
    if (!report_.cash_flow.funds.empty()) sections.push_back(cash_flow());
    if (book_.kind != economy::CurrencyKind::points) sections.push_back(circulation());
    sections.push_back(concentration());
    if (!report_.fairness.members.empty() || book_.kind == economy::CurrencyKind::time) sections.push_back(fairness());
    return sections;
  }

 private:
  std::string amount(Sum sum) const { return economy::format_sum(sum, book_.scale); }
  std::string heading(std::string_view what) const { return fmt::format("{}: {}", book_.code, what); }

  void add_figure(Section& section, std::string_view kind, std::string caption) const {
    const auto plot = std::ranges::find(plots_, kind, &Plot::kind);
    if (plot == plots_.end()) return;
    section.blocks.emplace_back(
        delivery::Figure{.svg = plot->svg,
                         .caption = std::move(caption),
                         .link = folder_.empty() ? "" : fmt::format("{}/{}.svg", folder_, plot->name)});
  }

  Section overview() const {
    Section section{.heading = book_.code.text(), .blocks = {}};
    section.blocks.emplace_back(treasury_fact("Name", book_.name));
    section.blocks.emplace_back(treasury_fact("Kind", std::string(name_of(book_.kind))));
    section.blocks.emplace_back(treasury_fact("Period", economy::period_text(report_.period)));
    section.blocks.emplace_back(treasury_fact("Breaker", report_.breaker.empty() ? "none" : report_.breaker));
    return section;
  }

  std::vector<delivery::Cell> flow_row(std::string name, const FlowTotals& totals) const {
    return {{std::move(name)},
            {amount(totals.opening)},
            {amount(totals.in)},
            {amount(totals.out)},
            {amount(totals.closing)}};
  }
  Section cash_flow() const {
    const economy::CashFlow& flow = report_.cash_flow;
    Section section{.heading = heading("funds and cash flow"), .blocks = {}};
    Table funds{
        .header = {"Fund", "Opening", "In", "Out", "Closing", "Held now"}, .rows = {}, .numbers = {1, 2, 3, 4, 5}};
    for (const economy::FundFlow& fund : flow.funds) {
      funds.rows.push_back(flow_row(fund.fund.name.owner(), fund.totals));
      funds.rows.back().push_back({amount(fund.fund.held_out)});
    }
    Table causes{.header = {"What", "In", "Out"}, .rows = {}, .numbers = {1, 2}};
    for (const economy::CauseFlow& one : flow.causes) {
      causes.rows.push_back({{one.what}, {amount(one.in)}, {amount(one.out)}});
    }
    Table months{.header = {"Month", "Opening", "In", "Out", "Closing"}, .rows = {}, .numbers = {1, 2, 3, 4}};
    for (const economy::MonthFlow& month : flow.months) {
      months.rows.push_back(flow_row(month.begins.to_date().substr(0, 7), month.totals));
    }
    months.rows.push_back(flow_row("all", flow.totals));
    for (Table* table : {&funds, &causes, &months}) {
      if (!table->rows.empty()) section.blocks.emplace_back(std::move(*table));
    }
    section.blocks.emplace_back(reconciliation_fact(flow.reconciliation, book_.scale));
    add_figure(section, "flows", "What came to the funds and went from them");
    add_figure(section, "balance", "The funds' balance, step by step");
    return section;
  }

  bool has_corrections() const {
    return std::ranges::any_of(book_.entries, [&](const economy::BookEntry& entry) {
      return entry.cause == economy::Cause::correction && report_.period.has(entry.date);
    });
  }

  Section circulation() const {
    const economy::Circulation& one = report_.circulation;
    Section section{.heading = heading("circulation"), .blocks = {}};
    section.blocks.emplace_back(treasury_fact(
        "Spent inside",
        amount(one.spent_inside) + (has_corrections() ? ", with what corrections moved there and back" : "")));
    section.blocks.emplace_back(treasury_fact("Spent outside", amount(one.spent_outside)));
    section.blocks.emplace_back(treasury_fact("Local share", share_text(one.local_share, "none: nothing was spent")));
    section.blocks.emplace_back(treasury_fact("Turnover", amount(one.turnover)));
    section.blocks.emplace_back(treasury_fact(
        "Circulating",
        fmt::format("{} at first, {} at last", amount(one.circulating.front()), amount(one.circulating.back()))));
    section.blocks.emplace_back(
        treasury_fact("Velocity", figure_text(one.velocity, figure_places, "none: nothing circulated")));
    section.blocks.emplace_back(treasury_fact(
        "LM3", !one.lm3 ? "none: nothing came from outside"
                        : fmt::format("{}: {} came from outside, {} of it was spent inside, {} of that again",
                                      economy::to_decimal(*one.lm3, figure_places), amount(one.rounds[0]),
                                      amount(one.rounds[1]), amount(one.rounds[2]))));
    section.blocks.emplace_back(reconciliation_fact(one.reconciliation, book_.scale));
    return section;
  }

  std::string top_text(const economy::TopShare& top, std::string_view none) const {
    if (!top.share) return std::string(none);
    return fmt::format("{} with {}", share_text(top.share, none),
                       top.members == 1 ? "one member" : fmt::format("{} members", top.members));
  }
  Section concentration() const {
    const economy::Concentration& one = report_.concentration.figures;
    constexpr std::string_view none = "none: nobody has anything";
    Section section{.heading = heading("concentration"), .blocks = {}};
    section.blocks.emplace_back(
        treasury_fact("Members", fmt::format("{}, {} of them with nothing, {} below zero (counted as zero)",
                                             one.sorted.size(), one.at_zero, one.below_zero)));
    section.blocks.emplace_back(treasury_fact("They have", amount(one.total)));
    section.blocks.emplace_back(treasury_fact("They owe", amount(one.owed)));
    section.blocks.emplace_back(treasury_fact("Gini", figure_text(one.gini, gini_places, none)));
    section.blocks.emplace_back(treasury_fact("Top 1 %", top_text(one.top_hundredth, none)));
    section.blocks.emplace_back(treasury_fact("Top 10 %", top_text(one.top_tenth, none)));
    section.blocks.emplace_back(
        treasury_fact("Effective holders", figure_text(one.effective_holders, figure_places, none)));
    section.blocks.emplace_back(reconciliation_fact(report_.concentration.reconciliation, book_.scale));
    add_figure(section, "lorenz", "Lorenz curve: what those who have least have together");
    return section;
  }

  Section fairness() const {
    const economy::Fairness& one = report_.fairness;
    Section section{.heading = heading("fair exchange"), .blocks = {}};
    section.blocks.emplace_back(treasury_fact("Period", economy::period_text(one.period)));
    Table table{
        .header = {"Member", "Given", "Received", "As care", "Index", "Band"}, .rows = {}, .numbers = {1, 2, 3, 4}};
    for (const economy::MemberExchange& member : one.members) {
      const economy::FairExchange fair = economy::fair_exchange(member.exchange);
      table.rows.push_back({{member.member},
                            {amount(member.exchange.given)},
                            {amount(member.exchange.received)},
                            {amount(member.exchange.care_received)},
                            {fair_index_text(fair)},
                            {std::string(name_of(fair.band))}});
    }
    if (table.rows.empty()) {
      section.blocks.emplace_back(Prose{.text = "No deal was completed in this half-year."});
    } else {
      section.blocks.emplace_back(std::move(table));
    }
    section.blocks.emplace_back(reconciliation_fact(one.reconciliation, book_.scale));
    return section;
  }

  const CurrencyReport& report_;
  const economy::CurrencyBook& book_;
  std::vector<Plot> plots_;
  const std::string& folder_;
};

nlohmann::json flow_json(const FlowTotals& totals) {
  return {{"opening", sum_json(totals.opening)},
          {"in", sum_json(totals.in)},
          {"out", sum_json(totals.out)},
          {"closing", sum_json(totals.closing)}};
}

nlohmann::json cash_flow_json(const economy::CashFlow& flow) {
  nlohmann::json data = flow_json(flow.totals);
  for (const char* list : {"funds", "causes", "months"}) data[list] = nlohmann::json::array();
  for (const economy::FundFlow& fund : flow.funds) {
    nlohmann::json one = flow_json(fund.totals);
    one["fund"] = fund.fund.name.owner();
    one["held_out"] = fund.fund.held_out;
    data["funds"].push_back(std::move(one));
  }
  for (const economy::CauseFlow& cause : flow.causes) {
    data["causes"].push_back({{"what", cause.what}, {"in", sum_json(cause.in)}, {"out", sum_json(cause.out)}});
  }
  for (const economy::MonthFlow& month : flow.months) {
    nlohmann::json one = flow_json(month.totals);
    one["begins"] = month.begins.to_string();
    data["months"].push_back(std::move(one));
  }
  data["reconciliation"] = reconciliation_json(flow.reconciliation);
  return data;
}

nlohmann::json circulation_json(const economy::Circulation& one) {
  nlohmann::json circulating = nlohmann::json::array();
  for (const Sum sum : one.circulating) circulating.push_back(sum_json(sum));
  nlohmann::json rounds = nlohmann::json::array();
  for (const Sum sum : one.rounds) rounds.push_back(sum_json(sum));
  return {{"spent_inside", sum_json(one.spent_inside)},
          {"spent_outside", sum_json(one.spent_outside)},
          {"local_share", fraction_json(one.local_share, json_places)},
          {"turnover", sum_json(one.turnover)},
          {"circulating", std::move(circulating)},
          {"velocity", fraction_json(one.velocity, json_places)},
          {"rounds", std::move(rounds)},
          {"lm3", fraction_json(one.lm3, json_places)},
          {"reconciliation", reconciliation_json(one.reconciliation)}};
}

nlohmann::json fairness_json(const economy::Fairness& fairness) {
  nlohmann::json members = nlohmann::json::array();
  for (const economy::MemberExchange& member : fairness.members) {
    const economy::FairExchange fair = economy::fair_exchange(member.exchange);
    members.push_back({{"member", member.member},
                       {"given", member.exchange.given},
                       {"received", member.exchange.received},
                       {"care_received", member.exchange.care_received},
                       {"index", fair.index ? nlohmann::json(fair.index->to_string()) : nlohmann::json()},
                       {"band", name_of(fair.band)}});
  }
  return {{"period", period_json(fairness.period)},
          {"members", std::move(members)},
          {"reconciliation", reconciliation_json(fairness.reconciliation)}};
}

nlohmann::json concentration_json(const economy::MemberConcentration& members) {
  const economy::Concentration& one = members.figures;
  const auto top = [](const economy::TopShare& share) {
    return nlohmann::json{{"members", share.members}, {"share", fraction_json(share.share, json_places)}};
  };
  return {{"members", one.sorted.size()},
          {"at_zero", one.at_zero},
          {"below_zero", one.below_zero},
          {"total", sum_json(one.total)},
          {"owed", sum_json(one.owed)},
          {"gini", fraction_json(one.gini, json_places)},
          {"top_1_percent", top(one.top_hundredth)},
          {"top_10_percent", top(one.top_tenth)},
          {"effective_holders", fraction_json(one.effective_holders, json_places)},
          {"reconciliation", reconciliation_json(members.reconciliation)}};
}

}  // namespace

delivery::Document treasury_document(const TreasuryReport& report, const std::string& folder) {
  delivery::Document document{.title = "Treasury report: " + report.group, .sections = {}};
  Section head{.heading = "", .blocks = {}};
  head.blocks.emplace_back(treasury_fact("Period", economy::period_text(report.period)));
  head.blocks.emplace_back(treasury_fact("Record as of", report.as_of.to_minute()));
  if (report.currencies.empty()) head.blocks.emplace_back(Prose{.text = "The group has no currency yet."});
  document.sections.push_back(std::move(head));
  for (const CurrencyReport& one : report.currencies) {
    const CurrencySections sections(one, currency_plots(one), folder);
    for (Section& section : sections.all()) document.sections.push_back(std::move(section));
  }
  return document;
}

nlohmann::json treasury_json(const TreasuryReport& report) {
  nlohmann::json currencies = nlohmann::json::array();
  for (const CurrencyReport& one : report.currencies) {
    currencies.push_back({{"code", one.book.code.text()},
                          {"name", one.book.name},
                          {"kind", name_of(one.book.kind)},
                          {"scale", one.book.scale},
                          {"period", period_json(one.period)},
                          {"breaker_open", one.book.breaker_since.has_value()},
                          {"cash_flow", cash_flow_json(one.cash_flow)},
                          {"circulation", circulation_json(one.circulation)},
                          {"concentration", concentration_json(one.concentration)},
                          {"fair_exchange", fairness_json(one.fairness)}});
  }
  return {{"group", report.group},
          {"as_of", report.as_of.to_string()},
          {"period", period_json(report.period)},
          {"currencies", std::move(currencies)}};
}

std::vector<Plot> treasury_plots(const TreasuryReport& report) {
  std::vector<Plot> plots;
  for (const CurrencyReport& one : report.currencies) {
    for (Plot& plot : currency_plots(one)) plots.push_back(std::move(plot));
  }
  return plots;
}

}  // namespace tos::cli
