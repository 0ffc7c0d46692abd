#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/names.h"
#include "voting/polls/decision.h"

namespace tos::cli {

// Where a poll stands at a moment.
enum class PollStage { not_open, open, late_ballots, due, decided };
PollStage stage_of(const voting::PollRow& poll, Timestamp now);
std::string_view stage_text(PollStage stage);  // "not yet open", "open", "late ballots", "due", "decided"

// How many of those who may vote have: who has voted is public, how they voted is told after the poll.
struct Turnout {
  std::int64_t voters = 0;
  std::int64_t eligible = 0;
  std::int64_t missing = 0;  // voters that the quorum still lacks
};
Turnout turnout_of(history::Group& group, const voting::PollRow& poll);

// "adopted", "adopted: 2 green": with the option that won.
std::string outcome_text(history::Group& group, const voting::PollRow& poll, voting::DecisionOutcome outcome,
                         std::optional<std::int64_t> winner);

// What a proposal's adoption would permit: "repeals" and "D1 'Quiet hours'", or "asks for" and "KIND on TARGET".
struct ActView {
  std::string_view verb;
  std::string object;
};
ActView act_view(history::Group& group, const deliberation::Act& act);

nlohmann::json figures_json(const std::vector<voting::FigureRow>& figures);
// "yes        2 of 3 (66.6 %)", a line a figure, to be read by people.
std::string figures_text(const std::vector<voting::FigureRow>& figures, std::string_view indent);
std::vector<voting::FigureRow> figure_rows(const std::vector<voting::Figure>& figures);

}  // namespace tos::cli
