#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/acting.h"
#include "cli/all_commands.h"
#include "cli/rules.h"
#include "identity/redaction.h"
#include "identity/rules.h"

namespace tos::cli {
namespace {

struct RedactOptions {
  std::string record;
  std::vector<std::string> texts;
  std::string ground;
  std::string decision;
  bool strip = false;
};

Result<void> run_redact(World& world, const RedactOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const index::LogEntry entry, resolve_record(group, options.record));
  identity::Redaction redaction;
  redaction.record = entry.id;
  for (const std::string& text : options.texts) redaction.texts.items.push_back({text});
  if (redaction.texts.empty())
    return refuse(rules::CLI_001, "--text is missing: which text may go?").hint("tos show {}", entry.id.hex16());
  if (options.ground.empty()) return refuse(rules::CLI_001, "--ground is missing: why, in a line");
  redaction.ground.text = options.ground;
  TOS_TRY(redaction.decision, decision_option(group, options.decision));
  return carry_out(world, group, draft("identity.redaction/v1", std::move(redaction)), "the redaction",
                   fmt::format("{} of record {} may now be absent; tos redact --strip {} prints the file without it",
                               fmt::join(options.texts, ", "), entry.id.hex16(), entry.id.hex16()));
}

// The record's file without the texts whose absence is permitted: same message, same signature, same id.
Result<void> run_strip(World& world, const RedactOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  TOS_TRY(const index::LogEntry entry, resolve_record(group, options.record));
  TOS_TRY(history::SignedRecord record, history::load_record(group, entry.id));
  const std::size_t before = record.enclosures.size();
  std::erase_if(record.enclosures, [&](const Enclosure& enclosure) {
    return group.db().exists("SELECT 1 FROM permitted_absence WHERE record = ? AND field = ?", entry.id,
                             enclosure.name);
  });
  if (record.enclosures.size() == before && record.absent_texts.empty()) {
    return refuse(rules::IDN_071, "nothing of record {} was redacted", entry.id.hex16())
        .hint("tos redact {} --text NAME --ground TEXT", entry.id.hex16());
  }
  TOS_TRY(const RecordParts parts, split_record(record.bytes));
  world.out(join_record(parts.message, parts.signature, print_enclosures(record.enclosures)));
  return {};
}

}  // namespace

void add_redact(CLI::App& app, World& world) {
  auto options = std::make_shared<RedactOptions>();
  CLI::App* command = app.add_subcommand("redact", "permit that a text of a record is removed");
  command->add_option("record", options->record, "its id, or the first digits of it")->required()->type_name("RECORD");
  command->add_option("--text", options->texts, "which text; may be repeated: tos show RECORD names them")
      ->type_name("NAME");
  command->add_option("--ground", options->ground, "why, in a line that stays")->type_name("TEXT");
  command->add_option("--decision", options->decision, "the decision, where somebody else wrote the text")
      ->type_name("DECISION");
  command->add_flag("--strip", options->strip, "print the file without its redacted texts, and write nothing");
  command->footer(
      "A redaction permits the absence; it removes nothing by itself, because the log is only ever added to.\n"
      "To purge the text, put what --strip prints in the file's place in every commit that has it, with a tool that\n"
      "rewrites git history, and push with --force-with-lease. Ids, signatures, roots and counts stay the same, so\n"
      "every clone takes the rewritten history for the same log: tos verify says GREEN, and how many were redacted.\n"
      "Whoever has an older clone still has the text.");
  command->callback(
      [&world, options] { finish(world, options->strip ? run_strip(world, *options) : run_redact(world, *options)); });
}

}  // namespace tos::cli
