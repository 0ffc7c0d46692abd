#pragma once
#include <array>

#include "core/index/kind_entry.h"
#include "voting/polls/ballot.h"
#include "voting/polls/tables.h"

namespace tos::voting {

using Count = Whole<0, max_plain_integer>;

struct Figure {
  Line<2, 32> name;
  Count numerator;
  Count denominator;
};

// How many there are, and an RFC 6962 Merkle root over them.
struct Commitment {
  Count size;
  LogRoot root;
};

enum class SetAsideReason { recused, compromised_key };

struct SetAside {
  RecordId ballot;
  SetAsideReason reason = SetAsideReason::recused;
};

inline constexpr std::size_t most_listed_set_aside = 256;
inline constexpr std::size_t most_listed_votes = 1024;

// voting.decision/v1: the result of a poll as a certificate. Every field follows from the log before it, so anybody can
// make it, and a second one has nothing to add.
struct Decision {
  PollId poll;
  DecisionOutcome outcome = DecisionOutcome::rejected;
  List<OptionNumber, 0, 64> winners;
  List<Figure, 1, 32> figures;
  Commitment electorate;  // leaves: handles, bytewise sorted
  Commitment ballots;     // leaves: ids of the counted ballots, in the order of their members' handles
  Count set_aside_count;
  List<SetAside, 0, most_listed_set_aside> set_aside;      // empty where there are more than it holds
  std::optional<Line<2, 32>> rule;                         // "tos.schulze/1"; absent where the figures say all
  std::optional<List<Count, 0, most_listed_votes>> votes;  // of options: approvals, or the pairwise matrix row by row
};

inline constexpr auto figure_fields =
    fields<Figure>(field("name", &Figure::name, "what is measured"), field("numerator", &Figure::numerator, "the part"),
                   field("denominator", &Figure::denominator, "the whole"));
constexpr const auto& fields_of(const Figure*) { return figure_fields; }

inline constexpr auto commitment_fields =
    fields<Commitment>(field("size", &Commitment::size, "how many"),
                       field("root", &Commitment::root, "Merkle root over them, as in RFC 6962"));
constexpr const auto& fields_of(const Commitment*) { return commitment_fields; }

inline constexpr auto set_aside_fields =
    fields<SetAside>(field("ballot", &SetAside::ballot, "the ballot that is not counted"),
                     field("reason", &SetAside::reason, "why it is not"));
constexpr const auto& fields_of(const SetAside*) { return set_aside_fields; }

inline constexpr auto decision_fields = fields<Decision>(
    field("poll", &Decision::poll, "the poll that is decided"),
    field("outcome", &Decision::outcome, "what follows from the count"),
    field("winners", &Decision::winners, "the numbers of the options that won; none for a yes or no"),
    field("figures", &Decision::figures, "what was counted, each as a part of a whole"),
    field("electorate", &Decision::electorate, "who could vote: their handles, sorted"),
    field("ballots", &Decision::ballots, "the ballots counted, in the order of their members' handles"),
    field("set_aside_count", &Decision::set_aside_count,
          "how many ballots were not counted for another reason than a later one"),
    field("set_aside", &Decision::set_aside,
          "these ballots, by their members' handles; none if there are more than 256"),
    field("rule", &Decision::rule, "the versioned rule that counted; none for majority and supermajority"),
    field("votes", &Decision::votes,
          "of a choice among options: how many approve of each; or, row by row, how many rank one above another; empty "
          "where that is more than 1,024 numbers"));
constexpr const auto& fields_of(const Decision*) { return decision_fields; }

// Recounts a poll that has no decision from the read model; afterwards its decision says what was counted. The one
// place where results come from: `tos poll close` writes it, the check compares with it. Cost: the electorate plus the
// poll's ballots.
Decision build_decision(Database& db, const PollRow& poll);

Result<void> check_decision(const Context& context, const Decision& decision);  // VOT-040 to VOT-043
void apply_decision(const Context& context, const Decision& decision);
std::string folder_of_decision(const Context& context, const Decision& decision);
std::optional<Authority> authority_of_decision(const Context& context, const Decision& decision);

}  // namespace tos::voting

template <>
struct tos::NamesOf<tos::voting::SetAsideReason> {
  using enum tos::voting::SetAsideReason;
  static constexpr std::array names{tos::Name{recused, "recused"}, tos::Name{compromised_key, "compromised-key"}};
};
