#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/member_commands.h"
#include "cli/rules.h"
#include "core/index/log_table.h"
#include "core/log/durable_file.h"
#include "identity/joining.h"
#include "identity/roll_write.h"
#include "identity/rules.h"

namespace tos::cli {
namespace {

struct AddOptions {
  std::string what;      // an application file, or a handle
  std::string key_file;  // to check that the application is of this key
  std::string decision;
};

// The application in the file, carried into the log unless it is there already.
Result<RecordId> carry_application(World& world, history::Group& group, const std::string& file) {
  TOS_TRY(std::string bytes, log::read_file(file, max_record_bytes));
  auto record = history::read_signed_record(std::move(bytes));
  if (!record) {
    record.error().in_file(file);
    return record.error();
  }
  if (record->envelope.kind != "identity.application/v1") {
    return refuse(rules::CLI_006, "'{}' holds a {}, not an application", file, noun_of(record->envelope.kind))
        .hint("tos carry {}", file);
  }
  const RecordId id = record->id;
  if (index::find_entry(group.db(), id)) return id;
  std::vector<history::SignedRecord> one;
  one.push_back(*std::move(record));
  TOS_CHECK(append_signed(world, group, std::move(one)));
  return id;
}

Result<identity::Candidate> open_application(history::Group& group, const std::string& name) {
  TOS_TRY(const Handle handle, Handle::parse(name));
  auto candidate = identity::find_candidate(group.db(), handle.text());
  if (!candidate || candidate->origin != "applicant" || candidate->state != "pending") {
    return refuse(rules::IDN_023, "'{}' has not applied: nobody enrols a key without its holder's signature", handle)
        .hint("they run tos join --handle {} --out FILE, and you tos member add FILE", handle);
  }
  return *std::move(candidate);
}

Result<void> check_key_matches(World& world, const identity::Candidate& candidate, const std::string& key_file) {
  if (key_file.empty()) return {};
  TOS_TRY(const ssh::PublicKey key, read_public_key(world, key_file));
  if (key.id() == candidate.key) return {};
  return refuse(rules::IDN_022, "'{}' applies with another key than the one in '{}'", candidate.handle, key_file)
      .hint("ask them whether the application is theirs: tos member show {}", candidate.handle);
}

Result<void> add_member(World& world, const AddOptions& options) {
  TOS_TRY(history::Group group, open_group(world));
  // Found before anything is written: a carried application without an admission helps nobody.
  TOS_TRY(const Identity self, choose_identity(world, group));
  std::string handle = options.what;
  if (std::filesystem::is_regular_file(options.what)) {
    if (world.options.dry_run)
      return refuse(rules::CLI_001, "a dry run cannot admit from a file: two records, one after the other")
          .hint("tos carry {0} --dry-run", options.what);
    TOS_TRY(const RecordId id, carry_application(world, group, options.what));
    handle = index::find_entry(group.db(), id)->author.text();
  }
  TOS_TRY(const identity::Candidate candidate, open_application(group, handle));
  TOS_CHECK(check_key_matches(world, candidate, options.key_file));
  identity::Admission admission{.application = candidate.record, .decision = {}};
  TOS_TRY(admission.decision, decision_option(group, options.decision));
  return carry_out(world, group, draft("identity.admission/v1", admission), self,
                   fmt::format("the admission of '{}'", candidate.handle),
                   fmt::format("'{}' is a member", candidate.handle));
}

}  // namespace

void add_member_admission(CLI::App& member, World& world) {
  auto options = std::make_shared<AddOptions>();
  CLI::App* add = member.add_subcommand("add", "admit somebody who applied, or whose application is in a file");
  add->add_option("application", options->what, "an application's file, or the handle of one in the log")
      ->required()
      ->type_name("FILE|HANDLE");
  add->add_option("key", options->key_file, "the public key that you expect them to have")->type_name("KEY.pub");
  add->add_option("--decision", options->decision, "the decision that admits, where the charter wants one")
      ->type_name("DECISION");
  add->footer("example: tos member add application.yaml");
  add->callback([&world, options] { finish(world, add_member(world, *options)); });
}

}  // namespace tos::cli
