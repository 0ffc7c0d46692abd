#include <fmt/format.h>

#include <algorithm>

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
  if (round.quota) leaders += fmt::format("; {} are needed", short_decimal(*round.quota, outcome.digits));
  lines.push_back(fmt::format("Round {}: {}.", round.number, leaders));
  std::vector<TransferAction> transfers;
  for (const Action& action : round.actions) {
    if (const auto* transfer = std::get_if<TransferAction>(&action)) {
      transfers.push_back(*transfer);
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
  for (const Step& step : outcome.trace.steps) {
    std::string line = sentence(profile, step);
    if (!line.empty()) lines.push_back(std::move(line));
  }
  for (std::string& line : result_sentences(profile, outcome)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace tos::voting
