#include "federation/fork.h"

#include "core/log/commit_writer.h"
#include "core/log/history.h"
#include "core/log/merkle.h"
#include "core/log/rules.h"
#include "core/log/run_program.h"
#include "core/log/tree_changes.h"
#include "federation/rules.h"
#include "history/rules.h"
#include "identity/founding.h"

namespace tos::federation {
namespace {

constexpr std::size_t max_free_files = 10'000;
constexpr std::uint32_t regular_mode = 0100644;

Result<identity::Founding> read_founding(const log::Repository& repository, log::ObjectReader& reader,
                                         std::string_view group) {
  TOS_TRY(const auto tree, log::root_tree_of(reader, repository.head()));
  if (!tree) return refuse(log::LOG_008, "there is no branch main here");
  TOS_TRY(std::string bytes,
          history::read_tree_file(reader, *tree, fmt::format("charter/founding-{}.yaml", group.substr(0, 16))));
  TOS_TRY(const history::SignedRecord record, history::read_signed_record(std::move(bytes)));
  if (record.envelope.kind != "charter.founding/v1") return refuse(rules::LOG_114, "{} is no founding record", group);
  return static_cast<const BodyOf<identity::Founding>&>(*record.body).value;
}

Result<void> compare(log::ObjectReader& reader, const log::ObjectId& branch, const ParentCheck& parent) {
  TOS_TRY(const log::History history, log::read_history(reader, branch));
  const auto size = static_cast<std::size_t>(parent.size);
  if (history.record_count() < size) {
    return refuse(rules::FED_007, "tos/parent has {} records, and the founding record names {}", history.record_count(),
                  size)
        .hint("fetch the parent's branch again");
  }
  if (const LogRoot root = log::merkle_root(history.records().first(size)); root != parent.root) {
    return refuse(rules::FED_007, "at {} records tos/parent has root {}, and the founding record names {}", size,
                  root.hex(), parent.root.hex())
        .hint("fetch the parent's branch again");
  }
  return {};
}

}  // namespace

Result<std::vector<log::FreeFile>> free_files(const log::Repository& repository, const log::ObjectId& commit) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  TOS_TRY(const auto tree, log::root_tree_of(reader, commit));
  TOS_TRY(const auto all, log::tree_changes(reader, std::nullopt, tree));
  std::vector<log::FreeFile> files;
  for (const log::TreeChange& file : all) {
    if (log::is_home(file.path.substr(0, file.path.find('/'))) || file.now->mode != regular_mode) continue;
    if (file.path == "README.md" || file.path == log::gitattributes_path) continue;
    if (files.size() == max_free_files)
      return refuse(rules::FED_009, "the parent has over {} free files", max_free_files).hint("copy them by hand");
    TOS_TRY(const std::string_view bytes, reader.blob(file.now->id));
    files.push_back({.path = file.path, .bytes = std::string(bytes)});
  }
  return files;
}

Result<void> take_parent(const log::Repository& fork, const log::Repository& parent, const log::ObjectId& commit) {
  TOS_TRY(const log::ProgramOutcome outcome,
          log::run_git(
              {.arguments = {"--git-dir", parent.common_dir().string(), "-c", "core.fsync=all", "push", "--quiet",
                             "--no-verify", "--", fork.common_dir().string(), commit.hex() + ":" + parent_branch}}));
  if (outcome.status == 0) return {};
  return refuse(rules::FED_001, "the parent's log cannot be copied: {}", outcome.last_words())
      .hint("git -C PARENT push FORK main:tos/parent");
}

Result<std::optional<ParentCheck>> check_parent(const log::Repository& repository, std::string_view group) {
  TOS_TRY(log::ObjectReader reader, log::ObjectReader::open(repository));
  TOS_TRY(const identity::Founding founding, read_founding(repository, reader, group));
  if (!founding.parent) return std::optional<ParentCheck>();
  ParentCheck check{.group = founding.parent->group, .size = founding.parent->size, .root = founding.parent->root};
  auto branch = repository.reference(parent_branch);
  if (!branch) branch = repository.reference("refs/remotes/origin/tos/parent");
  check.has_branch = branch.has_value();
  if (branch) {
    if (auto compared = compare(reader, *branch, check); !compared) check.problem = std::move(compared).error();
  }
  return std::optional(std::move(check));
}

}  // namespace tos::federation
