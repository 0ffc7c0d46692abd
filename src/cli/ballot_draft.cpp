#include "cli/ballot_draft.h"

#include <algorithm>
#include <charconv>

#include "cli/rules.h"
#include "voting/polls/ballot_text.h"

namespace tos::cli {
namespace {

using voting::BallotWay;

// A decimal number of any size. Digits only, without leading zeros before and trailing ones after the point.
struct Score {
  bool negative = false;
  std::string whole;
  std::string fraction;
};

std::optional<Score> parse_score(std::string_view text) {
  Score score{.negative = text.starts_with('-')};
  if (score.negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  score.whole = text.substr(0, point);
  if (point < text.size()) score.fraction = text.substr(point + 1);
  const auto is_digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (!is_digits(score.whole) || (point < text.size() && !is_digits(score.fraction))) return std::nullopt;
  score.whole.erase(0, score.whole.find_first_not_of('0'));
  score.fraction.erase(score.fraction.find_last_not_of('0') + 1);
  if (score.whole.empty() && score.fraction.empty()) score.negative = false;  // -0
  return score;
}

std::strong_ordering compare_scores(const Score& a, const Score& b) {
  if (a.negative != b.negative) return b.negative <=> a.negative;
  std::strong_ordering order = a.whole.size() <=> b.whole.size();
  if (order == 0) order = a.whole <=> b.whole;
  if (order == 0) order = a.fraction <=> b.fraction;
  return a.negative ? 0 <=> order : order;
}

struct ScoredOption {
  std::int64_t option = 0;
  Score score;
};

Result<ScoredOption> parse_scored_option(std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const auto option = voting::parse_approvals(text.substr(0, equals));
  const auto score = equals < text.size() ? parse_score(text.substr(equals + 1)) : std::nullopt;
  if (!option || option->size() != 1 || !score) {
    return refuse(rules::CLI_001, "'{}' is no score", text).hint("--score 2=-1.5 gives option 2 the number -1.5");
  }
  return ScoredOption{.option = option->front(), .score = *score};
}

Result<voting::Ranking> ranking_of_scores(const std::vector<std::string>& texts) {
  std::vector<ScoredOption> scored;
  for (const std::string& text : texts) {
    TOS_TRY(scored.emplace_back(), parse_scored_option(text));
  }
  std::ranges::stable_sort(scored, [](const auto& a, const auto& b) { return compare_scores(a.score, b.score) > 0; });
  voting::Ranking ranking;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    if (i == 0 || compare_scores(scored[i - 1].score, scored[i].score) != 0) ranking.emplace_back();
    ranking.back().push_back(scored[i].option);
  }
  return ranking;
}

Result<voting::Ranking> read_ranking(const std::string& said, const std::vector<std::string>& scores) {
  if (!scores.empty()) return ranking_of_scores(scores);
  std::string text = said;
  std::ranges::replace(text, ',', '>');
  if (auto ranking = voting::parse_ranking(text)) return *std::move(ranking);
  return refuse(rules::CLI_001, "'{}' is no order of options", said)
      .hint("their numbers, best first, equal ones joined by =: 2,1=3; or abstain");
}

void set_ranks(voting::Ballot& ballot, const voting::Ranking& ranking) {
  auto& ranks = ballot.ranks.emplace().items;
  std::int64_t rank = 0;
  for (const voting::OptionNumbers& options : ranking) {
    ++rank;
    for (const std::int64_t option : options) ranks.push_back({.option = {option}, .rank = {rank}});
  }
}

}  // namespace

Result<voting::Ballot> draft_ballot(const voting::PollRow& poll, const std::string& said,
                                    const std::vector<std::string>& scores) {
  const BallotWay way = voting::way_of(poll.method);
  if (!scores.empty() && (way != BallotWay::order || !said.empty())) {
    return refuse(rules::CLI_001, "--score is {}",
                  said.empty() ? "for polls that rank options" : "given beside a choice")
        .hint("tos ballot cast V{} {}", poll.number, ballot_form(poll.method));
  }
  if (said.empty() && scores.empty()) {
    return refuse(rules::CLI_001, "what does the ballot say?")
        .hint("tos ballot cast V{} {}", poll.number, ballot_form(poll.method));
  }
  voting::Ballot ballot;
  ballot.poll = poll.id;
  if (way == BallotWay::order) {
    TOS_TRY(const voting::Ranking ranking, read_ranking(said, scores));
    set_ranks(ballot, ranking);
    return ballot;
  }
  if (way == BallotWay::choice) {
    ballot.choice.emplace().text = said;
    return ballot;
  }
  const auto options = voting::parse_approvals(said);
  if (!options) {
    return refuse(rules::CLI_001, "'{}' names no options", said)
        .hint("the numbers of those that you approve of: 1,3; or abstain");
  }
  auto& approves = ballot.approves.emplace().items;
  for (const std::int64_t option : *options) approves.push_back({option});
  return ballot;
}

std::string ballot_form(voting::PollMethod method) {
  switch (voting::way_of(method)) {
    case BallotWay::choice:
      return fmt::format("{}", fmt::join(voting::choices_of(method), "|"));
    case BallotWay::approvals:
      return "1,3";
    case BallotWay::order:
      return "2,1=3";
  }
  std::unreachable();
}

}  // namespace tos::cli
