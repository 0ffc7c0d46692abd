#include "core/base/svg.h"

#include <fmt/format.h>

#include <algorithm>

#include "voting/methods/report/names.h"
#include "voting/methods/report/report.h"

// Drawings in whole pixels; the same outcome gives the same bytes.
namespace tos::voting {
namespace {

using svg::escaped;
using svg::shortened;
using svg::text_at;

constexpr int row_height = 26;
constexpr int column_width = 190;
constexpr int bar_width = 120;
constexpr int label_width = 220;
constexpr int top = 70;
constexpr std::size_t longest_label = 30;  // characters
constexpr std::size_t most_rows = 200;
constexpr std::size_t most_columns = 100;

// A name beside what it belongs to; who points at a cut one reads all of it.
std::string name_at(int x, int y, const std::string& name, std::string_view before = "") {
  const std::string cut = shortened(name, longest_label);
  const std::string whole = cut == name ? "" : fmt::format("<title>{}</title>", escaped(name));
  return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}{}{}</text>\n", x, y, whole, before, escaped(cut));
}

int scaled(Amount value, Amount most, int width) {
  return most <= 0 ? 0 : static_cast<int>(std::max<Amount>(value, 0) * width / most);
}

class Drawing {
 public:
  Drawing(const Profile& profile, const Outcome& outcome) : profile_(profile), outcome_(outcome) {}

  std::string run() {
    if (!outcome_.trace.rounds.empty()) {
      draw_rounds();
    } else if (outcome_.pairwise) {
      draw_matrix(*outcome_.pairwise);
    } else {
      draw_points();
    }
    const std::string title = single_line(profile_.title.empty() ? outcome_.method : profile_.title);
    return svg::page(width_, height_, title, "", body_);
  }

 private:
  const std::string& name(CandidateIndex c) const { return display_name(profile_, c); }
  int y_of(std::size_t row) const { return top + static_cast<int>(row) * row_height; }
  static int x_of(std::size_t column) { return label_width + static_cast<int>(column) * column_width; }

  // A row a candidate, a column a round: bars as long as the votes, a line at the quota, ribbons where votes go.
  void draw_rounds() {
    const std::vector<Round>& rounds = outcome_.trace.rounds;
    const std::size_t columns = std::min(rounds.size(), most_columns);
    const std::size_t rows = std::min(profile_.candidates.size(), most_rows);
    width_ = x_of(columns) + 20;
    height_ = y_of(rows + 1) + 20;
    Amount most = 1;
    for (const Round& round : rounds) {
      for (const auto& total : round.totals) most = std::max(most, total.value_or(0));
      most = std::max(most, round.quota.value_or(0));
    }
    for (std::size_t c = 0; c < rows; ++c)
      body_ += name_at(label_width - 10, y_of(c) + 15, name(static_cast<CandidateIndex>(c)));
    body_ += text_at(label_width - 10, y_of(rows) + 15, "end", "exhausted");
    for (std::size_t r = 0; r + 1 < columns; ++r) draw_flows(rounds[r], r, rows, most);
    for (std::size_t r = 0; r < columns; ++r) draw_column(rounds[r], r, rows, most);
  }
  void draw_column(const Round& round, std::size_t column, std::size_t rows, Amount most) {
    const int x = x_of(column);
    body_ += text_at(x, top - 10, "start", fmt::format("Round {}", round.number));
    for (std::size_t c = 0; c < rows; ++c) {
      if (!round.totals[c]) continue;
      draw_bar(x, y_of(c), scaled(*round.totals[c], most, bar_width), color(static_cast<CandidateIndex>(c), round),
               short_decimal(*round.totals[c], outcome_.digits));
    }
    if (round.exhausted.total() > 0)
      draw_bar(x, y_of(rows), scaled(round.exhausted.total(), most, bar_width), "#bbb",
               short_decimal(round.exhausted.total(), outcome_.digits));
    if (round.quota) {
      const int at = x + scaled(*round.quota, most, bar_width);
      body_ +=
          fmt::format("<line x1=\"{0}\" y1=\"{1}\" x2=\"{0}\" y2=\"{2}\" stroke=\"#333\" stroke-dasharray=\"3 3\"/>\n",
                      at, top - 4, y_of(rows));
    }
  }
  void draw_bar(int x, int y, int length, std::string_view fill, const std::string& value) {
    body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"18\" fill=\"{}\"/>\n", x, y,
                         std::max(length, 1), fill);
    body_ += text_at(x + length + 4, y + 14, "start", value);
  }
  // Elected green, out in this round red, others blue.
  std::string_view color(CandidateIndex c, const Round& round) const {
    for (const Action& action : round.actions)
      if (const auto* out = std::get_if<EliminatedAction>(&action); out != nullptr && out->candidate == c)
        return "#c0504d";
    const auto place = std::ranges::find(outcome_.elected, c, &ElectedCandidate::candidate);
    return place != outcome_.elected.end() && place->round <= round.number ? "#4f9d58" : "#4f81bd";
  }
  void draw_flows(const Round& round, std::size_t column, std::size_t rows, Amount most) {
    for (const Action& action : round.actions) {
      const auto* flow = std::get_if<TransferAction>(&action);
      if (flow == nullptr || flow->value <= 0) continue;
      const std::size_t from = static_cast<std::size_t>(flow->from);
      const std::size_t to = flow->to ? static_cast<std::size_t>(*flow->to) : rows;
      if (from >= rows || to > rows) continue;
      const int x1 = x_of(column) + scaled(round.totals[from].value_or(0), most, bar_width);  // where the bar ends
      const int x2 = x_of(column + 1);
      const int bend = (x1 + x2) / 2;
      body_ += fmt::format(
          "<path d=\"M{} {} C{} {} {} {} {} {}\" fill=\"none\" stroke=\"#4f81bd\" stroke-opacity=\"0.35\" "
          "stroke-width=\"{}\"><title>{}</title></path>\n",
          x1, y_of(from) + 9, bend, y_of(from) + 9, bend, y_of(to) + 9, x2, y_of(to) + 9,
          std::max(1, scaled(flow->value, most, 18)),
          escaped(fmt::format("{} → {}: {}", name(flow->from), flow->to ? name(*flow->to) : "exhausted",

                              short_decimal(flow->value, outcome_.digits))));
    }
  }

