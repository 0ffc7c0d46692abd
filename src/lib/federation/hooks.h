#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/log/repository.h"
#include "federation/sync.h"

// A repository that judges what is pushed to it, as every clone will.
namespace tos::federation {

struct RefUpdate {
  std::optional<log::ObjectId> from, to;  // nothing: the reference is new, or is deleted
  std::string name;
};
// The lines "<old> <new> <name>" that git gives a pre-receive hook. SYS_002 when one is not of that form.
Result<std::vector<RefUpdate>> parse_updates(std::string_view lines);

// Refuses what verify would refuse of main's new part, with verify's own words; a main that does not continue this
// one's log (LOG-113), whether fast-forward or not; a deleted main and references under refs/replace/ and refs/tos/
// (FED-004). `quarantine`: the object directories where what is being pushed stands.
Result<void> check_updates(const std::filesystem::path& git_dir, const std::vector<std::filesystem::path>& quarantine,
                           const std::vector<RefUpdate>& updates, const SyncOptions& options);

// FED-006 when git's index holds changes in the homes, or when a merge commit is due on main; LOG-019 when it changes
// .gitattributes: for the hooks of a clone.
Result<void> check_staged(const log::Repository& repository, bool is_merge);

// Writes the hooks: pre-receive and post-receive of a hub, pre-commit and pre-merge-commit of a clone. They run
// `program`, an absolute path. FED-008 when somebody else's stands there. Answers their names.
Result<std::vector<std::string>> install_hooks(const log::Repository& repository, const std::string& program,
                                               bool is_hub);

// A bare repository for a group, with the hooks of a hub; it waits for its first push.
Result<log::Repository> make_hub(const std::filesystem::path& directory, const std::string& program);

}  // namespace tos::federation
