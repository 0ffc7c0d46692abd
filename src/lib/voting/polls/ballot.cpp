#include "voting/polls/ballot.h"

#include <algorithm>
#include <array>

#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "identity/roll.h"
#include "voting/polls/active_members.h"
#include "voting/polls/rules.h"

namespace tos::voting {
namespace {

constexpr std::array<std::string_view, 3> choices{"yes", "no", "abstain"};

// VOT-002. Every method of ruleset 1 counts a choice.
Result<void> check_form(const Ballot& ballot, PollMethod method) {
  if (!ballot.choice || ballot.approves || ballot.ranks || ballot.scores) {
    return refuse(rules::VOT_002, "a poll by {} counts a choice, and that alone", name_of(method))
        .hint("tos ballot cast --help");
  }
  if (std::ranges::find(choices, ballot.choice->text) == choices.end()) {
    return refuse(rules::VOT_002, "'{}' is not yes, no or abstain", ballot.choice->text);
  }
  return {};
}

// "poll 'Shared cargo bike' (0c8fd…)". Only for refusals: a poll that is not published has no short name yet.
std::string poll_name(Database& db, std::int64_t position) {
  const PollRow poll = poll_at(db, position);
  return fmt::format("poll '{}' ({})", deliberation::version_at(db, poll.proposal)->title,
                     index::entry_at(db, position)->id.hex16());
}

// VOT-003 to VOT-005.
Result<void> check_in_time(const Context& context, const BallotPoll& poll) {
  const Timestamp at = context.envelope.at;
  const auto name = [&] { return poll_name(context.db, poll.position); };
  if (at < poll.opens_at) {
    return refuse(rules::VOT_003, "{} opens at {}, after this ballot", name(), poll.opens_at.to_minute())
        .hint("vote when it is open");
  }
  if (at > poll.closes_at) {
    return refuse(rules::VOT_004, "{} was already closed at {}, before this ballot", name(), poll.closes_at.to_minute())
        .hint("tos poll show {}", index::entry_at(context.db, poll.position)->id.hex16());
  }
  if (context.clock > poll.last_arrival) {
    return refuse(rules::VOT_005, "{} took late ballots until {}", name(), poll.last_arrival.to_minute())
        .hint("publish a ballot soon after it is signed: tos sync");
  }
  return {};
}

// VOT-006 to VOT-008.
Result<void> check_elector(const Context& context, const BallotPoll& poll, std::int64_t member) {
  const Handle& author = context.envelope.author;
  if (!was_active(context.db, member, poll.position, poll.standing)) {
    return refuse(rules::VOT_006, "'{}' was not an active member when {} was posed", author,
                  poll_name(context.db, poll.position));
  }
  if (deliberation::is_recused(context.db, poll.chain, member)) {
    return refuse(rules::VOT_007, "'{}' is recused in {}", author, poll_name(context.db, poll.position));
  }
  if (poll.dormant != 0 && is_dormant_in(context.db, poll.position, member)) {
    return refuse(rules::VOT_008, "'{}' was dormant when {} was posed", author, poll_name(context.db, poll.position));
  }
  return {};
}

}  // namespace

Result<void> check_ballot(const Context& context, const Ballot& ballot) {
  const BallotPoll* poll = find_ballot_poll(context.db, ballot.poll);
  if (poll == nullptr)
    return refuse(rules::VOT_001, "there is no poll {} here", ballot.poll.hex16()).hint("tos poll list");
  TOS_CHECK(check_form(ballot, poll->method));
  TOS_CHECK(check_in_time(context, *poll));
  return check_elector(context, *poll, identity::author_number(context));
}

void apply_ballot(const Context& context, const Ballot& ballot) {
  const BallotPoll* poll = find_ballot_poll(context.db, ballot.poll);
  TOS_SOUND(poll != nullptr && ballot.choice.has_value());
  add_ballot(context.db, poll->position,
             {.position = context.position,
              .id = context.id,
              .member = identity::author_number(context),
              .at = context.envelope.at,
              .choice = ballot.choice->text,
              .key = context.envelope.key});
}

std::string folder_of_ballot(const Context& context, const Ballot& ballot) {
  const BallotPoll* poll = find_ballot_poll(context.db, ballot.poll);
  TOS_SOUND(poll != nullptr);
  if (!poll->sharded) return poll->folder + "/ballots";
  return fmt::format("{}/ballots/{}", poll->folder, context.id.hex16().substr(0, 2));
}

// Who votes is the electorate; no charter narrows it.
std::optional<Authority> authority_of_ballot(const Context&, const Ballot&) { return Authority{}; }

}  // namespace tos::voting
