#pragma once
#include <optional>
#include <string>

#include "core/log/repository.h"

namespace tos::federation {

// Where main is published: branch.main.remote, else origin.
std::string remote_name(const log::Repository& repository);
std::string tracking_ref(const std::string& remote);  // "refs/remotes/origin/main"
// Its URL as configured; FED-001 when there is no such remote.
Result<std::string> remote_url(const log::Repository& repository);

// Fetches the remote's main into `ref`, and nothing else: no tags, no tracking reference. The commit fetched; nothing
// when the remote has no main yet. FED-001 with git's words when it cannot be reached.
Result<std::optional<log::ObjectId>> fetch_main(const log::Repository& repository, const std::string& ref);

enum class PushAnswer { taken, stale, refused };
struct PushOutcome {
  PushAnswer answer = PushAnswer::taken;
  std::string remote_words;  // what the remote's hook printed, without git's "remote: "
  std::string reason;        // git's own: "fetch first", "pre-receive hook declined"
};
// Pushes main to the remote's main, forward only. With `lease`, also backwards, if the remote's main is still there.
Result<PushOutcome> push_main(const log::Repository& repository, const std::optional<log::ObjectId>& lease = {});

// Publishes a branch besides main under its own name. False when the remote did not take it.
Result<bool> push_branch(const log::Repository& repository, const std::string& ref);

// git clone without a checkout, run in `start`.
Result<void> clone_bare_of_files(const std::string& url, const std::string& directory, const std::string& start);
// Fills the work tree of a clone made without one.
Result<void> check_out(const std::string& directory);

}  // namespace tos::federation
