#include <fmt/format.h>

#include <algorithm>

#include "core/base/svg.h"
#include "economy/reports/axis.h"
#include "economy/reports/plots.h"

namespace tos::economy {
namespace {

constexpr std::int64_t plot_width = 800;
constexpr std::int64_t plot_height = 400;
constexpr std::int64_t plot_top = 88;
constexpr std::int64_t plot_bottom = 344;
constexpr std::int64_t plot_right = 776;

// A line in steps. Of many points on one column of pixels only how far they reach is drawn, and where they end.
std::string step_path(const BalanceLine& line, const TimeAxis& time, const ValueAxis& values) {
  const std::vector<BalancePoint>& points = line.points;
  std::string path = fmt::format("M{} {}", time.x(line.period.from), pixels(values.tenths(line.opening)));
  Sum before = line.opening;
  for (std::size_t i = 0; i < points.size();) {
    const std::int64_t x = time.x(points[i].at);
    const Sum came_from = before;
    Sum low = before;
    Sum high = before;
    for (; i < points.size() && time.x(points[i].at) == x; ++i) {
      low = std::min(low, points[i].balance);
      high = std::max(high, points[i].balance);
      before = points[i].balance;
    }
    path += fmt::format("H{}", x);
    if (high > std::max(came_from, before)) path += fmt::format("V{}", pixels(values.tenths(high)));
    if (low < std::min(came_from, before)) path += fmt::format("V{}", pixels(values.tenths(low)));
    path += fmt::format("V{}", pixels(values.tenths(before)));
  }
  return path + fmt::format("H{}", plot_right);
}

}  // namespace

BalanceLine balance_line(const Statement& statement, int scale) {
  BalanceLine line{.whose = party_name(statement.account.name),
                   .code = statement.account.name.currency(),
                   .scale = scale,
                   .period = statement.period,
                   .opening = statement.opening};
  for (const StatementLine& one : statement.lines) line.points.push_back({.at = one.date, .balance = one.balance});
  return line;
}

BalanceLine funds_balance_line(const CurrencyBook& book, const Period& period) {
  BalanceLine line{.whose = "all funds", .code = book.code, .scale = book.scale, .period = period};
  Sum balance = 0;
  for (const BookEntry& entry : book.entries) {
    if (entry.date >= period.to) break;
    for (const BookLeg& leg : book.legs_of(entry)) {
      if (book.accounts[leg.account].name.purpose() == Purpose::fund) balance += leg.amount;
    }
    if (entry.date < period.from) {
      line.opening = balance;
    } else {
      line.points.push_back({.at = entry.date, .balance = balance});
    }
  }
  return line;
}

std::string balance_svg(const BalanceLine& line) {
  Sum low = line.opening;
  Sum high = line.opening;
  for (const BalancePoint& point : line.points) {
    low = std::min(low, point.balance);
    high = std::max(high, point.balance);
  }
  const ValueAxis values(low, high, line.scale, plot_top, plot_bottom);
  const std::int64_t left = values.label_width() + 24;
  const TimeAxis time(line.period, left, plot_right);
  const Sum closing = line.points.empty() ? line.opening : line.points.back().balance;
  const std::string told = fmt::format("{}: from {} to {} {}, between {} and {}", period_text(line.period),
                                       format_sum(line.opening, line.scale), format_sum(closing, line.scale), line.code,
                                       format_sum(low, line.scale), format_sum(high, line.scale));
  std::string body = svg::text_at(12, 44, "start", told);
  body += svg::text_at(left - 8, plot_top - 14, "end", line.code.text());
  body += svg::text_at((left + plot_right) / 2, plot_bottom + 40, "middle", "time (UTC)");
  body += time.draw(plot_top, plot_bottom);
  body += values.draw(left, plot_right);
  body +=
      fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#000\" stroke-width=\"2\"/>\n", step_path(line, time, values));
  return svg::page(plot_width, plot_height, fmt::format("Balance of {} in {}", line.whose, line.code), told, body);
}

}  // namespace tos::economy
