#pragma once
#include <string>
#include <utility>
#include <vector>

#include "cli/identity_choice.h"
#include "cli/world.h"
#include "core/record/kind.h"
#include "history/catalog.h"
#include "history/group.h"

namespace tos::cli {

// Opens the group in -C DIR, caught up; warns where main's log ends before its head.
Result<history::Group> open_group(World& world);
// The answer to a read model that failed in the middle of a command: it is made anew by the next one.
Refusal damaged_index(World& world, const DatabaseError& error);
Result<log::Repository> open_repository(World& world);

// Texts of a body that become enclosures: the name of each Text field, and what it says.
struct TextDraft {
  std::string field;
  std::string text;
};
// A fresh enclosure with a random salt, and the Text to put in the body. Text not ending in LF gets one.
Enclosure enclose(std::string field, std::string text);

// A record ready to be appended or sent.
struct Draft {
  std::string kind;  // "voting.ballot/v1"
  std::unique_ptr<Body> body;
  std::vector<Enclosure> enclosures = {};  // in the order of the body's Text fields
  std::optional<std::string> idempotency_key = {};
};
template <class T>
Draft draft(std::string kind, T body, std::vector<Enclosure> enclosures = {}) {
  return {.kind = std::move(kind),
          .body = std::make_unique<BodyOf<T>>(std::move(body)),
          .enclosures = std::move(enclosures)};
}

// Signs as the chosen identity (or `identity`), with `at` from --at or the clock and `seen` from the group.
Result<history::SignedRecord> sign_record(World& world, history::Group& group, Draft draft, const Identity& identity);
// Appends one record that is signed, or with --dry-run only checks it; answers its id.
Result<RecordId> publish_signed(World& world, history::Group& group, history::SignedRecord record);
// Signs, checks and appends one record, or with --dry-run only checks; answers its id.
Result<RecordId> publish_draft(World& world, history::Group& group, Draft draft, const Identity& identity);
// The same, with the identity chosen as usual.
Result<RecordId> publish_draft(World& world, history::Group& group, Draft draft);
// Writes the signed record to a file ("-": stdout) instead of the log: for another to carry.
Result<void> export_draft(World& world, history::Group& group, Draft draft, const Identity& identity,
                          const std::string& file);
// Appends records that are signed already. All or nothing.
Result<std::vector<history::Group::Appended>> append_signed(World& world, history::Group& group,
                                                            std::vector<history::SignedRecord> records,
                                                            std::size_t per_commit = 1);

// "2 records and 1 commit of free files"; empty where everything is published.
std::string unpublished_text(history::Group& group);
// After a command wrote: how many records are not yet published, and how to publish them.
void say_unpublished(World& world, history::Group& group);
// --json for a command that wrote one record. `is_repeated`: for acts that the log may have had before.
void show_written(World& world, history::Group& group, const RecordId& id, std::string_view sentence,
                  std::optional<bool> is_repeated = {});

// All of standard input; CLI-005 when it is longer than any record.
Result<std::string> read_stdin();

// The text for a Text field: the option's value ("-": stdin, "@file": a file), else the editor on a terminal with a
// commented template, the draft kept on failure. CLI-004 where there is none.
Result<std::string> text_option(World& world, const std::string& value, std::string_view field, std::string_view help);

// A record of the log by its full id or a unique prefix of at least four digits (LOG-115).
Result<index::LogEntry> resolve_record(history::Group& group, std::string_view name);

}  // namespace tos::cli
