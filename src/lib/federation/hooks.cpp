#include "federation/hooks.h"

#include "core/base/rules.h"
#include "core/log/append.h"
#include "core/log/config.h"
#include "core/log/durable_file.h"
#include "core/log/rules.h"
#include "core/log/run_program.h"
#include "federation/remote_log.h"
#include "federation/rules.h"
#include "history/rules.h"
#include "history/verify.h"

namespace tos::federation {
namespace {

constexpr int wait_ms = 60'000;  // for other pushes that are being judged

Result<std::optional<log::ObjectId>> parse_side(std::string_view hex) {
  const auto id = log::ObjectId::parse(hex);
  if (!id) return refuse(SYS_002, "git gave the hook a line that tos does not understand").hint("update tos");
  return *id == log::ObjectId{} ? std::nullopt : id;
}

Result<void> check_name(const RefUpdate& update) {
  if (update.name == log::main_ref && !update.to)
    return refuse(rules::FED_004, "main holds the group's log; it is not deleted").hint("tos repair mends a log");
  for (const std::string_view kept : {"refs/replace/", "refs/tos/"}) {
    if (update.to && update.name.starts_with(kept))
      return refuse(rules::FED_004, "{} is not taken here", update.name).hint("push a branch instead");
  }
  return {};
}

class MainCheck {
 public:
  MainCheck(const std::filesystem::path& git_dir, const std::vector<std::filesystem::path>& quarantine,
            const SyncOptions& options)
      : git_dir_(git_dir), quarantine_(quarantine), options_(options) {}

  Result<void> run(const log::ObjectId& pushed) {
    TOS_TRY(log::Repository own, open());
    TOS_TRY(const log::RepositoryLock lock, log::RepositoryLock::acquire(own, wait_ms));
    if (own.head()) TOS_CHECK(check_continues(pushed));
    TOS_TRY(history::Group group, open_group(pushed));
    if (group.problem()) return Refusal(*group.problem());
    if (auto absent = history::find_absent_text(group.db())) return *std::move(absent);
    return {};
  }

 private:
  Result<log::Repository> open() const { return log::Repository::open(git_dir_, {.object_directories = quarantine_}); }

  Result<history::Group> open_group(const std::optional<log::ObjectId>& head) const {
    TOS_TRY(log::Repository own, open());
    return history::Group::open(std::move(own),
                                {.reader_clock = options_.reader_clock, .threads = options_.threads, .head = head});
  }

  // Our own main may be broken (hooks that came late): then what is pushed continues its good part.
  Result<void> check_continues(const log::ObjectId& pushed) const {
    TOS_TRY(history::Group group, open_group(std::nullopt));
    const KnownLog known = known_log(group);
    TOS_TRY(const RemoteStanding standing, compare_logs(group, known, pushed));
    if (standing.standing == Standing::continues) return {};
    return refuse(rules::LOG_113, "what is pushed has {} records, and the log here {}", standing.size, known.size)
        .hint("tos pull, then push again");
  }

  const std::filesystem::path& git_dir_;
  const std::vector<std::filesystem::path>& quarantine_;
  const SyncOptions& options_;
};

// Where git looks for this repository's hooks.
Result<std::filesystem::path> hooks_directory(const log::Repository& repository) {
  const std::filesystem::path here = repository.work_tree().value_or(repository.git_dir());
  TOS_TRY(const log::ProgramOutcome outcome,
          log::run_git({.arguments = {"rev-parse", "--git-path", "hooks"}, .directory = here.string()}));
  if (outcome.status != 0) return refuse(SYS_001, "the hooks' folder: {}", outcome.last_words());
  return here / outcome.output.substr(0, outcome.output.find('\n'));
}

// A setting that reaches the hub from outside, such as the user's own core.hooksPath, would take its hooks away.
Result<void> keep_own_hooks(const log::Repository& hub) {
  TOS_TRY(const log::ProgramOutcome outcome,
          log::run_git({.arguments = {"--git-dir", hub.common_dir().string(), "config", "core.hooksPath", "hooks"}}));
  if (outcome.status != 0)
    return log::with_lock_hint(refuse(SYS_001, "the hub's configuration: {}", outcome.last_words()), hub.common_dir());
  return {};
}

Result<void> install_hook(const std::filesystem::path& path, const std::string& name, const std::string& program) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    TOS_TRY(const std::string text, log::read_file(path, 1 << 20));
    if (text.find(" hook " + name) == std::string::npos)
      return refuse(rules::FED_008, "{} is there already and not by tos", path.string())
          .hint("call `tos hook {}` from it, or move it away", name);
  }
  std::string quoted;
  for (const char c : program) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  TOS_CHECK(log::write_durably(path, fmt::format("#!/bin/sh\nexec '{}' hook {} \"$@\"\n", quoted, name), "hook"));
  std::filesystem::permissions(path, std::filesystem::perms(0755), error);
  if (error) return refuse(SYS_001, "{}: {}", path.string(), error.message());
  return {};
}

}  // namespace

