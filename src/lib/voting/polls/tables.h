#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/parameters.h"
#include "core/base/rational.h"
#include "core/index/database.h"
#include "core/record/fields.h"
#include "deliberation/tables.h"
#include "voting/polls/poll_method.h"

namespace tos {
using PollId = Id<struct PollTag>;
using DecisionId = Id<struct DecisionTag>;
}  // namespace tos

namespace tos::voting {

enum class DecisionOutcome { adopted, rejected, no_quorum, tied };
enum class DecisionState { provisional, final, superseded };

// A poll with everything that its count and its decision's force depend on, copied when it was posed.
struct PollRow {
  std::int64_t position = 0;  // of its record in the log
  PollId id;
  std::int64_t number = 0;    // 7 of V7
  std::int64_t proposal = 0;  // position of the version voted on
  std::int64_t chain = 0;
  PollMethod method = PollMethod::majority;
  Rational quorum;
  Rational threshold;
  charter::Denominator denominator = charter::Denominator::non_abstaining;
  Timestamp opens_at;
  Timestamp closes_at;
  Timestamp last_arrival;  // closes_at + late ballots: a decision comes after it
  std::int64_t certifiers = 0;
  bool sharded = false;
  charter::TieRule tie = charter::TieRule::status_quo;
  std::int64_t cooling_off_hours = 0;
  std::int64_t certify_within_days = 0;
  std::int64_t challenge_days = 0;
  std::int64_t electorate = 0;  // members, the dormant left out, the recused still in
  std::int64_t dormant = 0;     // members left out
  std::int64_t standing = 0;    // position of the last change of standing before it
  std::string folder;
  std::optional<std::int64_t> decision;  // position of its decision
};

// One ballot as logged; all of a member's are kept.
struct BallotRow {
  std::int64_t position = 0;
  RecordId id;
  std::int64_t member = 0;
  Timestamp at;
  std::string choice;  // as ballot_text.h says
  KeyId key;
};

struct FigureRow {
  std::string name;
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
};

struct DecisionRow {
  std::int64_t position = 0;
  DecisionId id;
  std::int64_t number = 0;  // 7 of D7
  std::int64_t poll = 0;    // position
  DecisionOutcome outcome = DecisionOutcome::rejected;
  DecisionState state = DecisionState::provisional;
  Timestamp decided_at;                      // now() at its position
  Timestamp cooling_until;                   // no force before
  std::int64_t certifiers = 0;               // approvals it needs
  std::optional<std::int64_t> certified_at;  // position of the approval that completed them
  std::optional<Timestamp> certify_until;    // after which it takes force without
  bool uncertified = false;                  // took force without
  std::optional<Timestamp> in_force_at;      // when it became final
  Timestamp challenge_until;
  std::int64_t set_aside = 0;                      // ballots not counted
  std::optional<std::int64_t> superseded_by = {};  // position of the decision that changed or repealed it
  bool repealed = false;
  std::optional<std::int64_t> winner = {};  // the number of the option that won
};

extern const char* const voting_schema;

// Polls.
void add_poll(Database& db, const PollRow& poll, const std::vector<std::string>& options,
              const std::vector<std::int64_t>& dormant);
std::optional<PollRow> find_poll(Database& db, const PollId& id);
PollRow poll_at(Database& db, std::int64_t position);
std::vector<PollRow> all_polls(Database& db);                 // in order of number
std::vector<PollRow> due_polls(Database& db, Timestamp now);  // undecided, and a decision may be written at `now`
std::vector<PollRow> undecided_polls(Database& db);
std::vector<std::string> options_of(Database& db, std::int64_t poll);
std::vector<std::int64_t> dormant_in(Database& db, std::int64_t poll);  // ascending member numbers
bool is_dormant_in(Database& db, std::int64_t poll, std::int64_t member);
// "V7" or a prefix of the id. VOT-050.
Result<PollRow> resolve_poll(Database& db, std::string_view name);

// What a ballot needs to know of its poll. Nothing of it ever changes, so that it is remembered: valid until the next
// call.
struct BallotPoll {
  std::int64_t position = 0;
  std::int64_t chain = 0;
  PollMethod method = PollMethod::majority;
  std::int64_t options = 0;
  Timestamp opens_at;
  Timestamp closes_at;
  Timestamp last_arrival;
  std::int64_t dormant = 0;
  std::int64_t standing = 0;
  std::string folder;
  bool sharded = false;
};
const BallotPoll* find_ballot_poll(Database& db, const PollId& id);

// Ballots.
void add_ballot(Database& db, std::int64_t poll, const BallotRow& ballot);
std::vector<BallotRow> ballots_of(Database& db,
                                  std::int64_t poll);  // by member, then (at, id): the last of a member counts
std::vector<BallotRow> ballots_by(Database& db, std::int64_t poll, std::int64_t member);  // by (at, id)
std::int64_t voter_count(Database& db, std::int64_t poll);  // distinct members with a ballot

// Decisions.
void add_decision(Database& db, const DecisionRow& decision,
                  const std::vector<FigureRow>& figures);  // and closes its poll
std::optional<DecisionRow> find_decision(Database& db, const DecisionId& id);
DecisionRow decision_at(Database& db, std::int64_t position);
std::vector<DecisionRow> all_decisions(Database& db);  // in order of number
std::vector<FigureRow> figures_of(Database& db, std::int64_t decision);
void set_certified(Database& db, const DecisionId& id, std::int64_t position);
void set_final(Database& db, const DecisionId& id, Timestamp at, bool uncertified);
// A policy that a decision (its position) superseded or repealed; and the one that a decision superseded.
void set_superseded(Database& db, const DecisionId& policy, std::int64_t by, bool repealed);
std::optional<DecisionRow> superseded_by(Database& db, std::int64_t decision);
// How a change of a policy met what somebody had said against it.
struct Rejoinder {
  std::int64_t decision = 0;  // position of the decision that adopted the change
  std::string how;
};
void add_rejoinder(Database& db, const RecordId& dissent, const Rejoinder& rejoinder);
std::vector<Rejoinder> rejoinders_to(Database& db, const RecordId& dissent);  // the oldest first
// "D7" or a prefix of the id. VOT-051.
Result<DecisionRow> resolve_decision(Database& db, std::string_view name);

}  // namespace tos::voting

template <>
struct tos::NamesOf<tos::voting::DecisionOutcome> {
  using enum tos::voting::DecisionOutcome;
  static constexpr std::array names{tos::Name{adopted, "adopted"}, tos::Name{rejected, "rejected"},
                                    tos::Name{no_quorum, "no-quorum"}, tos::Name{tied, "tied"}};
};
template <>
struct tos::NamesOf<tos::voting::DecisionState> {
  using enum tos::voting::DecisionState;
  static constexpr std::array names{tos::Name{provisional, "provisional"}, tos::Name{final, "final"},
                                    tos::Name{superseded, "superseded"}};
};
