#include "cli/poll_view.h"

#include <nlohmann/json.hpp>

#include "core/base/int128.h"
#include "deliberation/acts.h"

namespace tos::cli {
namespace {

// Tenths of a percent, rounded down: "66.6 %".
std::string percent(std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) return "of nothing";
  const auto tenths = static_cast<std::int64_t>(Int128{numerator} * 1000 / denominator);
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

}  // namespace

PollStage stage_of(const voting::PollRow& poll, Timestamp now) {
  if (poll.decision) return PollStage::decided;
  if (now < poll.opens_at) return PollStage::not_open;
  if (now <= poll.closes_at) return PollStage::open;
  return now <= poll.last_arrival ? PollStage::late_ballots : PollStage::due;
}

std::string_view stage_text(PollStage stage) {
  switch (stage) {
    case PollStage::not_open:
      return "not yet open";
    case PollStage::open:
      return "open";
    case PollStage::late_ballots:
      return "late ballots";
    case PollStage::due:
      return "due";
    case PollStage::decided:
      return "decided";
  }
  std::unreachable();
}

Turnout turnout_of(history::Group& group, const voting::PollRow& poll) {
  Turnout turnout{.voters = voting::voter_count(group.db(), poll.position), .eligible = poll.electorate};
  const auto recused = group.db().number(
      "SELECT count(*) FROM recusal r JOIN standing s ON s.member = r.member AND s.from_position <= ?2 AND "
      "(s.until_position IS NULL OR s.until_position > ?2) WHERE r.chain = ?1 AND NOT EXISTS "
      "(SELECT 1 FROM poll_dormant d WHERE d.poll = ?2 AND d.member = r.member)",
      poll.chain, poll.position);
  const auto recused_voters = group.db().number(
      "SELECT count(DISTINCT b.member) FROM recusal r JOIN ballot b ON b.poll = ?2 AND b.member = r.member "
      "WHERE r.chain = ?1",
      poll.chain, poll.position);
  turnout.eligible -= recused.value_or(0);
  turnout.voters -= recused_voters.value_or(0);
  const auto wanted = static_cast<std::int64_t>(
      (Int128{turnout.eligible} * poll.quorum.numerator + poll.quorum.denominator - 1) / poll.quorum.denominator);
  turnout.missing = std::max<std::int64_t>(wanted - turnout.voters, 0);
  return turnout;
}

std::string outcome_text(history::Group& group, const voting::PollRow& poll, voting::DecisionOutcome outcome,
                         std::optional<std::int64_t> winner) {
  std::string text(name_of(outcome));
  const std::vector<std::string> options = voting::options_of(group.db(), poll.position);
  if (!winner || *winner > std::ssize(options)) return text;
  return text + fmt::format(": {} {}", *winner, options[static_cast<std::size_t>(*winner - 1)]);
}

ActView act_view(history::Group& group, const deliberation::Act& act) {
  if (act.kind == deliberation::policy_change_kind) {
    const bool repeals = act.target.starts_with(deliberation::repeal_prefix);
    const auto id = DecisionId::parse(act.target.substr(repeals ? deliberation::repeal_prefix.size() : 0));
    const auto policy = id ? voting::find_decision(group.db(), *id) : std::nullopt;
    if (policy) {
      const voting::PollRow poll = voting::poll_at(group.db(), policy->poll);
      return {.verb = repeals ? "repeals" : "changes",
              .object = fmt::format("{} '{}'", decision_name(group, *policy), title_of(group, poll))};
    }
  }
  return {.verb = "asks for", .object = fmt::format("{} on {}", act.kind, act.target)};
}

nlohmann::json figures_json(const std::vector<voting::FigureRow>& figures) {
  nlohmann::json data = nlohmann::json::array();
  for (const voting::FigureRow& figure : figures) {
    data.push_back({{"name", figure.name}, {"numerator", figure.numerator}, {"denominator", figure.denominator}});
  }
  return data;
}

std::string figures_text(const std::vector<voting::FigureRow>& figures, std::string_view indent) {
  std::string text;
  for (const voting::FigureRow& figure : figures) {
    text += fmt::format("{}{:<10} {} of {} ({})\n", indent, figure.name, figure.numerator, figure.denominator,
                        percent(figure.numerator, figure.denominator));
  }
  return text;
}

std::vector<voting::FigureRow> figure_rows(const std::vector<voting::Figure>& figures) {
  std::vector<voting::FigureRow> rows;
  for (const voting::Figure& figure : figures) {
    rows.push_back({.name = *figure.name, .numerator = figure.numerator, .denominator = figure.denominator});
  }
  return rows;
}

}  // namespace tos::cli
