#include "voting/polls/poll.h"

#include <algorithm>
#include <set>

#include "core/index/log_table.h"
#include "core/index/sound.h"
#include "deliberation/acts.h"
#include "deliberation/option.h"
#include "deliberation/round.h"
#include "identity/open_polls.h"
#include "identity/roll.h"
#include "voting/polls/rules.h"

namespace tos::voting {
namespace {

using charter::DecisionType;
using deliberation::Chain;
using deliberation::ChainState;
using deliberation::Version;

constexpr Duration longest_wait = days(365);    // from posing a poll to its opening
constexpr Duration longest_voting = days(365);  // from opening to closing
// What members who are no authors may take (VOT-034): to the opening, from when the poll could open; and to vote.
constexpr Duration usual_wait = days(1);
constexpr Duration usual_voting = days(7);  // or twice the charter's time, where that is more

// What is voted on, and what the charter asks of it. The type's charter is the one in force where the poll is posed;
// where objections have outlasted their round, a majority decides instead of consent.
struct Subject {
  Version version;
  Chain chain;
  DecisionType type;
  bool by_author = false;  // the poll is posed by an author of the proposal
};

// VOT-020: the version is the newest of an open proposal. VOT-021: no other poll on it is open.
Result<Subject> subject_of(Database& db, const ProposalId& proposal) {
  TOS_TRY(Version version, deliberation::require_version(db, proposal));
  Chain chain = deliberation::chain_at(db, version.chain);
  if (chain.state != ChainState::open) {
    return refuse(rules::VOT_020, "proposal '{}' (P{}) is {}", version.title, chain.number, name_of(chain.state));
  }
  if (chain.newest != version.position) {
    return refuse(rules::VOT_020, "'{}' is version {} of P{}, and there is a newer one", version.title, version.number,
                  chain.number)
        .hint("tos proposal show P{}", chain.number);
  }
  if (chain.open_poll) {
    return refuse(rules::VOT_021, "the poll {} on '{}' has no decision yet",
                  index::entry_at(db, *chain.open_poll)->id.hex16(), version.title)
        .hint("tos poll list");
  }
  const DecisionType* type = charter::find_decision_type(charter::current(db), version.decision_type.text());
  if (type == nullptr) {
    return refuse(rules::VOT_020, "the charter no longer has the type '{}' of proposal '{}' (P{})",
                  version.decision_type, version.title, chain.number)
        .hint("make a new version with another type");
  }
  DecisionType decides = *type;
  if (decides.method.text == name_of(PollMethod::consent) && deliberation::falls_back_to_vote(db, chain.first)) {
    decides.method.text = name_of(PollMethod::majority);
    decides.threshold = std::max(decides.threshold, Rational{1, 2});
  }
  return Subject{.version = std::move(version), .chain = std::move(chain), .type = std::move(decides)};
}

// VOT-023.
Result<void> check_options(const Poll& poll, PollMethod method) {
  if (!chooses_option(method)) {
    if (poll.options.empty()) return {};
    return refuse(rules::VOT_023, "a poll by {} is one question, but {} options are listed", poll.method.text,
                  poll.options.size());
  }
  if (poll.options.size() < 2) {
    return refuse(rules::VOT_023, "a poll by {} has {} to choose from", poll.method.text,
                  poll.options.empty() ? "nothing" : "one option")
        .hint("list what may be chosen: --option TEXT --option TEXT");
  }
  std::set<std::string> labels;
  for (const auto& option : poll.options) {
    if (labels.insert(deliberation::plain_label(option.text)).second) continue;
    return refuse(rules::VOT_023, "the option '{}' is listed twice", option.text);
  }
  return {};
}

// VOT-022 to VOT-024: what can be seen from the poll alone.
Result<void> check_poll_form(const Poll& poll) {
  const auto method = value_of<PollMethod>(poll.method.text);
  if (!method) {
    return refuse(rules::VOT_022, "polls are not decided by '{}'", poll.method.text)
        .hint("majority, supermajority, approval, schulze or consent");
  }
  TOS_CHECK(check_options(poll, *method));
  for (const Rational& share : {poll.quorum, poll.threshold}) {
    if (share < Rational{0, 1} || share > Rational{1, 1}) {
      return refuse(rules::VOT_024, "{} is no share of a whole", share.to_string());
    }
  }
  return {};
}

// How large the whole is that the threshold is a share of: more is stricter.
int size_order(charter::Denominator denominator) {
  switch (denominator) {
    case charter::Denominator::non_abstaining:
      return 0;
    case charter::Denominator::cast:
      return 1;
    case charter::Denominator::eligible:
      return 2;
  }
  std::unreachable();
}

// Whether a poll by one method may be at least as strict as a type that is decided by the other: a question that a
// majority answers may ask for a supermajority, and the other way round with a greater threshold.
bool is_comparable(std::string_view method, std::string_view of_type) {
  const auto is_share_of_yes = [](std::string_view name) {
    return name == name_of(PollMethod::majority) || name == name_of(PollMethod::supermajority);
  };
  return method == of_type || (is_share_of_yes(method) && is_share_of_yes(of_type));
}

// How much agreement is asked for, as an order in which more is stricter: majority asks for more than its share.
struct Agreement {
  Rational threshold;
  bool more_than;
  auto operator<=>(const Agreement&) const = default;
};
Agreement agreement(Rational threshold, std::string_view method) {
  return {.threshold = threshold, .more_than = method == name_of(PollMethod::majority)};
}

Refusal too_lax(std::string_view what, std::string_view asked, std::string_view charter, const Subject& subject) {
  return refuse(rules::VOT_025, "{} is {}, but '{}' asks for {}", what, asked, subject.type.name, charter);
}

// VOT-025, VOT-030, VOT-032: never less than the charter asks; more only where an author of the proposal asks for it.
Result<void> check_strictness(const Context& context, const Poll& poll, const Subject& subject) {
  const DecisionType& type = subject.type;
  const charter::Charter& charter = charter::current(context.db);
  if (!value_of<PollMethod>(type.method.text)) {
    return refuse(rules::VOT_025, "'{}' is decided by {}, which polls do not count yet", type.name, type.method.text);
  }
  if (!is_comparable(poll.method.text, type.method.text)) {
    return refuse(rules::VOT_025, "the poll is decided by {}, but '{}' by {}", poll.method.text, type.name,
                  type.method.text)
        .hint("open it with --method {}, or make a new version of the proposal with another type", type.method.text);
  }
  const auto quorum = poll.quorum <=> type.quorum;
  const auto agreed = agreement(poll.threshold, poll.method.text) <=> agreement(type.threshold, type.method.text);
  const auto whole = size_order(poll.denominator) <=> size_order(type.denominator);
  const auto certifiers = poll.certifiers.value <=> charter.certifiers.value;
  if (quorum < 0) return too_lax("the quorum", poll.quorum.to_string(), type.quorum.to_string(), subject);
  if (agreed < 0) {
    return too_lax("the threshold", fmt::format("{} by {}", poll.threshold.to_string(), poll.method.text),
                   fmt::format("{} by {}", type.threshold.to_string(), type.method.text), subject);
  }
  if (whole < 0) return too_lax("the denominator", name_of(poll.denominator), name_of(type.denominator), subject);
  if (certifiers < 0) {
    return too_lax("the number of certifiers", std::to_string(poll.certifiers), std::to_string(charter.certifiers),
                   subject);
  }
  if (poll.late_ballots_hours.value < charter.late_ballots_hours.value) {
    return refuse(rules::VOT_030, "late ballots have {} hours, but the charter gives them {}",
                  poll.late_ballots_hours.value, charter.late_ballots_hours.value);
  }
  const bool asks_for_more = quorum > 0 || agreed > 0 || whole > 0 || certifiers > 0;
  if (asks_for_more && !subject.by_author) {
    return refuse(rules::VOT_032, "'{}' is no author of '{}' (P{}) and asks for more than '{}' does",
                  context.envelope.author, subject.version.title, subject.chain.number, type.name)
        .hint("open the poll with the charter's quorum, threshold and certifiers");
  }
  return {};
}

// VOT-033.
Result<void> check_act(const Poll& poll, const Subject& subject) {
  if (poll.options.empty() || !subject.version.act) return {};
  return refuse(rules::VOT_033, "'{}' asks for {} on {}, and the poll is a choice among options", subject.version.title,
                subject.version.act->kind, subject.version.act->target)
      .hint("ask it as a yes or no, in a type of decision by majority, supermajority or consent");
}

// VOT-035.
Result<void> check_choice(const Context& context, const Poll& poll, const Subject& subject) {
  if (poll.options.empty() || subject.by_author) return {};
  const std::int64_t chain = subject.chain.first;
  std::set<std::string> listed;
  for (const auto& option : poll.options) {
    listed.insert(deliberation::plain_label(option.text));
    if (deliberation::has_option(context.db, chain, option.text)) continue;
    return refuse(rules::VOT_035, "'{}' is no option of '{}' (P{})", option.text, subject.version.title,
                  subject.chain.number)
        .hint("its options: tos proposal show P{}; one more: tos option add P{}", subject.chain.number,
              subject.chain.number);
  }
  for (const std::string& label : deliberation::final_labels(context.db, chain)) {
    if (listed.contains(deliberation::plain_label(label))) continue;
    return refuse(rules::VOT_035, "the option '{}' of '{}' (P{}) is left out", label, subject.version.title,
                  subject.chain.number)
        .hint("open the poll without --option: it lists them all");
  }
  return {};
}

// VOT-034.
Result<void> check_holdup(const Context& context, const Poll& poll, const Subject& subject, Timestamp discussed) {
  if (subject.by_author) return {};
  const Timestamp latest = std::max(context.envelope.at, discussed) + usual_wait;
  if (poll.opens_at > latest) {
    return refuse(rules::VOT_034, "the poll opens at {}, and '{}' is no author of '{}' (P{})",
                  poll.opens_at.to_minute(), context.envelope.author, subject.version.title, subject.chain.number)
        .hint("open it at {} or earlier", latest.to_string());
  }
  const Timestamp end = poll.opens_at + std::max(usual_voting, Duration{2 * hours(subject.type.vote_hours).ms});
  if (poll.closes_at > end) {
    return refuse(rules::VOT_034, "the poll closes at {}, and '{}' is no author of '{}' (P{})",
                  poll.closes_at.to_minute(), context.envelope.author, subject.version.title, subject.chain.number)
        .hint("close it at {} or earlier", end.to_string());
  }
  if (poll.late_ballots_hours.value > charter::current(context.db).late_ballots_hours.value) {
    return refuse(rules::VOT_034, "late ballots have {} hours, and '{}' is no author of '{}' (P{})",
                  poll.late_ballots_hours.value, context.envelope.author, subject.version.title, subject.chain.number)
        .hint("give them the charter's {} hours", charter::current(context.db).late_ballots_hours.value);
  }
  return {};
}

// VOT-026 to VOT-029, VOT-034.
Result<void> check_times(const Context& context, const Poll& poll, const Subject& subject) {
  const Timestamp at = context.envelope.at;
  const Duration voting = hours(subject.type.vote_hours);
  if (poll.opens_at < at || poll.opens_at > at + longest_wait || poll.closes_at <= poll.opens_at ||
      poll.closes_at > poll.opens_at + longest_voting) {
    return refuse(rules::VOT_028, "signed {}, opens {}, closes {}", at.to_minute(), poll.opens_at.to_minute(),
                  poll.closes_at.to_minute());
  }
  const Timestamp discussed = subject.version.logged_at + hours(subject.type.discussion_hours);
  if (poll.opens_at < discussed) {
    return refuse(rules::VOT_026, "'{}' is under discussion until {}", subject.version.title, discussed.to_minute())
        .hint("open the poll at {} or later", discussed.to_string());
  }
  if (poll.closes_at < poll.opens_at + voting) {
    return refuse(rules::VOT_027, "the poll is open for less than {} hours", subject.type.vote_hours.value)
        .hint("close it at {} or later", (poll.opens_at + voting).to_string());
  }
  if (poll.closes_at < context.now + Duration{voting.ms / 2}) {
    return refuse(rules::VOT_029, "it is {} in the log, and the poll closes at {}", context.now.to_minute(),
                  poll.closes_at.to_minute())
        .hint("pose the poll again with later times");
  }
  return check_holdup(context, poll, subject, discussed);
}

std::vector<std::string> titles_of(const Poll& poll) {
  std::vector<std::string> titles;
  for (const auto& option : poll.options) titles.push_back(option.text);
  return titles;
}

// The poll's own record counts as one of its author's, so it ends their dormancy.
identity::Electorate electorate_of(const Context& context) {
  identity::Electorate electorate =
      identity::electorate_now(context.db, context.now, days(charter::current(context.db).dormant_after_days));
  electorate.count += std::erase(electorate.dormant, identity::author_number(context)) != 0 ? 1 : 0;
  std::ranges::sort(electorate.dormant);
  return electorate;
}

}  // namespace

Result<void> check_poll(const Context& context, const Poll& poll) {
  TOS_CHECK(check_poll_form(poll));
  TOS_TRY(Subject subject, subject_of(context.db, poll.proposal));
  subject.by_author = deliberation::is_author(context.db, subject.chain.first, context.envelope.author);
  TOS_CHECK(deliberation::check_ready_for_vote(context.db, {subject.version, subject.chain}, context.now));
  TOS_CHECK(check_strictness(context, poll, subject));
  TOS_CHECK(check_act(poll, subject));
  TOS_CHECK(check_choice(context, poll, subject));
  TOS_CHECK(check_times(context, poll, subject));
  const std::int64_t electors = electorate_of(context).count;
  if (poll.sharded != (electors > most_electors_unsharded)) {
    return refuse(rules::VOT_031, "there are {} electors, and the poll is {}sharded", electors,
                  poll.sharded ? "" : "not ")
        .hint("say sharded: {}", !poll.sharded);
  }
  return {};
}

void apply_poll(const Context& context, const Poll& poll) {
  const auto version = deliberation::find_version(context.db, poll.proposal);
  TOS_SOUND(version.has_value());
  const charter::Charter& charter = charter::current(context.db);
  const identity::Electorate electorate = electorate_of(context);
  add_poll(context.db,
           {.position = context.position,
            .id = context.id.as<PollTag>(),
            .proposal = version->position,
            .chain = version->chain,
            .method = *value_of<PollMethod>(poll.method.text),
            .quorum = poll.quorum,
            .threshold = poll.threshold,
            .denominator = poll.denominator,
            .opens_at = poll.opens_at,
            .closes_at = poll.closes_at,
            .last_arrival = poll.closes_at + hours(poll.late_ballots_hours),
            .certifiers = poll.certifiers,
            .sharded = poll.sharded,
            .tie = charter.tie,
            .cooling_off_hours = charter.cooling_off_hours,
            .certify_within_days = charter.certify_within_days,
            .challenge_days = charter.challenge_days,
            .electorate = electorate.count,
            .dormant = static_cast<std::int64_t>(electorate.dormant.size()),
            .standing = identity::last_change_of_standing(context.db),
            .folder = folder_of_poll(context, poll)},
           titles_of(poll), electorate.dormant);
  deliberation::enter_vote(context.db, version->chain, context.position, context.now);
  identity::note_opened(context.db, context.position, context.position);
}

std::string folder_of_poll(const Context& context, const Poll& poll) {
  return deliberation::folder_of_chain(context.db, poll.proposal);
}

std::optional<Authority> authority_of_poll(const Context& context, const Poll& poll) {
  const auto version = deliberation::find_version(context.db, poll.proposal);
  if (version && deliberation::is_open_to_all_members(version->decision_type.text())) return Authority{};
  return std::nullopt;
}

Result<Poll> default_poll(Database& db, const ProposalId& proposal, Timestamp opens_at, std::int64_t electors) {
  TOS_TRY(const Subject subject, subject_of(db, proposal));
  const charter::Charter& charter = charter::current(db);
  const DecisionType& type = subject.type;
  const Timestamp opens = std::max(opens_at, subject.version.logged_at + hours(type.discussion_hours));
  Poll poll{.proposal = proposal,
            .options = {},
            .method = type.method,
            .quorum = type.quorum,
            .threshold = type.threshold,
            .denominator = type.denominator,
            .opens_at = opens,
            .closes_at = opens + hours(std::max<std::int64_t>(type.vote_hours, 1)),
            .late_ballots_hours = charter.late_ballots_hours,
            .certifiers = charter.certifiers,
            .sharded = electors > most_electors_unsharded};
  const auto method = value_of<PollMethod>(type.method.text);
  if (method && chooses_option(*method)) {
    for (std::string& label : deliberation::final_labels(db, subject.chain.first)) {
      poll.options.items.push_back({std::move(label)});
    }
  }
  return poll;
}

}  // namespace tos::voting
