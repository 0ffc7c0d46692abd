#pragma once
#include "charter/parameters.h"
#include "core/index/kind_entry.h"
#include "voting/polls/tables.h"

namespace tos::voting {

// voting.poll/v1: a question put to the members active at its position. It copies whatever the count depends on, so
// that no later change of proposal or charter touches it.
struct Poll {
  ProposalId proposal;
  List<Line<1, 200>, 0, 64> options;
  Line<2, 32> method;
  Rational quorum;
  Rational threshold;
  charter::Denominator denominator = charter::Denominator::non_abstaining;
  Timestamp opens_at;
  Timestamp closes_at;
  Whole<0, 720> late_ballots_hours;
  Whole<0, 20> certifiers;
  bool sharded = false;
};

inline constexpr auto poll_fields = fields<Poll>(
    field("proposal", &Poll::proposal, "the exact version that is voted on"),
    field("options", &Poll::options, "what may be chosen; none where the poll is one question"),
    field("method", &Poll::method, "how it is counted"),
    field("quorum", &Poll::quorum, "share of the electorate that must take part"),
    field("threshold", &Poll::threshold,
          "share that carries: more than it for majority, at least it for supermajority and approval"),
    field("denominator", &Poll::denominator, "what the threshold is a share of"),
    field("opens_at", &Poll::opens_at, "the first moment at which a ballot may be signed"),
    field("closes_at", &Poll::closes_at, "the last moment at which a ballot may be signed"),
    field("late_ballots_hours", &Poll::late_ballots_hours, "how long after closing such a ballot may still arrive"),
    field("certifiers", &Poll::certifiers, "approvals that the decision needs"),
    field("sharded", &Poll::sharded, "whether ballots lie in folders of their first two digits: over 1,000 electors"));
constexpr const auto& fields_of(const Poll*) { return poll_fields; }

inline constexpr std::int64_t most_electors_unsharded = 1000;

Result<void> check_poll(const Context& context, const Poll& poll);  // DEL-009, VOT-020 to VOT-035
void apply_poll(const Context& context, const Poll& poll);
std::string folder_of_poll(const Context& context, const Poll& poll);

std::optional<Authority> authority_of_poll(const Context& context, const Poll& poll);

// A poll on a proposal as the charter asks for it, opening at `opens_at` or when the discussion is over, with all its
// options that have no variants where options are voted on: what `tos poll open` starts from. `electors` as
// identity::electorate_now counts them. DEL-009, VOT-020, VOT-021.
Result<Poll> default_poll(Database& db, const ProposalId& proposal, Timestamp opens_at, std::int64_t electors);

}  // namespace tos::voting
