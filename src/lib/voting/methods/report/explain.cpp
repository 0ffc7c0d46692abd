#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "voting/methods/report/names.h"
#include "voting/methods/report/report.h"
#include "voting/methods/report/sentences.h"

namespace tos::voting {
namespace {

constexpr std::size_t listed_transfers = 5;

// The round in sentences: who leads, what is decided, where the votes go (the largest flows).
void explain_round(const Profile& profile, const Outcome& outcome, const Round& round,
                   std::vector<std::string>& lines) {
  std::vector<CandidateIndex> order;
  for (std::size_t c = 0; c < round.totals.size(); ++c)
    if (round.totals[c]) order.push_back(static_cast<CandidateIndex>(c));
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](CandidateIndex c) { return *round.totals[static_cast<std::size_t>(c)]; });
  if (order.size() > 3) order.resize(3);
  std::string leaders;
  for (const CandidateIndex c : order)
    leaders += fmt::format("{}{} has {}", leaders.empty() ? "" : ", ", display_name(profile, c),
                           votes_text(*round.totals[static_cast<std::size_t>(c)], outcome.digits));
  if (round.quota) {
    const std::string needed = short_decimal(*round.quota, outcome.digits);
    leaders += fmt::format("; {} {} needed", needed, needed == "1" ? "is" : "are");
  }
  lines.push_back(fmt::format("Round {}: {}.", round.number, leaders));
  std::vector<TransferAction> transfers;
  for (const Action& action : round.actions) {
    if (const auto* transfer = std::get_if<TransferAction>(&action)) {
      transfers.push_back(*transfer);
    } else if (const auto* out = std::get_if<EliminatedAction>(&action);
               out != nullptr && round.totals[at(out->candidate)]) {
      std::string line = sentence(profile, outcome, action);
      line.insert(line.size() - 1, fmt::format(" ({})", votes_text(*round.totals[at(out->candidate)], outcome.digits)));
      lines.push_back(std::move(line));
    } else if (!std::holds_alternative<ResidueAction>(action)) {
      lines.push_back(sentence(profile, outcome, action));
    }
  }
  std::ranges::stable_sort(transfers, std::greater<>(), &TransferAction::value);
  for (std::size_t i = 0; i < std::min(transfers.size(), listed_transfers); ++i)
    lines.push_back(sentence(profile, outcome, transfers[i]));
  if (transfers.size() > listed_transfers)
    lines.push_back(fmt::format("{} smaller transfers follow.", transfers.size() - listed_transfers));
}

// "B has 22 points from 5 voters, A has 15 from 5, …": everybody's, the most first.
std::string explain_points(const Profile& profile, const ScoreStep& step) {
  std::vector<std::size_t> order(step.points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t c) { return step.points[c]; });
  const bool marks = step.points == step.voters;  // approvals, first choices: one a voter
  std::string text;
  for (const std::size_t c : order) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", display_name(profile, static_cast<CandidateIndex>(c)),
                        step.points[c]);
    if (!marks) text += fmt::format(" from {} voter{}", step.voters[c], step.voters[c] == 1 ? "" : "s");
  }
  if (step.kind == ScoreStep::Kind::average_score)
    return fmt::format("Points and who gave them; the average decides: {}.", text);
  return fmt::format("Counted as {}: {}.", score_kind_text(step.kind), text);
}

// Why the first of the order is first where nobody beats everybody: its chains of comparisons against the others'.
void explain_paths(const Profile& profile, const Outcome& outcome, const StrongestPathsStep& step,
                   const std::vector<CandidateIndex>& circle, std::vector<std::string>& lines) {
  if (circle.size() < 2 || outcome.elected.empty()) return;
  const auto name = [&](CandidateIndex c) { return display_name(profile, c); };
  const CandidateIndex winner = outcome.elected.front().candidate;
  for (const CandidateIndex other : circle)
    if (other != winner)
      lines.push_back(fmt::format("The strongest chain of comparisons from {} to {} has {}, the one back {}.",
                                  name(winner), name(other), step.strength.at(at(winner), at(other)),
                                  step.strength.at(at(other), at(winner))));
}

}  // namespace

std::vector<std::string> explain(const Profile& counted, const Outcome& outcome) {
  const Profile profile = with_display_names(counted);
  std::vector<std::string> lines;
  lines.push_back(
      fmt::format("{} ballots were cast, {} of them say something.", outcome.ballots, outcome.valid_ballots));
  const std::vector<Outcome>& passes = outcome.passes;
  for (std::size_t pass = 0; pass < passes.size(); ++pass) {
    lines.push_back(fmt::format("Count {} of {}:", pass + 1, passes.size()));
    for (const Round& round : passes[pass].trace.rounds) explain_round(profile, passes[pass], round, lines);
  }
  if (passes.empty())
    for (const Round& round : outcome.trace.rounds) explain_round(profile, outcome, round, lines);
  std::vector<CandidateIndex> circle;
  for (const Step& step : outcome.trace.steps) {
    if (const auto* smith = std::get_if<SmithSetStep>(&step)) circle = smith->members;
    if (const auto* paths = std::get_if<StrongestPathsStep>(&step))
      explain_paths(profile, outcome, *paths, circle, lines);
    const auto* points = std::get_if<ScoreStep>(&step);
    std::string line = points != nullptr ? explain_points(profile, *points) : sentence(profile, step);
    if (!line.empty()) lines.push_back(std::move(line));
  }
  for (std::string& line : result_sentences(profile, outcome)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace tos::voting
