#include "voting/polls/ballot.h"

#include <algorithm>
#include <map>

#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "identity/roll.h"
#include "voting/polls/active_members.h"
#include "voting/polls/ballot_text.h"
#include "voting/polls/rules.h"

namespace tos::voting {
namespace {

// Whether the ballot says what the method counts, and nothing else.
bool says_what_counts(const Ballot& ballot, PollMethod method) {
  const bool orders = ballot.ranks.has_value() || ballot.scores.has_value();
  switch (way_of(method)) {
    case BallotWay::choice:
      return ballot.choice && !ballot.approves && !orders;
    case BallotWay::approvals:
      return ballot.approves && !ballot.choice && !orders;
    case BallotWay::order:
      return ballot.ranks.has_value() != ballot.scores.has_value() && !ballot.choice && !ballot.approves;
  }
  std::unreachable();
}

// Every option that the ballot names, as often as it does.
OptionNumbers options_named(const Ballot& ballot) {
  OptionNumbers options;
  if (ballot.approves) options.assign(ballot.approves->begin(), ballot.approves->end());
  if (ballot.ranks) {
    for (const OptionRank& one : *ballot.ranks) options.push_back(one.option);
  }
  if (ballot.scores) {
    for (const OptionScore& one : *ballot.scores) options.push_back(one.option);
  }
  return options;
}

// VOT-002, VOT-009.
Result<void> check_form(const Ballot& ballot, const BallotPoll& poll) {
  if (!says_what_counts(ballot, poll.method)) {
    return refuse(rules::VOT_002, "a poll by {} counts {}, and that alone", name_of(poll.method),
                  name_of(way_of(poll.method)))
        .hint("tos ballot cast --help");
  }
  const auto choices = choices_of(poll.method);
  if (ballot.choice && std::ranges::find(choices, ballot.choice->text) == choices.end()) {
    return refuse(rules::VOT_002, "'{}' is not {} or {}", ballot.choice->text,
                  fmt::join(choices.first(choices.size() - 1), ", "), choices.back());
  }
  OptionNumbers options = options_named(ballot);
  std::ranges::sort(options);
  if (!options.empty() && options.back() > poll.options) {
    return refuse(rules::VOT_009, "there is no option {}: the poll has {}", options.back(), poll.options);
  }
  if (const auto twice = std::ranges::adjacent_find(options); twice != options.end()) {
    return refuse(rules::VOT_009, "option {} is named twice", *twice);
  }
  return {};
}

}  // namespace

std::string text_of(const Ballot& ballot) {
  if (ballot.choice) return ballot.choice->text;
  if (ballot.approves) return approvals_text({ballot.approves->begin(), ballot.approves->end()});
  std::map<std::int64_t, OptionNumbers> places;  // the smaller, the better
  if (ballot.ranks) {
    for (const OptionRank& one : *ballot.ranks) places[one.rank].push_back(one.option);
  }
  if (ballot.scores) {
    for (const OptionScore& one : *ballot.scores) places[-one.score].push_back(one.option);
  }
  Ranking ranking;
  for (auto& [place, options] : places) ranking.push_back(std::move(options));
  return ranking_text(std::move(ranking));
}

namespace {

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
  TOS_CHECK(check_form(ballot, *poll));
  TOS_CHECK(check_in_time(context, *poll));
  return check_elector(context, *poll, identity::author_number(context));
}

void apply_ballot(const Context& context, const Ballot& ballot) {
  const BallotPoll* poll = find_ballot_poll(context.db, ballot.poll);
  TOS_SOUND(poll != nullptr);
  add_ballot(context.db, poll->position,
             {.position = context.position,
              .id = context.id,
              .member = identity::author_number(context),
              .at = context.envelope.at,
              .choice = text_of(ballot),
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
