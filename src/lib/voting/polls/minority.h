#pragma once
#include <array>
#include <vector>

#include "voting/polls/tables.h"

namespace tos::voting {

// How somebody disagreed: held up the vote, blocked, was against it, objected and was answered, or voted so with a
// reason.
enum class DissentKind { objection, block, opposition, answered, no_vote };

struct Dissent {
  DissentKind kind = DissentKind::objection;
  RecordId id;  // of the objection, position or ballot, whose reason says why
  std::int64_t member = 0;
};

// What stood against an adopted decision, the blocking first: open objections, positions, objections that a new version
// answered and whose members did not agree to it, counted ballots. By kind, then in the order of the log. Nothing for
// other decisions.
std::vector<Dissent> minority_report(Database& db, const DecisionRow& decision);
// Whether a later change of the decision must answer it.
inline bool is_blocking(const Dissent& dissent) {
  return dissent.kind == DissentKind::objection || dissent.kind == DissentKind::block;
}

// The blocking entries that a change of the policy has to answer, at most so many: the first of each member, then the
// second of each, so that nobody's many push aside another's one.
std::vector<Dissent> to_be_answered(const std::vector<Dissent>& report, std::size_t most);

// The ballots that a poll's count counts, in the order of their members' handles.
std::vector<BallotRow> counted_ballots(Database& db, const PollRow& poll);

}  // namespace tos::voting

template <>
struct tos::NamesOf<tos::voting::DissentKind> {
  using enum tos::voting::DissentKind;
  static constexpr std::array names{tos::Name{objection, "objection"}, tos::Name{block, "block"},
                                    tos::Name{opposition, "oppose"}, tos::Name{answered, "answered"},
                                    tos::Name{no_vote, "ballot"}};
};
