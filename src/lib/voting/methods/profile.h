#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "voting/methods/ballots.h"

namespace tos::voting {

// Where a candidate (or option, or project) stands. Marks for a withdrawn candidate are passed over as if they had
// never been written. An undeclared write-in takes votes but cannot win (RCTab's "UWI").
enum class Standing { standing, withdrawn, undeclared_write_in };

struct Candidate {
  std::string name;     // as the source spells it; names may repeat
  std::string id = {};  // what the source calls it beside its name: nickname, code, project id; may be empty
  Standing standing = Standing::standing;
};

// Yes, no, abstain: one number each.
struct ChoiceBallots {
  std::int64_t yes = 0;
  std::int64_t no = 0;
  std::int64_t abstain = 0;
};

// Sociocratic consent: an objection names a harm, a concern never blocks, standing aside neither consents nor blocks.
struct ConsentBallots {
  std::int64_t consent = 0;
  std::int64_t concern = 0;
  std::int64_t stand_aside = 0;
  std::int64_t objection = 0;
};

struct ApprovalBallots : GroupedBallots<Approval> {};
struct RankedBallots : GroupedBallots<RankMark> {};
struct ScoreBallots : GroupedBallots<Points> {};       // a score a candidate; who is not named has no score
struct AllocationBallots : GroupedBallots<Points> {};  // points or money (minor units) a candidate, not negative

using BallotSet =
    std::variant<ChoiceBallots, ApprovalBallots, RankedBallots, ScoreBallots, AllocationBallots, ConsentBallots>;

// Participatory budget: what there is to spend and what each candidate (project) costs, in the smallest unit.
struct Budget {
  std::int64_t limit = 0;
  std::vector<std::int64_t> costs = {};  // one a candidate
  int decimals = 0;                      // for printing: 2 where the unit is a cent
};

// Everything that is counted. Candidates are named by their place (0-based) in ballots and traces, and by place + 1 in
// everything that people read.
struct Profile {
  std::string title = {};
  std::vector<Candidate> candidates = {};
  BallotSet ballots = RankedBallots{};
  std::int64_t set_aside = 0;               // ballots cast but not readable as a vote; part of `ballots` in reports
  std::optional<int> seats = std::nullopt;  // what the source says; the rules decide
  std::optional<Budget> budget = std::nullopt;
};

// Ballots in the profile, without those set aside.
std::int64_t ballot_count(const Profile& profile);
// Ballots that say something: at least one mark for a candidate.
std::int64_t valid_ballot_count(const Profile& profile);
std::string_view ballot_kind(
    const BallotSet& ballots);  // "choice", "approval", "ranked", "score", "allocation", "consent"

// TAL-001 (ballots with those set aside beyond int64), TAL-003, TAL-005 (a mark outside the candidates), TAL-010 and
// TAL-011 (budget). count() checks this too; a reader that checks while it reads can give the line.
Result<void> check_profile(const Profile& profile);

}  // namespace tos::voting
