#include "federation/evidence.h"

#include "core/log/commit_writer.h"
#include "core/log/durable_file.h"
#include "core/log/tree_listing.h"
#include "federation/sync_steps.h"

namespace tos::federation {
namespace {

constexpr std::size_t max_evidence_files = 256;  // for people to look at: the reference holds all of them
constexpr const char* evidence_refs = "refs/tos/evidence/";

// Where the same head was kept before; else the next number.
std::string number_for(const log::Repository& repository, const log::ObjectId& head) {
  const auto names = repository.references(evidence_refs);
  for (const std::string& name : names) {
    if (repository.reference(name) == head) return name.substr(std::string_view(evidence_refs).size());
  }
  std::size_t number = names.size() + 1;
  while (repository.reference(evidence_refs + std::to_string(number))) ++number;
  return std::to_string(number);
}

Result<void> keep_files(const log::Repository& repository, const std::filesystem::path& folder,
                        const std::optional<log::ObjectId>& good, const log::ObjectId& head) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  TOS_TRY(const auto base, log::root_tree_of(reader, good));
  TOS_TRY(const auto tree, log::root_tree_of(reader, head));
  std::vector<std::pair<std::string, log::ObjectId>> files;
  const auto take = [&](const log::TreeFile& file) {
    files.emplace_back(file.path, file.blob);
    return files.size() < max_evidence_files;
  };
  TOS_TRY(const log::TreeListing listing,
          base ? log::list_added(reader, *base, *tree, take) : log::list_tree(reader, *tree, take));
  (void)listing;
  for (const auto& [path, blob] : files) {
    const auto bytes = reader.blob(blob);
    if (bytes) TOS_CHECK(log::write_durably(folder / path, *bytes, "evidence"));
  }
  return {};
}

}  // namespace

Result<std::string> keep_evidence(log::Repository& repository, const log::RepositoryLock& lock,
                                  const std::optional<log::ObjectId>& good, const log::ObjectId& head,
                                  const Refusal& why) {
  std::string number = number_for(repository, head);
  const std::string reference = evidence_refs + number;
  const std::filesystem::path folder = repository.tos_dir() / "evidence" / number;
  if (repository.reference(reference) == head && std::filesystem::exists(folder / "note.txt")) return number;
  TOS_CHECK(keep_files(repository, folder, good, head));
  const std::string place = why.where.path.empty() ? why.where.record : why.where.path;
  const std::string note = fmt::format("head {}\nafter {}\nrule {} {}\nplace {}\n{}\n", head.hex(),
                                       good ? good->hex() : "nothing", why.rule->id, why.rule->title, place, why.what);
  if (repository.reference(reference) != head) {
    TOS_CHECK(log::set_reference(repository, lock, reference, std::nullopt, head));
  }
  TOS_CHECK(log::write_durably(folder / "note.txt", note, "evidence"));
  return number;
}

Result<std::string> keep_history(log::Repository& repository, const log::RepositoryLock& lock,
                                 const log::ObjectId& head) {
  std::string number = number_for(repository, head);
  TOS_CHECK(put_reference(repository, lock, evidence_refs + number, head));
  return number;
}

}  // namespace tos::federation
