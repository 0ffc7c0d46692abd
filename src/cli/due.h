#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "history/group.h"

namespace tos::cli {

// Something that waits for somebody.
struct DueItem {
  std::string what;  // "vote", "close", "review", "approve", "accept", "term", "confirm", "carry-out", "set-aside"
  std::string who;   // a handle, a role, or "anyone"
  std::string name;  // of what it is about: V7, an id's first digits, a role
  std::string title;
  std::optional<Timestamp> until;
  std::string command;  // what to type; empty where nothing needs to be done yet
};

// What is due at `now` for this member; for everybody where `handle` is empty. Costs what is open, not the history.
std::vector<DueItem> due_items(history::Group& group, Timestamp now, const std::string& handle);

}  // namespace tos::cli
