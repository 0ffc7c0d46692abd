#include "core/log/repository.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "core/log/config.h"
#include "core/log/git_handles.h"
#include "core/log/rules.h"

namespace tos::log {
namespace {

namespace fs = std::filesystem;

bool has_content(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return !error && size > 0;
}

std::optional<std::string> config_value(git_config* config, std::string_view key) {
  GitBuffer value;
  if (git_config_get_string_buf(&value.buf, config, std::string(key).c_str()) != 0) return std::nullopt;
  return value.text();
}

bool any_config_true(git_config* config, const char* pattern) {
  git_config_iterator* raw = nullptr;
  if (git_config_iterator_glob_new(&raw, config, pattern) != 0) return false;
  const GitConfigIterator iterator(raw);
  git_config_entry* entry = nullptr;
  while (git_config_next(&entry, iterator.get()) == 0) {
    int value = 0;
    if (git_config_parse_bool(&value, entry->value) == 0 && value != 0) return true;
  }
  return false;
}

Refusal partial_clone() {
  return refuse(LOG_003, "this is a partial clone: objects are missing until they are fetched")
      .hint("git fetch --refetch --no-filter, or clone again without --filter");
}

// The folder of the repository that `start` stands in; nothing where there is none.
std::optional<fs::path> enclosing_repository(const fs::path& start) {
  std::error_code error;
  fs::path at = fs::weakly_canonical(fs::absolute(start, error), error);
  while (true) {
    if (fs::exists(at / ".git", error) || (fs::exists(at / "HEAD", error) && fs::is_directory(at / "objects", error)))
      return at;
    if (!at.has_relative_path()) return std::nullopt;
    at = at.parent_path();
  }
}

bool is_of_another_user(const fs::path& repository) {
  struct stat found{};
  const fs::path git_dir = repository / ".git";
  if (stat(git_dir.c_str(), &found) != 0 && stat(repository.c_str(), &found) != 0) return false;
  return found.st_uid != geteuid();
}

// git's safe.directory = * trusts the repositories of everybody; libgit2 1.5 does not know it.
bool trusts_everybody() {
  git_config* raw = nullptr;
  if (git_config_open_default(&raw) != 0) return false;
  const GitConfig config(raw);
  bool trusts = false;
  const auto look = [](const git_config_entry* entry, void* found) {
    // An empty value takes back what stood before it.
    *static_cast<bool*>(found) =
        (*static_cast<bool*>(found) && *entry->value != '\0') || entry->value == std::string("*");
    return 0;
  };
  git_config_get_multivar_foreach(config.get(), "safe.directory", nullptr, look, &trusts);
  return trusts;
}

int open_handle(git_repository** raw, const fs::path& path, unsigned flags) {
  const int code = git_repository_open_ext(raw, path.c_str(), flags, nullptr);
  if (code == 0 || !trusts_everybody()) return code;
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  const int trusting = git_repository_open_ext(raw, path.c_str(), flags, nullptr);
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
  return trusting;
}

// libgit2 does not open repositories with extensions it does not know; their configuration says which it was.
Refusal why_not_opened(const fs::path& start, int code) {
  const std::string message = last_git_error();
  const auto enclosing = enclosing_repository(start);
  // Without any configuration of git's own libgit2 answers "not found" here.
  if (code == GIT_EOWNER || (code == GIT_ENOTFOUND && enclosing && is_of_another_user(*enclosing))) {
    const std::string place = enclosing.value_or(start).string();
    return refuse(LOG_001, "the repository at {} belongs to another user, and git's safe.directory does not name it",
                  place)
        .hint("if you trust it: git config --global --add safe.directory {}", place);
  }
  GitBuffer git_dir;
  if (code == GIT_ENOTFOUND || git_repository_discover(&git_dir.buf, start.c_str(), 0, nullptr) != 0) {
    return refuse(LOG_001, "no git repository at {}", start.string()).hint("tos init, tos clone, or -C DIR");
  }
  git_config* raw = nullptr;
  if (git_config_open_ondisk(&raw, (fs::path(git_dir.text()) / "config").c_str()) == 0) {
    const GitConfig config(raw);
    if (config_value(config.get(), "extensions.partialclone")) return partial_clone();
    const auto format = config_value(config.get(), "extensions.objectformat");
    if (format && *format != "sha1") {
      return refuse(LOG_006, "the repository names its objects by {}", *format)
          .hint("git init --object-format=sha1 makes one that tos reads");
    }
  }
  return refuse(LOG_006, "the repository at {} cannot be opened: {}", start.string(), message);
}

Result<void> refuse_odd(const Repository::Impl& repository) {
  if (git_repository_is_shallow(repository.handle.get()) == 1 || has_content(repository.common_dir / "shallow")) {
    return refuse(LOG_002, "this clone is shallow: its oldest commits are missing")
        .hint("git fetch --unshallow; in CI set fetch-depth: 0");
  }
  if (has_content(repository.common_dir / "info" / "grafts")) {
    return refuse(LOG_004, "info/grafts rewrites the history of this clone").hint("remove .git/info/grafts");
  }
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, repository.handle.get()) != 0) {
    return refuse(LOG_006, "the repository's configuration cannot be read: {}", last_git_error());
  }
  const GitConfig config(raw);
  if (config_value(config.get(), "extensions.partialclone") ||
      any_config_true(config.get(), "^remote\\..*\\.promisor$")) {
    return partial_clone();
  }
  return {};
}

