#include "voting/methods/report/document.h"

#include <fmt/format.h>

#include <algorithm>

#include "voting/methods/report/names.h"
#include "voting/methods/report/sentences.h"

namespace tos::voting {
namespace {

constexpr std::size_t widest_matrix = 60;  // beyond it a table helps nobody; the JSON has it all

class Describer {
 public:
  Describer(const Profile& profile, const Outcome& outcome) : profile_(profile), outcome_(outcome) {}

  std::vector<Block> run() {
    heading(profile_.title.empty() ? std::string("Result") : single_line(profile_.title));
    std::vector<std::string> lines{fmt::format("Method: {} ({}){}", outcome_.method, outcome_.rule, seats()),
                                   fmt::format("Ballots: {}, valid {}", outcome_.ballots, outcome_.valid_ballots)};
    for (std::string& line : result_sentences(profile_, outcome_)) lines.push_back(std::move(line));
    blocks_.push_back(Lines{std::move(lines)});
    if (!outcome_.selected.empty()) purchases();
    if (outcome_.passes.empty()) {
      rounds(outcome_);
    } else {
      for (const Outcome& pass : outcome_.passes) {
        heading(fmt::format("Count for seat {}", &pass - outcome_.passes.data() + 1));
        rounds(pass);
      }
    }
    steps();
    return std::move(blocks_);
  }

 private:
  void heading(std::string text) { blocks_.push_back(Heading{std::move(text)}); }
  std::string seats() const {
    return outcome_.seats == 0 ? "" : fmt::format(", {} seat{}", outcome_.seats, outcome_.seats == 1 ? "" : "s");
  }

  void purchases() {
    Table table{{"project", "id", "cost"}, {}};
    for (const SelectedProject& s : outcome_.selected)
      table.rows.push_back({display_name(profile_, s.project),
                            single_line(profile_.candidates[static_cast<std::size_t>(s.project)].id),
                            money_text(profile_, s.cost)});
    table.rows.push_back({"in all", "", money_text(profile_, outcome_.spent)});
    blocks_.push_back(std::move(table));
  }

  void rounds(const Outcome& outcome) {
    for (const Round& round : outcome.trace.rounds) {
      heading(fmt::format("Round {}", round.number));
      Table table{{"candidate", "votes"}, {}};
      for (const CandidateIndex c : by_votes(round))
        table.rows.push_back(
            {display_name(profile_, c), to_decimal(*round.totals[static_cast<std::size_t>(c)], outcome.digits)});
      if (round.exhausted.total() > 0)
        table.rows.push_back({"exhausted", to_decimal(round.exhausted.total(), outcome.digits)});
      if (round.residue > 0) table.rows.push_back({"lost to rounding", to_decimal(round.residue, outcome.digits)});
      if (round.quota) table.rows.push_back({"needed", to_decimal(*round.quota, outcome.digits, round.quota_digits)});
      blocks_.push_back(std::move(table));
      std::vector<std::string> lines;
      lines.reserve(round.actions.size());
      for (const Action& action : round.actions) lines.push_back(sentence(profile_, outcome, action));
      if (!lines.empty()) blocks_.push_back(Lines{std::move(lines)});
    }
  }
  static std::vector<CandidateIndex> by_votes(const Round& round) {
    std::vector<CandidateIndex> order;
    for (std::size_t c = 0; c < round.totals.size(); ++c)
      if (round.totals[c]) order.push_back(static_cast<CandidateIndex>(c));
    std::ranges::stable_sort(order, std::greater<>(),
                             [&](CandidateIndex c) { return *round.totals[static_cast<std::size_t>(c)]; });
    return order;
  }

  void steps() {
    std::vector<std::string> lines;
    const auto flush = [&] {
      if (!lines.empty()) blocks_.push_back(Lines{std::exchange(lines, {})});
    };
    for (const Step& step : outcome_.trace.steps) {
      std::string line = sentence(profile_, step);
      if (!line.empty()) {
        lines.push_back(std::move(line));
        continue;
      }
      flush();
      if (const auto* pairs = std::get_if<PairwiseStep>(&step)) matrix("Comparisons one to one", pairs->matrix);
      if (const auto* paths = std::get_if<StrongestPathsStep>(&step)) matrix("Strongest paths", paths->strength);
      if (const auto* scores = std::get_if<ScoreStep>(&step)) points(*scores);
    }
    flush();
  }
  void matrix(std::string title, const PairwiseMatrix& matrix) {
    if (matrix.size() > widest_matrix) return;
    heading(std::move(title));
    Table table{{"row over column"}, {}};
    for (std::size_t c = 0; c < matrix.size(); ++c) table.header.push_back(std::to_string(c + 1));
    for (std::size_t a = 0; a < matrix.size(); ++a) {
      std::vector<std::string> row{fmt::format("{} {}", a + 1, display_name(profile_, static_cast<CandidateIndex>(a)))};
      for (std::size_t b = 0; b < matrix.size(); ++b) row.push_back(a == b ? "" : std::to_string(matrix.at(a, b)));
      table.rows.push_back(std::move(row));
    }
    blocks_.push_back(std::move(table));
  }
  void points(const ScoreStep& step) {
    // Which candidate's average is greater is decided exactly; a table shows what it is the average of.
    const bool average = step.kind == ScoreStep::Kind::average_score;
    Table table{{"candidate", average ? "points in all" : std::string(score_kind_text(step.kind)), "voters"}, {}};
    for (std::size_t c = 0; c < step.points.size(); ++c)
      table.rows.push_back({display_name(profile_, static_cast<CandidateIndex>(c)), std::to_string(step.points[c]),
                            std::to_string(step.voters[c])});
    blocks_.push_back(std::move(table));
  }

  const Profile& profile_;
  const Outcome& outcome_;
  std::vector<Block> blocks_;
};

}  // namespace

std::vector<Block> describe(const Profile& profile, const Outcome& outcome) {
  const Profile named = with_display_names(profile);
  return Describer(named, outcome).run();
}

}  // namespace tos::voting
