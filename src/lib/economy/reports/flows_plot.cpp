#include <fmt/format.h>

#include <algorithm>

#include "core/base/svg.h"
#include "economy/reports/axis.h"
#include "economy/reports/plots.h"

namespace tos::economy {
namespace {

constexpr std::int64_t flows_width = 800;
constexpr std::int64_t flows_height = 490;
constexpr std::int64_t bars_top = 84;
constexpr std::int64_t bars_bottom = 280;
constexpr std::int64_t line_top = 330;
constexpr std::int64_t line_bottom = 440;
constexpr std::int64_t flows_right = 776;
constexpr std::size_t most_bars = 24;
constexpr std::int64_t month_label_width = 72;

struct Bar {
  std::string label;  // "2026-11", "2026-10 to 2026-12"
  std::string tick;   // "2026-11"
  FlowTotals totals;
};

// As many as leaves no more than most_bars.
std::size_t months_together(const CashFlow& flow) { return (flow.months.size() + most_bars - 1) / most_bars; }

std::vector<Bar> bars_of(const CashFlow& flow) {
  const std::size_t together = months_together(flow);
  std::vector<Bar> bars;
  for (std::size_t i = 0; i < flow.months.size(); ++i) {
    const MonthFlow& month = flow.months[i];
    const std::string name = month.begins.to_date().substr(0, 7);
    if (i % together == 0) {
      bars.push_back({.label = name, .tick = name, .totals = month.totals});
      continue;
    }
    Bar& bar = bars.back();
    bar.label = bar.tick + " to " + name;
    bar.totals.in += month.totals.in;
    bar.totals.out += month.totals.out;
    bar.totals.closing = month.totals.closing;
  }
  return bars;
}

std::string bar_rectangle(std::int64_t x, std::int64_t width, std::int64_t y, std::int64_t zero, std::string_view look,
                          const std::string& told) {
  return fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {}><title>{}</title></rect>\n", x, pixels(y),
                     width, pixels(zero - y), look, svg::escaped(told));
}

constexpr std::string_view in_look = "fill=\"#444\" stroke=\"#222\"";
constexpr std::string_view out_look = "fill=\"#eee\" stroke=\"#222\"";

std::string flows_legend() {
  return fmt::format("<rect x=\"660\" y=\"60\" width=\"12\" height=\"12\" {}/>\n", in_look) +
         svg::text_at(678, 70, "start", "in") +
         fmt::format("<rect x=\"716\" y=\"60\" width=\"12\" height=\"12\" {}/>\n", out_look) +
         svg::text_at(734, 70, "start", "out");
}

}  // namespace

std::string flows_svg(const CashFlow& flow, const CurrencyCode& code, int scale) {
  const std::vector<Bar> bars = bars_of(flow);
  Sum most = 0;
  Sum low = 0;
  Sum high = 0;
  for (const Bar& bar : bars) {
    most = std::max({most, bar.totals.in, bar.totals.out});
    low = std::min(low, bar.totals.closing);
    high = std::max(high, bar.totals.closing);
  }
  const ValueAxis amounts(0, most, scale, bars_top, bars_bottom);
  const ValueAxis balances(low, high, scale, line_top, line_bottom, 3);
  const std::int64_t left = std::max(amounts.label_width(), balances.label_width()) + 24;
  const std::int64_t count = static_cast<std::int64_t>(bars.size());
  const auto place = [&](std::int64_t i) { return left + (flows_right - left) * i / count; };
  const std::int64_t slot = (flows_right - left) / count;
  const std::int64_t width = std::max<std::int64_t>(std::min<std::int64_t>(slot / 3, 40), 2);
  const std::int64_t tick_every = (month_label_width + slot - 1) / slot;

  const FlowTotals& totals = flow.totals;
  const std::string told = fmt::format("{}: opening {}, in {}, out {}, closing {} {}", period_text(flow.period),
                                       format_sum(totals.opening, scale), format_sum(totals.in, scale),
                                       format_sum(totals.out, scale), format_sum(totals.closing, scale), code);
  std::string body = flows_legend();
  body += svg::text_at(12, 44, "start", told);
  body += svg::text_at(left - 8, bars_top - 14, "end", code.text());
  body +=
      svg::text_at(left, bars_top - 14, "start",
                   months_together(flow) == 1 ? "in and out, by month"
                                              : fmt::format("in and out, each pair {} months", months_together(flow)));
  body += svg::text_at(left, line_top - 10, "start", "balance at the end");
  body += amounts.draw(left, flows_right) + balances.draw(left, flows_right);
  std::string path;
  std::string dots;
  for (std::int64_t i = 0; i < count; ++i) {
    const Bar& bar = bars[static_cast<std::size_t>(i)];
    const std::int64_t middle = (place(i) + place(i + 1)) / 2;
    const auto told_of = [&](std::string_view what, Sum amount) {
      return fmt::format("{}: {} {} {}", bar.label, what, format_sum(amount, scale), code);
    };
    body += bar_rectangle(middle - width - 1, width, amounts.tenths(bar.totals.in), amounts.tenths(0), in_look,
                          told_of("in", bar.totals.in));
    body += bar_rectangle(middle + 1, width, amounts.tenths(bar.totals.out), amounts.tenths(0), out_look,
                          told_of("out", bar.totals.out));
    const std::string y = pixels(balances.tenths(bar.totals.closing));
    path += fmt::format("{}{} {}", path.empty() ? "M" : "L", middle, y);
    dots +=
        fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"3\" fill=\"#fff\" stroke=\"#000\"><title>{}</title></circle>\n",
                    middle, y, svg::escaped(told_of("balance", bar.totals.closing)));
    if (i % tick_every == 0) body += svg::text_at(middle, line_bottom + 20, "middle", bar.tick);
  }
  body += svg::text_at((left + flows_right) / 2, line_bottom + 40, "middle", "month (UTC)");
  body += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#000\" stroke-width=\"2\"/>\n", path) + dots;
  return svg::page(flows_width, flows_height, fmt::format("What came to the funds and went from them, in {}", code),
                   told, body);
}

}  // namespace tos::economy
