#include "cli/founding_steps.h"

#include "cli/group_readme.h"
#include "cli/time_option.h"

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

Result<void> write_group(const std::filesystem::path& directory, const history::SignedRecord& record,
                         const std::string& path, const identity::Founding& founding,
                         std::vector<log::FreeFile> free_files) {
  TOS_TRY(log::Repository repository, log::Repository::init(directory, false));
  TOS_TRY(const log::RepositoryLock lock, log::RepositoryLock::acquire(repository));
  log::NewRecordCommit commit;
  commit.stamp = {.kind = std::string(module_noun_of(record.envelope.kind)),
                  .author = record.envelope.author.text(),
                  .group_handle = *founding.handle,
                  .latest_at = record.envelope.at};
  commit.records.push_back({.id = record.id, .path = path, .bytes = record.bytes});
  free_files.push_back({.path = std::string(log::gitattributes_path), .bytes = std::string(log::gitattributes_text)});
  free_files.push_back({.path = "README.md", .bytes = group_readme(*founding.name, *founding.handle)});
  const log::FreeCommit readme{.name = record.envelope.author.text(),
                               .email = fmt::format("{}@{}.tos.invalid", record.envelope.author, *founding.handle),
                               .at = record.envelope.at,
                               .message = "Say what this repository is and how to check it\n",
                               .files = std::move(free_files)};
  TOS_CHECK(log::found(repository, lock, commit, readme));
  return {};
}

}  // namespace tos::cli
