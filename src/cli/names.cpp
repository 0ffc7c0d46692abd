#include "cli/names.h"

#include "core/base/assert.h"
#include "core/index/log_table.h"
#include "core/index/short_name.h"
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
      .hint("what you mean may be {}, which is not published yet", index::entry_at(group.db(), position)->id.hex16());
}

}  // namespace

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
  TOS_TRY(deliberation::Version version, deliberation::resolve_proposal(group.db(), name));
  TOS_CHECK(check_short_name(group, name, 'P', version.chain, rules::DEL_020));
  return version;
}
Result<voting::PollRow> find_poll_named(history::Group& group, std::string_view name) {
  TOS_TRY(voting::PollRow poll, voting::resolve_poll(group.db(), name));
  TOS_CHECK(check_short_name(group, name, 'V', poll.position, rules::VOT_050));
  return poll;
}
Result<voting::DecisionRow> find_decision_named(history::Group& group, std::string_view name) {
  TOS_TRY(voting::DecisionRow decision, voting::resolve_decision(group.db(), name));
  TOS_CHECK(check_short_name(group, name, 'D', decision.position, rules::VOT_051));
  return decision;
}

std::string title_of(history::Group& group, const voting::PollRow& poll) {
  const auto version = deliberation::version_at(group.db(), poll.proposal);
  TOS_ASSERT(version.has_value());  // a poll names a version of the log
  return version->title;
}

}  // namespace tos::cli
