#include "cli/founding_steps.h"

#include <filesystem>

#include "cli/commit_signing.h"
#include "cli/group_readme.h"
#include "cli/own_hooks.h"
#include "cli/rules.h"
#include "cli/time_option.h"
#include "core/log/durable_file.h"
#include "core/log/rules.h"

namespace tos::cli {

Result<history::SignedRecord> sign_founding(World& world, identity::Founding founding, const Handle& self,
                                            const KeySigner& signer) {
  const KindEntry* entry = history::find_kind("charter.founding/v1");
  Envelope envelope;
  envelope.kind = entry->kind.name;
  envelope.author = self;
  envelope.key = signer.key().id();
  TOS_TRY(envelope.at, signing_time(world));
  const BodyOf<identity::Founding> body(std::move(founding));
  const std::string message = print_message(envelope, entry->kind, body);
  TOS_TRY(const std::string signature, signer.sign(message, record_namespace));
  return history::read_signed_record(join_record(message, signature, ""));
}

Result<std::string> check_founding_record(World& world, const history::SignedRecord& record) {
  Database db = Database::open_private();
  db.script(history::schema());
  history::Replay replay(db);
  TOS_CHECK(replay.accept(record, world.now()));
  return replay.last_path();
}

namespace {

constexpr std::size_t max_readme_bytes = std::size_t{1} << 20;

// What the group's README says: what stands there already, if anything does.
Result<std::string> readme_of(const std::filesystem::path& directory, const identity::Founding& founding) {
  std::error_code ignored;
  const auto path = directory / "README.md";
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
    return group_readme(*founding.name, *founding.handle);
  if (!std::filesystem::is_symlink(path, ignored)) {
    if (auto own = log::read_file(path, max_readme_bytes)) return *std::move(own);
  }
  return refuse(rules::CLI_005, "{} is there and cannot be taken over: no regular file of at most 1 MiB", path.string())
      .hint("move it away");
}

// Another .gitattributes than the group's would change what git makes of record files.
Result<void> check_attributes(const std::filesystem::path& directory) {
  std::error_code ignored;
  const auto path = directory / log::gitattributes_path;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) return {};
  const auto own = log::read_file(path, 4096);
  if (own && *own == log::gitattributes_text) return {};
  return refuse(log::LOG_019, "{} is there already", path.string()).hint("move it away; the group has one of its own");
}

}  // namespace

Result<void> write_group(World& world, const std::filesystem::path& directory, const history::SignedRecord& record,
                         const std::string& path, const identity::Founding& founding,
                         std::vector<log::FreeFile> free_files) {
  TOS_TRY(const std::string readme_text, readme_of(directory, founding));
  TOS_CHECK(check_attributes(directory));
  TOS_TRY(log::Repository repository, log::Repository::init(directory, false));
  sign_commits_as_configured(world, repository);
  TOS_TRY(const log::RepositoryLock lock, log::RepositoryLock::acquire(repository));
  log::NewRecordCommit commit;
  commit.stamp = {.kind = std::string(module_noun_of(record.envelope.kind)),
                  .author = record.envelope.author.text(),
                  .group_handle = *founding.handle,
                  .latest_at = record.envelope.at};
  commit.records.push_back({.id = record.id, .path = path, .bytes = record.bytes});
  free_files.push_back({.path = std::string(log::gitattributes_path), .bytes = std::string(log::gitattributes_text)});
  free_files.push_back({.path = "README.md", .bytes = readme_text});
  const log::FreeCommit readme{.name = record.envelope.author.text(),
                               .email = fmt::format("{}@{}.tos.invalid", record.envelope.author, *founding.handle),
                               .at = record.envelope.at,
                               .message = "Say what this repository is and how to check it\n",
                               .files = std::move(free_files)};
  TOS_CHECK(log::found(repository, lock, commit, readme));
  install_own_hooks(world, repository);
  return {};
}

}  // namespace tos::cli