  void draw_matrix(const PairwiseMatrix& matrix) {
    const std::size_t size = std::min(matrix.size(), most_columns);
    constexpr int cell = 56;
    width_ = label_width + static_cast<int>(size) * cell + 20;
    height_ = y_of(size) + 20;
    for (std::size_t a = 0; a < size; ++a) {
      body_ += text_at(label_width + static_cast<int>(a) * cell + cell / 2, top - 10, "middle", std::to_string(a + 1));
      body_ += name_at(label_width - 10, y_of(a) + 17, name(static_cast<CandidateIndex>(a)), fmt::format("{} ", a + 1));
      for (std::size_t b = 0; b < size; ++b) {
        if (a == b) continue;
        const int x = label_width + static_cast<int>(b) * cell;
        const bool wins = matrix.at(a, b) > matrix.at(b, a);
        const bool even = matrix.at(a, b) == matrix.at(b, a);
        body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>\n", x, y_of(a), cell - 2,
                             row_height - 2,
                             even   ? "#eeeeee"
                             : wins ? "#bfe3c4"
                                    : "#f3c9c8");
        body_ += text_at(x + cell / 2 - 1, y_of(a) + 17, "middle", std::to_string(matrix.at(a, b)));
      }
    }
  }

  // Whatever numbers there are, a bar each: points, votes of purchases.
  void draw_points() {
    std::vector<std::pair<std::string, std::int64_t>> bars;
    for (const Step& step : outcome_.trace.steps) {
      if (const auto* scores = std::get_if<ScoreStep>(&step))
        for (std::size_t c = 0; c < scores->points.size(); ++c)
          bars.emplace_back(name(static_cast<CandidateIndex>(c)), scores->points[c]);
      if (const auto* bought = std::get_if<PurchaseStep>(&step); bought != nullptr && bought->bought)
        bars.emplace_back(name(bought->project), bought->votes);
      if (const auto* part = std::get_if<ThresholdStep>(&step)) bars.emplace_back(part->what, part->part);
      if (const auto* match = std::get_if<MatchStep>(&step)) bars.emplace_back(name(match->project), match->matched);
    }
    if (bars.size() > most_rows) bars.resize(most_rows);
    Amount most = 1;
    for (const auto& [name, value] : bars) most = std::max<Amount>(most, value);
    width_ = label_width + 400;
    height_ = y_of(bars.size()) + 20;
    for (std::size_t i = 0; i < bars.size(); ++i) {
      body_ += name_at(label_width - 10, y_of(i) + 15, bars[i].first);
      draw_bar(label_width, y_of(i), scaled(bars[i].second, most, 300), "#4f81bd", std::to_string(bars[i].second));
    }
  }

  const Profile& profile_;
  const Outcome& outcome_;
  std::string body_;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace

std::string to_svg(const Profile& profile, const Outcome& outcome) {
  const Profile named = with_display_names(profile);
  return Drawing(named, outcome).run();
}

}  // namespace tos::voting