Result<std::vector<RefUpdate>> parse_updates(std::string_view lines) {
  std::vector<RefUpdate> updates;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    if (line.size() < 83 || line[40] != ' ' || line[81] != ' ')
      return refuse(SYS_002, "git gave the hook a line that tos does not understand").hint("update tos");
    RefUpdate update;
    TOS_TRY(update.from, parse_side(line.substr(0, 40)));
    TOS_TRY(update.to, parse_side(line.substr(41, 40)));
    update.name = line.substr(82);
    updates.push_back(std::move(update));
  }
  return updates;
}

Result<void> check_updates(const std::filesystem::path& git_dir, const std::vector<std::filesystem::path>& quarantine,
                           const std::vector<RefUpdate>& updates, const SyncOptions& options) {
  for (const RefUpdate& update : updates) TOS_CHECK(check_name(update));
  for (const RefUpdate& update : updates) {
    if (update.name == log::main_ref) TOS_CHECK(MainCheck(git_dir, quarantine, options).run(*update.to));
  }
  return {};
}

namespace {

bool is_on_main(const log::Repository& repository) {
  const auto head = log::read_file(repository.git_dir() / "HEAD", 4096);
  return head && *head == fmt::format("ref: {}\n", log::main_ref);
}

Result<void> check_staged_path(const std::string& path) {
  if (path == log::gitattributes_path) {
    return refuse(log::LOG_019, "this commit would change {}", path)
        .in_file(path)
        .hint("git restore --staged {0} && git restore {0}", path);
  }
  if (!log::is_home(path.substr(0, path.find('/')))) return {};
  return refuse(rules::FED_006, "this commit would touch {}", path)
      .in_file(path)
      .hint("git restore --staged {0} && git restore {0}", path);
}

}  // namespace

Result<void> check_staged(const log::Repository& repository, bool is_merge) {
  std::error_code ignored;
  if (is_on_main(repository) && (is_merge || std::filesystem::exists(repository.git_dir() / "MERGE_HEAD", ignored))) {
    return refuse(rules::FED_006, "this would be a merge commit on main, and the log would end before it")
        .hint("git merge --abort; what others published comes with tos pull");
  }
  TOS_TRY(const log::ProgramOutcome outcome,
          log::run_git({.arguments = {"diff", "--cached", "--name-only", "--no-renames", "-z"},
                        .directory = repository.work_tree().value_or(repository.git_dir()).string()}));
  for (std::string_view rest = outcome.output; !rest.empty();) {
    const std::string_view path = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), path.size() + 1));
    TOS_CHECK(check_staged_path(std::string(path)));
  }
  return {};
}

Result<std::vector<std::string>> install_hooks(const log::Repository& repository, const std::string& program,
                                               bool is_hub) {
  std::vector<std::string> names = is_hub ? std::vector<std::string>{"pre-receive", "post-receive"}
                                          : std::vector<std::string>{"pre-commit", "pre-merge-commit"};
  if (is_hub) TOS_CHECK(keep_own_hooks(repository));
  TOS_TRY(const std::filesystem::path directory, hooks_directory(repository));
  for (const std::string& name : names) TOS_CHECK(install_hook(directory / name, name, program));
  return names;
}

Result<log::Repository> make_hub(const std::filesystem::path& directory, const std::string& program) {
  TOS_TRY(log::Repository hub, log::Repository::init(directory, true));
  TOS_CHECK(install_hooks(hub, program, true));
  // What a push brought is on disk before the member is told that it was taken.
  TOS_TRY(const log::ProgramOutcome outcome,
          log::run_git({.arguments = {"--git-dir", hub.common_dir().string(), "config", "core.fsync", "all"}}));
  if (outcome.status != 0) return refuse(SYS_001, "the hub's configuration: {}", outcome.last_words());
  return hub;
}

}  // namespace tos::federation
