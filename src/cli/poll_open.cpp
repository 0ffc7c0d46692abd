#include "cli/poll_open.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/ballot_draft.h"
#include "cli/names.h"
#include "cli/poll_view.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "cli/sync_report.h"
#include "cli/time_option.h"
#include "identity/roll.h"
#include "voting/polls/poll.h"

namespace tos::cli {
namespace {

struct OpenOptions {
  std::string proposal;
  std::string opens;
  std::string closes;
  std::int64_t open_hours = 0;
  std::string quorum;
  std::string threshold;
  std::string denominator;
  std::string method;
  std::vector<std::string> choices;
  std::int64_t certifiers = -1;
};

// Whoever poses the poll takes part, even if they were dormant until now: their record counts.
std::int64_t elector_count(Database& db, Timestamp now, const Handle& author) {
  const identity::Electorate electorate =
      identity::electorate_now(db, now, days(charter::current(db).dormant_after_days));
  const auto member = identity::find_member(db, author.text());
  const bool wakes = member && std::ranges::count(electorate.dormant, member->number) > 0;
  return electorate.count + (wakes ? 1 : 0);
}

Result<void> set_share(Rational& share, std::string_view option, const std::string& text) {
  if (text.empty()) return {};
  const auto parsed = Rational::parse(text);
  if (!parsed) {
    return refuse(rules::CLI_001, "--{} '{}' is no fraction", option, text)
        .hint("write it as 0.5 or 2/3, in lowest terms");
  }
  share = *parsed;
  return {};
}

Result<void> set_times(voting::Poll& poll, const OpenOptions& options, Timestamp now) {
  const Duration length{poll.closes_at.ms - poll.opens_at.ms};
  if (!options.opens.empty()) {
    TOS_TRY(poll.opens_at, parse_time_option("opens", options.opens, now));
    poll.closes_at = poll.opens_at + length;
  }
  if (options.open_hours > 0 && !options.closes.empty()) {
    return refuse(rules::CLI_001, "--closes and --hours both say when the poll closes").hint("give one of them");
  }
  if (options.open_hours > 0) poll.closes_at = poll.opens_at + hours(options.open_hours);
  if (!options.closes.empty()) {
    TOS_TRY(poll.closes_at, parse_time_option("closes", options.closes, now));
  }
  return {};
}

Result<voting::Poll> draft_poll(World& world, history::Group& group, const deliberation::Version& version,
                                const Handle& author, const OpenOptions& options) {
  TOS_TRY(const Timestamp now, signing_time(world));
  const Timestamp log_now = std::max(now, group.clock());
  TOS_TRY(voting::Poll poll,
          voting::default_poll(group.db(), version.id, now, elector_count(group.db(), log_now, author)));
  TOS_CHECK(set_times(poll, options, now));
  TOS_CHECK(set_share(poll.quorum, "quorum", options.quorum));
  TOS_CHECK(set_share(poll.threshold, "threshold", options.threshold));
  if (!options.method.empty()) poll.method.text = options.method;
  if (!options.choices.empty()) poll.options.items.clear();
  for (const std::string& choice : options.choices) poll.options.items.push_back({choice});
  if (options.certifiers >= 0) poll.certifiers.value = options.certifiers;
  if (!options.denominator.empty()) {
    const auto denominator = value_of<charter::Denominator>(options.denominator);
    if (!denominator) {
      return refuse(rules::CLI_001, "a threshold is no share of '{}'", options.denominator)
          .hint("--denominator cast, non-abstaining or eligible");
    }
    poll.denominator = *denominator;
  }
  return poll;
}

// "majority with 0.5 of non-abstaining", "schulze".
std::string carried_by(const voting::Poll& poll) {
  const auto method = value_of<voting::PollMethod>(poll.method.text);
  if (method && !voting::has_threshold(*method)) return poll.method.text;
  return fmt::format("{} with {} of {}", poll.method.text, poll.threshold.to_string(), name_of(poll.denominator));
}

Result<void> run_open(World& world, const OpenOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const Identity identity, choose_identity(world, group));
  TOS_TRY(const deliberation::Version version, find_proposal_named(group, options.proposal));
  TOS_TRY(const voting::Poll poll, draft_poll(world, group, version, identity.handle, options));
  TOS_TRY(const RecordId id, publish_draft(world, group, draft("voting.poll/v1", poll), identity));
  const auto row = voting::find_poll(group.db(), id.as<PollTag>());
  const std::string name = row ? poll_name(group, *row) : "a poll";
  show_written(
      world, group, id,
      fmt::format("{} {} on '{}'\nopen {} to {}; quorum {}, {}", row ? "opened" : "would open", name, version.title,
                  poll.opens_at.to_minute(), poll.closes_at.to_minute(), poll.quorum.to_string(), carried_by(poll)));
  if (row)
    world.note(fmt::format("{} may vote: tos ballot cast {} {}", count_of(turnout_of(group, *row).eligible, "member"),
                           name, ballot_form(row->method)));
  return {};
}

}  // namespace

void add_poll_open(CLI::App& poll, World& world) {
  auto options = std::make_shared<OpenOptions>();
  CLI::App* command = poll.add_subcommand("open", "put a proposal to the vote, as the charter asks for it");
  command
      ->add_option("proposal", options->proposal,
                   "P12, the beginning of its title, latest, or the first digits of an id")
      ->required()
      ->type_name("PROPOSAL");
  command->add_option("--opens", options->opens, "when (default now, or when the discussion is over)")
      ->type_name("TIME");
  command->add_option("--closes", options->closes, "when: 2026-11-23T10:00Z, or from now on as +3d")->type_name("TIME");
  command->add_option("--hours", options->open_hours, "how long it is open")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{8760}));
  command->add_option("--quorum", options->quorum, "share of the electorate that must take part")
      ->type_name("FRACTION");
  command->add_option("--threshold", options->threshold, "share that carries")->type_name("FRACTION");
  command->add_option("--denominator", options->denominator, "share of what: cast, non-abstaining or eligible")
      ->type_name("NAME");
  command->add_option("--method", options->method, "majority, supermajority, approval, schulze or consent")
      ->type_name("NAME");
  command
      ->add_option("--option", options->choices,
                   "something to choose, in approval and schulze; say each (default the proposal's options)")
      ->type_name("TEXT")
      ->expected(1)
      ->take_all();
  command->add_option("--certifiers", options->certifiers, "approvals that the decision needs")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{20}));
  command->callback([&world, options] { finish(world, run_open(world, *options)); });
}

}  // namespace tos::cli
