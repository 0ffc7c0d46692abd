#pragma once
#include <optional>

#include "core/index/kind_entry.h"
#include "voting/polls/tables.h"

namespace tos::voting {

using OptionNumber = Whole<1, 64>;  // the place of an option in its poll, from 1

struct OptionRank {
  OptionNumber option;
  Whole<1, 64> rank;  // 1 is best; equal ranks and gaps are allowed
};
struct OptionScore {
  OptionNumber option;
  Whole<-max_plain_integer, max_plain_integer> score{0};
};

// voting.ballot/v1: what a member says in a poll. Exactly one of the four ways, the one that the poll's method counts.
struct Ballot {
  PollId poll;
  std::optional<Line<1, 32>> choice;
  std::optional<List<OptionNumber, 0, 64>> approves;
  std::optional<List<OptionRank, 0, 64>> ranks;
  std::optional<List<OptionScore, 0, 64>> scores;
  std::optional<Text> reason;
};

inline constexpr auto option_rank_fields =
    fields<OptionRank>(field("option", &OptionRank::option, "the option's number, from 1"),
                       field("rank", &OptionRank::rank, "its rank: 1 is best"));
constexpr const auto& fields_of(const OptionRank*) { return option_rank_fields; }

inline constexpr auto option_score_fields =
    fields<OptionScore>(field("option", &OptionScore::option, "the option's number, from 1"),
                        field("score", &OptionScore::score, "its score"));
constexpr const auto& fields_of(const OptionScore*) { return option_score_fields; }

inline constexpr auto ballot_fields =
    fields<Ballot>(field("poll", &Ballot::poll, "the poll voted in"),
                   field("choice", &Ballot::choice,
                         "yes, no or abstain; in a poll by consent: consent, concern, stand-aside or objection"),
                   field("approves", &Ballot::approves, "the numbers of the options approved of"),
                   field("ranks", &Ballot::ranks, "options in order of preference"),
                   field("scores", &Ballot::scores, "a number for each option"),
                   field("reason", &Ballot::reason, "why, in the member's words"));
constexpr const auto& fields_of(const Ballot*) { return ballot_fields; }

// What a ballot says that passed VOT-002, as ballot_text.h has it.
std::string text_of(const Ballot& ballot);

Result<void> check_ballot(const Context& context, const Ballot& ballot);  // VOT-001 to VOT-009
void apply_ballot(const Context& context, const Ballot& ballot);
std::string folder_of_ballot(const Context& context,
                             const Ballot& ballot);  // "…/ballots", "…/ballots/51" where sharded
std::optional<Authority> authority_of_ballot(const Context& context, const Ballot& ballot);

}  // namespace tos::voting
