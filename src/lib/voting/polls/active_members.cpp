#include "voting/polls/active_members.h"

#include <algorithm>
#include <list>

#include "core/log/merkle.h"
#include "identity/roll.h"

namespace tos::voting {
namespace {

struct Entry {
  std::int64_t standing = 0;
  ActiveMembers members;
};

// What happened at a logged position never changes, so entries hold for as long as no row may be gone.
struct Remembered {
  std::uint64_t serial = 0;
  std::uint64_t epoch = 0;
  std::list<Entry> entries;  // the last used first
};
constexpr std::size_t most_remembered = 8;

Remembered& remembered(const Database& db) {
  static thread_local Remembered memory;
  const std::uint64_t epoch = db.epoch(Database::Part::log);
  if (memory.serial != db.serial() || memory.epoch != epoch) {
    memory = {.serial = db.serial(), .epoch = epoch, .entries = {}};
  }
  return memory;
}

const ActiveMembers* find(Remembered& memory, std::int64_t standing) {
  const auto found = std::ranges::find(memory.entries, standing, &Entry::standing);
  if (found == memory.entries.end()) return nullptr;
  memory.entries.splice(memory.entries.begin(), memory.entries, found);
  return &found->members;
}

ActiveMembers read_active_members(Database& db, std::int64_t position) {
  ActiveMembers members;
  std::vector<Digest> leaves;
  for (const identity::Member& member : identity::active_at(db, position)) {
    leaves.push_back(log::merkle_leaf_hash(member.handle.text()));
    members.by_handle.push_back({.number = member.number, .leaf = leaves.back()});
    members.numbers.push_back(member.number);
  }
  std::ranges::sort(members.numbers);
  members.root = LogRoot(log::merkle_tree_hash(leaves));
  return members;
}

}  // namespace

const ActiveMembers& active_members(Database& db, std::int64_t position, std::int64_t standing) {
  Remembered& memory = remembered(db);
  if (const ActiveMembers* known = find(memory, standing)) return *known;
  if (memory.entries.size() == most_remembered) memory.entries.pop_back();
  memory.entries.push_front({.standing = standing, .members = read_active_members(db, position)});
  return memory.entries.front().members;
}

bool was_active(Database& db, std::int64_t member, std::int64_t position, std::int64_t standing) {
  if (const ActiveMembers* known = find(remembered(db), standing)) {
    return std::ranges::binary_search(known->numbers, member);
  }
  return identity::was_active_at(db, member, position);
}

}  // namespace tos::voting