Result<void> refuse_replaced(const Repository& repository) {
  if (const auto replaced = repository.references("refs/replace/"); !replaced.empty()) {
    return refuse(LOG_005, "{} stands in for another object in this clone", replaced.front())
        .hint("git replace --delete {}", replaced.front().substr(13));
  }
  return {};
}

// What the reference names, whatever that is: libgit2 reads no commit whose author line it does not understand, and
// the log does not judge that line.
std::optional<ObjectId> target_of(const Repository::Impl& repository, std::string_view name) {
  git_oid id;
  if (git_reference_name_to_id(&id, repository.handle.get(), std::string(name).c_str()) != 0) return std::nullopt;
  return from_oid(id);
}

// git's own protection against a bare repository that lies in another's files: safe.bareRepository.
Result<void> refuse_found_bare(const Repository& repository, const fs::path& start) {
  std::error_code error;
  const bool is_named = start != "." && fs::equivalent(start, repository.git_dir(), error);
  if (!repository.is_bare() || is_named || repository.config("safe.bareRepository") != "explicit") return {};
  return refuse(LOG_001, "the bare repository at {} was found, not named, and safe.bareRepository forbids that",
                repository.git_dir().string())
      .hint("-C {}", repository.git_dir().string());
}

Result<std::unique_ptr<Repository::Impl>> open_impl(const fs::path& path, unsigned flags, const OpenOptions& options) {
  start_libgit2();
  auto impl = std::make_unique<Repository::Impl>();
  git_repository* raw = nullptr;
  if (const int code = open_handle(&raw, path, flags); code != 0) {
    return why_not_opened(path, code);
  }
  impl->handle.reset(raw);
  impl->git_dir = git_repository_path(raw);
  impl->common_dir = git_repository_commondir(raw);
  if (const char* work_tree = git_repository_workdir(raw)) impl->work_tree = work_tree;
  impl->object_directories = options.object_directories;
  git_odb* odb = nullptr;
  if (git_repository_odb(&odb, raw) != 0) return refuse(LOG_006, "its objects cannot be read: {}", last_git_error());
  impl->odb.reset(odb);
  for (const fs::path& directory : options.object_directories) {
    if (git_odb_add_disk_alternate(odb, directory.c_str()) != 0) {
      return refuse(LOG_006, "objects at {} cannot be read: {}", directory.string(), last_git_error());
    }
  }
  TOS_CHECK(refuse_odd(*impl));
  return impl;
}

}  // namespace

bool is_home(std::string_view root_entry) { return std::ranges::binary_search(homes, root_entry); }

Repository::Repository(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Result<Repository> Repository::open(const fs::path& path, const OpenOptions& options) {
  TOS_TRY(auto impl, open_impl(path, GIT_REPOSITORY_OPEN_NO_SEARCH, options));
  Repository repository(std::move(impl));
  TOS_CHECK(refuse_replaced(repository));
  return repository;
}

Result<Repository> Repository::discover(const fs::path& start, const OpenOptions& options) {
  TOS_TRY(auto impl, open_impl(start, 0, options));
  Repository repository(std::move(impl));
  TOS_CHECK(refuse_found_bare(repository, start));
  TOS_CHECK(refuse_replaced(repository));
  return repository;
}

namespace {

// No branch, no tag, no remote: `git init` and no more, or an init that was interrupted before anything was founded.
bool is_blank(const fs::path& path) {
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0) return false;
  const GitRepository handle(raw);
  git_strarray references{}, remotes{};
  const bool is_read = git_reference_list(&references, raw) == 0 && git_remote_list(&remotes, raw) == 0;
  const bool is_empty = is_read && references.count == 0 && remotes.count == 0;
  git_strarray_dispose(&references);
  git_strarray_dispose(&remotes);
  return is_empty;
}

}  // namespace

