#include "federation/transport.h"

#include "core/log/checkout.h"
#include "core/log/run_program.h"
#include "federation/rules.h"

namespace tos::federation {
namespace {

using log::ProgramOutcome;

// ssh and https, and the machine's own disk where a person typed the path. Never ext:: or another program.
const std::pair<std::string, std::string> allowed_protocols{"GIT_ALLOW_PROTOCOL", "file:ssh:https"};

Result<ProgramOutcome> git_in(const log::Repository& repository, std::vector<std::string> arguments) {
  // Objects and references are on disk before anything is said to have been taken over.
  std::vector<std::string> all{"--git-dir", repository.common_dir().string(), "-c", "core.fsync=all", "-c",
                               "gc.auto=0"};
  all.insert(all.end(), std::make_move_iterator(arguments.begin()), std::make_move_iterator(arguments.end()));
  return log::run_git({.arguments = std::move(all), .environment = {allowed_protocols}});
}

// Without the password of "https://user:password@host/".
std::string without_password(std::string url) {
  const std::size_t start = url.find("://");
  if (start == std::string::npos) return url;
  const std::size_t end = url.find('/', start + 3);
  const std::size_t at = url.substr(0, end).rfind('@');
  const std::size_t colon = url.find(':', start + 3);
  if (at != std::string::npos && colon < at) url.erase(colon, at - colon);
  return url;
}

Refusal unreachable(const std::string& url, std::string_view what, const ProgramOutcome& outcome) {
  const std::string shown = without_password(url);
  std::string words = outcome.last_words();
  for (std::size_t at = words.find(url); at != std::string::npos && shown != url; at = words.find(url)) {
    words.replace(at, url.size(), shown);
  }
  return refuse(rules::FED_001, "{} cannot be {}: {}", shown, what, words)
      .hint("nothing has changed here; check the connection and the URL, then run it again");
}

// The lines that came from the other side, as it printed them.
std::string remote_lines(std::string_view errors) {
  std::string words;
  while (!errors.empty()) {
    std::string_view line = errors.substr(0, errors.find('\n'));
    errors.remove_prefix(std::min(errors.size(), line.size() + 1));
    if (!line.starts_with("remote: ")) continue;
    line.remove_prefix(8);
    if (const std::size_t last = line.find_last_not_of(" \x1b[K\r"); last != std::string_view::npos)
      line = line.substr(0, last + 1);
    words.append(line).push_back('\n');
  }
  return words;
}

// "!\trefs/heads/main:refs/heads/main\t[rejected] (fetch first)" of git push --porcelain.
std::optional<std::string> rejection(std::string_view output) {
  while (!output.empty()) {
    const std::string_view line = output.substr(0, output.find('\n'));
    output.remove_prefix(std::min(output.size(), line.size() + 1));
    if (!line.starts_with("!\t")) continue;
    const std::size_t tab = line.rfind('\t');
    return std::string(line.substr(tab + 1));
  }
  return std::nullopt;
}

bool is_stale(std::string_view reason) {
  for (const char* const sign : {"fetch first", "non-fast-forward", "stale info", "failed to update ref",
                                 "cannot lock ref", "incorrect old value", "needs force", "failed to lock"}) {
    if (reason.find(sign) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::string remote_name(const log::Repository& repository) {
  const auto configured = repository.config("branch.main.remote");
  return configured && *configured != "." ? *configured : "origin";
}

std::string tracking_ref(const std::string& remote) { return "refs/remotes/" + remote + "/main"; }

Result<std::string> remote_url(const log::Repository& repository) {
  const std::string remote = remote_name(repository);
  if (auto url = repository.config("remote." + remote + ".url")) return *std::move(url);
  return refuse(rules::FED_001, "this clone has no remote '{}'", remote)
      .hint("tos hub init DIR, or git remote add origin URL");
}

Result<std::optional<log::ObjectId>> fetch_main(const log::Repository& repository, const std::string& ref) {
  const std::string remote = remote_name(repository);
  TOS_TRY(const std::string url, remote_url(repository));
  TOS_TRY(const ProgramOutcome outcome,
          git_in(repository, {"fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
                              "--no-recurse-submodules", "--refmap=", "--", remote, "+refs/heads/main:" + ref}));
  if (outcome.status == 0) return repository.reference(ref);
  if (outcome.errors.find("couldn't find remote ref") != std::string::npos) return std::optional<log::ObjectId>();
  return unreachable(url, "fetched", outcome);
}

Result<PushOutcome> push_main(const log::Repository& repository, const std::optional<log::ObjectId>& lease) {
  const std::string remote = remote_name(repository);
  TOS_TRY(const std::string url, remote_url(repository));
  std::vector<std::string> arguments{"push", "--porcelain", "--no-follow-tags", "--no-recurse-submodules"};
  if (lease) arguments.push_back("--force-with-lease=refs/heads/main:" + lease->hex());
  arguments.insert(arguments.end(), {"--", remote, "refs/heads/main:refs/heads/main"});
  TOS_TRY(const ProgramOutcome outcome, git_in(repository, std::move(arguments)));
  if (outcome.status == 0) return PushOutcome{};
  const auto reason = rejection(outcome.output);
  if (!reason) return unreachable(url, "pushed to", outcome);
  // A disk that is full or may not be written to there judges nothing.
  if (reason->find("unpacker error") != std::string::npos) return unreachable(url, "pushed to", outcome);
  std::string words = remote_lines(outcome.errors);
  // Somebody's push came in while the hub judged ours: pulling tells whether it is no more than that.
  const bool stale = is_stale(*reason) || words.find("error[LOG-113]") != std::string::npos;
  return PushOutcome{
      .answer = stale ? PushAnswer::stale : PushAnswer::refused, .remote_words = std::move(words), .reason = *reason};
}

Result<bool> push_branch(const log::Repository& repository, const std::string& ref) {
  TOS_TRY(const ProgramOutcome outcome,
          git_in(repository, {"push", "--quiet", "--no-follow-tags", "--no-recurse-submodules", "--",
                              remote_name(repository), ref + ":" + ref}));
  return outcome.status == 0;
}

Result<void> clone_bare_of_files(const std::string& url, const std::string& directory, const std::string& start) {
  TOS_TRY(const ProgramOutcome outcome,
          log::run_git({.arguments = {"-c", "core.fsync=all", "clone", "--quiet", "--no-checkout", "--origin", "origin",
                                      "--branch", "main", "--", url, directory},
                        .environment = {allowed_protocols},
                        .directory = start}));
  if (outcome.status != 0) return unreachable(url, "cloned", outcome);
  return {};
}

Result<void> check_out(const std::string& directory) {
  TOS_TRY(const ProgramOutcome outcome,
          log::run_git({.arguments = {"checkout", "--quiet", "main"}, .directory = directory}));
  if (outcome.status == 0) return {};
  // git gives up at a free file that this file system cannot hold; the group's log is whole without it.
  TOS_TRY(log::Repository repository, log::Repository::open(directory));
  if (auto done = log::check_out_main(repository); !done) {
    return refuse(rules::FED_001, "the files cannot be checked out: {}; {}", outcome.last_words(), done.error().what)
        .hint("git -C {} checkout main", directory);
  }
  return {};
}

}  // namespace tos::federation
