#pragma once
#include <string>
#include <string_view>

#include "core/index/log_table.h"
#include "deliberation/tables.h"
#include "history/group.h"
#include "voting/polls/tables.h"

namespace tos::cli {

// How people name a published proposal, poll or decision: P12, V7, D7. What is not published has no short name yet,
// because a pull may put other records before it: there the first 16 digits of the id stand, and `latest` or the
// beginning of the title can be typed. In a group without a remote, local main is what is published.
bool has_short_name(history::Group& group, std::int64_t position);
std::string proposal_name(history::Group& group, const deliberation::Chain& chain);
std::string poll_name(history::Group& group, const voting::PollRow& poll);
std::string decision_name(history::Group& group, const voting::DecisionRow& decision);

// What a person typed: a short name; `latest`, the newest in this clone, published or not; a unique prefix of an id;
// or the beginning of a title that fits one proposal, in letters of either case, "cargo-bike" as well as "Cargo bike".
// By title, a proposal's newest version and the newest poll or decision on it are meant. DEL-020, VOT-050, VOT-051.
Result<deliberation::Version> find_proposal_named(history::Group& group, std::string_view name);
Result<voting::PollRow> find_poll_named(history::Group& group, std::string_view name);
Result<voting::DecisionRow> find_decision_named(history::Group& group, std::string_view name);

// The record of a published proposal's newest version, a poll or a decision, by P12, V7 or D7; the newest record of
// the log, `latest`; or any record by its id. The rules above, and LOG-115.
Result<index::LogEntry> find_record_named(history::Group& group, std::string_view name);

// Whether these words, three bytes at least, may stand for a title: "cargo-b" for "Cargo bike".
bool title_begins(std::string_view title, std::string_view words);

// The title of what a poll is about, in the version that is voted on.
std::string title_of(history::Group& group, const voting::PollRow& poll);

}  // namespace tos::cli