Result<Repository> Repository::init(const fs::path& path, bool bare) {
  start_libgit2();
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  options.flags = GIT_REPOSITORY_INIT_MKDIR | GIT_REPOSITORY_INIT_MKPATH;
  if (!is_blank(path)) options.flags |= GIT_REPOSITORY_INIT_NO_REINIT;
  if (bare) options.flags |= GIT_REPOSITORY_INIT_BARE;
  options.initial_head = "main";
  git_repository* raw = nullptr;
  const int code = git_repository_init_ext(&raw, path.c_str(), &options);
  if (code == GIT_EEXISTS) {
    return refuse(LOG_007, "{} holds a git repository already", path.string()).hint("choose another directory");
  }
  if (code != 0) {
    return with_lock_hint(refuse(LOG_001, "{} cannot be made a repository: {}", path.string(), last_git_error()),
                          bare ? path : path / ".git");
  }
  const GitRepository made(raw);
  if (!bare) {
    // An index file is how has_checkout() tells a work tree from a --no-checkout clone.
    git_index* index = nullptr;
    if (git_repository_index(&index, raw) != 0) return refuse(LOG_001, "no index: {}", last_git_error());
    const GitIndex owned(index);
    if (git_index_write(index) != 0) return refuse(LOG_001, "no index: {}", last_git_error());
  }
  return open(path);
}

const fs::path& Repository::git_dir() const { return impl_->git_dir; }
const fs::path& Repository::common_dir() const { return impl_->common_dir; }
fs::path Repository::tos_dir() const { return impl_->common_dir / "tos"; }
bool Repository::is_bare() const { return git_repository_is_bare(impl_->handle.get()) == 1; }
std::optional<fs::path> Repository::work_tree() const { return impl_->work_tree; }

bool Repository::has_checkout() const {
  if (!impl_->work_tree) return false;
  git_reference* raw = nullptr;
  if (git_reference_lookup(&raw, impl_->handle.get(), "HEAD") != 0) return false;
  const GitReference head_ref(raw);
  const char* target = git_reference_symbolic_target(raw);
  std::error_code error;
  return target != nullptr && std::string_view(target) == main_ref && fs::exists(impl_->git_dir / "index", error);
}

std::optional<ObjectId> Repository::head() const { return target_of(*impl_, main_ref); }

Result<ObjectId> Repository::require_head() const {
  if (const auto id = head()) return *id;
  return refuse(LOG_008, "there is no branch main here")
      .hint("git fetch origin main:main, or tos init for a new group");
}

std::optional<ObjectId> Repository::reference(std::string_view name) const {
  const auto target = target_of(*impl_, name);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (!target || git_odb_read_header(&size, &type, impl_->odb.get(), as_oid(*target)) != 0) return std::nullopt;
  if (type == GIT_OBJECT_COMMIT) return target;
  git_object* tag = nullptr;
  if (type != GIT_OBJECT_TAG || git_object_lookup(&tag, impl_->handle.get(), as_oid(*target), type) != 0) {
    return std::nullopt;
  }
  const GitObject owned(tag);
  git_object* commit = nullptr;
  if (git_object_peel(&commit, tag, GIT_OBJECT_COMMIT) != 0) return std::nullopt;
  const GitObject peeled(commit);
  return from_oid(*git_object_id(commit));
}

std::vector<std::string> Repository::references(std::string_view prefix) const {
  std::vector<std::string> names;
  git_reference_iterator* raw = nullptr;
  const std::string glob = std::string(prefix) + "*";
  if (git_reference_iterator_glob_new(&raw, impl_->handle.get(), glob.c_str()) != 0) return names;
  const GitReferenceIterator iterator(raw);
  const char* name = nullptr;
  while (git_reference_next_name(&name, raw) == 0) names.emplace_back(name);
  std::ranges::sort(names);
  return names;
}

std::optional<std::string> Repository::published_ref() const {
  GitBuffer upstream;
  if (git_branch_upstream_name(&upstream.buf, impl_->handle.get(), main_ref) == 0) return upstream.text();
  // A bare copy (git clone --bare or --mirror) has no remote-tracking references: its main is the one that was fetched.
  const auto fetches = config("remote.origin.fetch");
  if (is_bare() && config("remote.origin.url") && (!fetches || fetches->ends_with(":refs/*"))) return main_ref;
  if (reference("refs/remotes/origin/main") || config("remote.origin.url")) return "refs/remotes/origin/main";
  return std::nullopt;
}

std::optional<ObjectId> Repository::published_head() const {
  const auto name = published_ref();
  return name ? reference(*name) : std::nullopt;
}

void Repository::sign_commits_with(CommitSigner signer) { impl_->commit_signer = std::move(signer); }
const CommitSigner& Repository::commit_signer() const { return impl_->commit_signer; }

std::optional<std::string> Repository::config(std::string_view key) const {
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, impl_->handle.get()) != 0) return std::nullopt;
  const GitConfig config(raw);
  return config_value(raw, key);
}

bool Repository::contains(const ObjectId& commit) const {
  return git_odb_exists(impl_->odb.get(), as_oid(commit)) == 1;
}

}  // namespace tos::log
