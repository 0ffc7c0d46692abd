#pragma once
#include <optional>
#include <vector>

#include "core/log/append.h"
#include "history/group.h"

namespace tos::federation {

inline constexpr const char* parent_branch = "refs/heads/tos/parent";

// The free files of a commit that a fork takes over: regular ones outside the homes but for the README and
// .gitattributes, which the fork has of its own. FED-009 when there are over 10,000 or one has over 1 MiB.
Result<std::vector<log::FreeFile>> free_files(const log::Repository& repository, const log::ObjectId& commit);

// Puts `commit` of the parent's repository, with all before it, into the fork's as branch tos/parent.
Result<void> take_parent(const log::Repository& fork, const log::Repository& parent, const log::ObjectId& commit);

// What a fork's founding record says of its parent, and whether the branch tos/parent bears it out.
struct ParentCheck {
  GroupId group;
  std::int64_t size = 0;
  LogRoot root;
  bool has_branch = false;         // a clone need not have it
  std::optional<Refusal> problem;  // FED-007: the branch has another root there
};
// Nothing where the group is no fork. `group` is its id, 64 hex.
Result<std::optional<ParentCheck>> check_parent(const log::Repository& repository, std::string_view group);

}  // namespace tos::federation
