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

// The handle of the applicant in the file. The application is staged, to be logged together with the admission, unless
// it is in the log already.
Result<std::string> stage_application(history::Group& group, const std::string& file) {
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
  std::string handle = record->envelope.author.text();
  if (!index::find_entry(group.db(), record->id)) {
    TOS_TRY(const auto staged, group.stage(*std::move(record)));
    (void)staged;
  }
  return handle;
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
  TOS_TRY(const Identity self, choose_identity(world, group));
  std::string handle = options.what;
  if (std::filesystem::is_regular_file(options.what)) {
    TOS_TRY(handle, stage_application(group, options.what));
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
