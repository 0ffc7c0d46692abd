#include "cli/names.h"

#include "cli/session.h"
#include "core/index/kind_entry.h"
#include "core/index/log_table.h"
#include "core/index/short_name.h"
#include "core/index/sound.h"
#include "deliberation/rules.h"
#include "voting/polls/rules.h"

namespace tos::cli {
namespace {

std::string named(history::Group& group, char letter, std::int64_t number, std::int64_t position) {
  if (has_short_name(group, position)) return fmt::format("{}{}", letter, number);
  return index::entry_at(group.db(), position)->id.hex16();
}

// Where a short name would name what is not published yet.
Result<void> check_short_name(history::Group& group, std::string_view name, char letter, std::int64_t position,
                              const Rule& rule) {
  if (!index::parse_short_name(name, letter) || has_short_name(group, position)) return {};
  return refuse(rule, "there is no published '{}'", name)
      .hint("what you mean may be {}, which is not published yet: its title or 'latest' names it too",
            index::entry_at(group.db(), position)->id.hex16());
}

// One kind of thing that people name: its letter, and how its newest is found: on the proposal ?1, or of all for 0.
struct Noun {
  char letter;
  std::string_view word;
  const Rule* rule;
  const char* newest;
};
constexpr Noun proposal_noun{'P', "proposal", &rules::DEL_020,
                             "SELECT newest FROM proposal_chain WHERE ?1 IN (0, first) ORDER BY newest DESC LIMIT 1"};
constexpr Noun poll_noun{'V', "poll", &rules::VOT_050,
                         "SELECT position FROM poll WHERE ?1 IN (0, chain) ORDER BY position DESC LIMIT 1"};
constexpr Noun decision_noun{'D', "decision", &rules::VOT_051,
                             "SELECT d.position FROM decision d JOIN poll p ON p.position = d.poll WHERE ?1 IN (0, "
                             "p.chain) ORDER BY d.position DESC LIMIT 1"};

constexpr std::size_t least_title_bytes = 3;  // the shortest title there is

// The newest of the noun on each proposal whose title begins with these words.
std::vector<std::int64_t> find_titled(history::Group& group, const Noun& noun, std::string_view words) {
  std::vector<std::int64_t> found;
  for (Rows rows = group.db().query("SELECT first, newest FROM proposal_chain ORDER BY number"); rows.next();) {
    if (!title_begins(deliberation::version_at(group.db(), rows.integer(1))->title, words)) continue;
    if (const auto position = group.db().number(noun.newest, rows.integer(0))) found.push_back(*position);
  }
  return found;
}

// What a word means that is neither a short name nor an id, as a position; `unknown` where it means nothing.
Result<std::int64_t> find_by_words(history::Group& group, const Noun& noun, std::string_view words, Refusal unknown) {
  if (words == "latest") {
    if (const auto position = group.db().number(noun.newest, 0)) return *position;
    return refuse(*noun.rule, "there is no {} yet", noun.word).hint("tos {} list", noun.word);
  }
  if (index::parse_short_name(words, noun.letter)) return unknown;
  const std::vector<std::int64_t> found = find_titled(group, noun, words);
  if (found.empty()) return unknown;
  if (found.size() > 1) {
    return refuse(*noun.rule, "{} {}s have a title that begins with '{}'", found.size(), noun.word, words)
        .hint("write more of the title, or the name or id: tos {} list", noun.word);
  }
  return found.front();
}

}  // namespace

bool title_begins(std::string_view title, std::string_view words) {
  if (words.size() < least_title_bytes) return false;
  const std::string typed = slug(words, "");
  return title.starts_with(words) || (!typed.empty() && slug(title, "").starts_with(typed));
}

bool has_short_name(history::Group& group, std::int64_t position) {
  return !group.has_remote() || position <= group.published_size();
}

std::string proposal_name(history::Group& group, const deliberation::Chain& chain) {
  return named(group, 'P', chain.number, chain.first);
}
std::string poll_name(history::Group& group, const voting::PollRow& poll) {
  return named(group, 'V', poll.number, poll.position);
}
std::string decision_name(history::Group& group, const voting::DecisionRow& decision) {
  return named(group, 'D', decision.number, decision.position);
}

Result<deliberation::Version> find_proposal_named(history::Group& group, std::string_view name) {
  auto version = deliberation::resolve_proposal(group.db(), name);
  if (!version) {
    TOS_TRY(const std::int64_t position, find_by_words(group, proposal_noun, name, std::move(version.error())));
    return *deliberation::version_at(group.db(), position);
  }
  TOS_CHECK(check_short_name(group, name, 'P', version->chain, rules::DEL_020));
  return version;
}
Result<voting::PollRow> find_poll_named(history::Group& group, std::string_view name) {
  auto poll = voting::resolve_poll(group.db(), name);
  if (!poll) {
    TOS_TRY(const std::int64_t position, find_by_words(group, poll_noun, name, std::move(poll.error())));
    return voting::poll_at(group.db(), position);
  }
  TOS_CHECK(check_short_name(group, name, 'V', poll->position, rules::VOT_050));
  return poll;
}
Result<voting::DecisionRow> find_decision_named(history::Group& group, std::string_view name) {
  auto decision = voting::resolve_decision(group.db(), name);
  if (!decision) {
    TOS_TRY(const std::int64_t position, find_by_words(group, decision_noun, name, std::move(decision.error())));
    return voting::decision_at(group.db(), position);
  }
  TOS_CHECK(check_short_name(group, name, 'D', decision->position, rules::VOT_051));
  return decision;
}

Result<index::LogEntry> find_record_named(history::Group& group, std::string_view name) {
  const auto entry = [&](std::int64_t position) -> Result<index::LogEntry> {
    return *index::entry_at(group.db(), position);
  };
  if (index::parse_short_name(name, 'P')) {
    TOS_TRY(const deliberation::Version version, find_proposal_named(group, name));
    return entry(version.position);
  }
  if (index::parse_short_name(name, 'V')) {
    TOS_TRY(const voting::PollRow poll, find_poll_named(group, name));
    return entry(poll.position);
  }
  if (index::parse_short_name(name, 'D')) {
    TOS_TRY(const voting::DecisionRow decision, find_decision_named(group, name));
    return entry(decision.position);
  }
  if (name == "latest" && group.size() > 0) return entry(group.size());
  return resolve_record(group, name);
}

std::string title_of(history::Group& group, const voting::PollRow& poll) {
  const auto version = deliberation::version_at(group.db(), poll.proposal);
  TOS_SOUND(version.has_value());  // a poll names a version of the log
  return version->title;
}

}  // namespace tos::cli
