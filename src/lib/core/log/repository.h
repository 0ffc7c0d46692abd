#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/log/object_id.h"

namespace tos::log {

// The top-level directories that hold records (DESIGN §3). Everything else in the tree is free.
inline constexpr std::string_view homes[] = {"charter", "community", "initiatives", "ledger",
                                             "members", "peers",     "proposals",   "resources"};
bool is_home(std::string_view root_entry);

inline constexpr const char* main_ref = "refs/heads/main";  // the branch that is the log
inline constexpr std::string_view gitattributes_path = ".gitattributes";
inline constexpr std::string_view gitattributes_text = "* -text -filter -ident -export-subst\n";

// Signs a commit's bytes and answers the armored signature. No verdict asks for it: the records carry their own.
using CommitSigner = std::function<Result<std::string>(std::string_view commit_bytes)>;

struct OpenOptions {
  // Object directories besides the repository's own: a hook's quarantine, where objects being pushed stand.
  std::vector<std::filesystem::path> object_directories = {};
};

// A git repository whose main branch is a log. Cheap to open; refuses what cannot be judged (class environment):
// shallow, partial, grafted, replaced, SHA-256 (LOG-002 … LOG-006). Movable. Not for use from two threads at once:
// give each thread an ObjectReader of its own.
class Repository {
 public:
  // The repository at `path` exactly: a work tree, a linked work tree, or a git directory.
  static Result<Repository> open(const std::filesystem::path& path, const OpenOptions& options = {});
  // The repository that contains `start`, searching upwards as git does.
  static Result<Repository> discover(const std::filesystem::path& start, const OpenOptions& options = {});
  // A new, empty one on branch main; LOG-007 when there is one already.
  static Result<Repository> init(const std::filesystem::path& path, bool bare);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  const std::filesystem::path& git_dir() const;     // of this work tree: HEAD and index stand here
  const std::filesystem::path& common_dir() const;  // shared by linked work trees: objects and refs stand here
  std::filesystem::path tos_dir() const;            // <common_dir>/tos: index.db, lock, evidence/, aside/
  bool is_bare() const;
  std::optional<std::filesystem::path> work_tree() const;
  // Whether this work tree shows main: not bare, HEAD is on main, and git's index exists. A --no-checkout clone has no
  // index, and tos leaves it so.
  bool has_checkout() const;

  std::optional<ObjectId> head() const;   // main; nothing while it is unborn. Whether the commit is there is not asked
  Result<ObjectId> require_head() const;  // LOG-008 when there is none
  // Any reference by full name ("refs/tos/…"), peeled to a commit that is here.
  std::optional<ObjectId> reference(std::string_view name) const;
  // The full names of all references that start with `prefix`.
  std::vector<std::string> references(std::string_view prefix) const;
  // The remote-tracking ref of main: the configured upstream, else refs/remotes/origin/main if that exists or an
  // origin is configured; nothing where no remote is configured.
  std::optional<std::string> published_ref() const;
  std::optional<ObjectId> published_head() const;  // nothing when not fetched yet or no remote
  // One value from git's configuration (repository, then user); nothing when unset.
  std::optional<std::string> config(std::string_view key) const;
  // Whether `ancestor` is reached from `commit` along first parents or equals it.
  bool contains(const ObjectId& commit) const;  // the object database holds this object

  // Every commit written from now on is signed so; nothing: unsigned, as at first.
  void sign_commits_with(CommitSigner signer);
  const CommitSigner& commit_signer() const;

  struct Impl;
  Impl& impl() { return *impl_; }
  const Impl& impl() const { return *impl_; }

 private:
  explicit Repository(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tos::log
