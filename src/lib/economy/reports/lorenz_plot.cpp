#include <fmt/format.h>

#include <algorithm>

#include "core/base/svg.h"
#include "economy/reports/axis.h"
#include "economy/reports/plots.h"

namespace tos::economy {
namespace {

constexpr std::int64_t curve_left = 70;
constexpr std::int64_t curve_top = 80;
constexpr std::int64_t curve_side = 440;
constexpr std::int64_t curve_right = curve_left + curve_side;
constexpr std::int64_t curve_bottom = curve_top + curve_side;
constexpr std::int64_t most_points = 400;
constexpr std::size_t most_dots = 40;

struct CurvePoint {
  std::int64_t x = 0;  // tenths of a pixel
  std::int64_t y = 0;
};

// From (0, 0) to (1, 1): as many points as there are members, or so many that more could not be seen.
std::vector<CurvePoint> curve_of(const Concentration& concentration) {
  using boost::multiprecision::cpp_int;
  const std::int64_t count = static_cast<std::int64_t>(concentration.sorted.size());
  const std::int64_t points = std::min(count, most_points);
  std::vector<CurvePoint> curve{{.x = 10 * curve_left, .y = 10 * curve_bottom}};
  cpp_int sum = 0;
  std::int64_t next = 0;
  for (std::int64_t i = 1; i <= points; ++i) {
    const std::int64_t members = count * i / points;
    for (; next < members; ++next) sum += concentration.sorted[static_cast<std::size_t>(next)];
    const cpp_int height = sum * 10 * curve_side / concentration.total;
    curve.push_back({.x = 10 * curve_left + 10 * curve_side * members / count,
                     .y = 10 * curve_bottom - static_cast<std::int64_t>(height)});
  }
  return curve;
}

std::string curve_grid() {
  std::string body;
  for (std::int64_t percent = 0; percent <= 100; percent += 20) {
    const std::int64_t x = curve_left + curve_side * percent / 100;
    const std::int64_t y = curve_bottom - curve_side * percent / 100;
    body += fmt::format("<line x1=\"{0}\" y1=\"{1}\" x2=\"{0}\" y2=\"{2}\" stroke=\"#ddd\"/>\n", x, curve_top,
                        curve_bottom);
    body += fmt::format("<line x1=\"{0}\" y1=\"{1}\" x2=\"{2}\" y2=\"{1}\" stroke=\"#ddd\"/>\n", curve_left, y,
                        curve_right);
    body += svg::text_at(x, curve_bottom + 18, "middle", fmt::format("{} %", percent));
    body += svg::text_at(curve_left - 8, y + 4, "end", fmt::format("{} %", percent));
  }
  body += svg::text_at(curve_left + curve_side / 2, curve_bottom + 40, "middle", "members, those who have least first");
  return body + svg::text_at(curve_left - 58, curve_top - 14, "start", "what they have together, of all");
}

std::string draw_curve(const std::vector<CurvePoint>& curve) {
  std::string path;
  std::string dots;
  for (const CurvePoint& point : curve) {
    path += fmt::format("{}{} {}", path.empty() ? "M" : "L", pixels(point.x), pixels(point.y));
    if (curve.size() <= most_dots + 1) {
      dots += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"2.5\"/>\n", pixels(point.x), pixels(point.y));
    }
  }
  return fmt::format("<path d=\"{}Z\" fill=\"#e4e4e4\"/>\n", path) +
         fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"#000\" stroke-dasharray=\"6 4\"/>\n",
                     curve_left, curve_bottom, curve_right, curve_top) +
         fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#000\" stroke-width=\"2\"/>\n", path) + dots;
}

}  // namespace

std::string lorenz_svg(const Concentration& concentration, const CurrencyCode& code) {
  std::string told = fmt::format("{} members; none of them has any {}", concentration.sorted.size(), code);
  std::string body = curve_grid();
  if (concentration.total > 0) {
    told = fmt::format("{} members; Gini {}; the top 10 % ({}) have {}", concentration.sorted.size(),
                       to_decimal(*concentration.gini, 3), concentration.top_tenth.members,
                       to_percent(*concentration.top_tenth.share, 1));
    body += draw_curve(curve_of(concentration));
    body += svg::text_at(curve_left + 12, curve_top + 24, "start", "dashed: all have the same");
  }
  body += svg::text_at(12, 44, "start", told);
  return svg::page(curve_right + 40, curve_bottom + 60, fmt::format("How {} is spread among members", code), told,
                   body);
}

}  // namespace tos::economy
