#include "voting/polls/active_members.h"

#include <algorithm>
#include <list>

#include "core/index/remembered.h"
#include "core/log/merkle.h"
#include "identity/roll.h"

namespace tos::voting {
namespace {

struct Entry {
  std::int64_t standing = 0;
  ActiveMembers members;
};

// What happened at a logged position never changes, so entries hold for as long as no row may be gone.
constexpr std::size_t most_remembered = 8;

std::list<Entry>& remembered(const Database& db) {  // the last used first
  static thread_local Remembered<std::list<Entry>> entries;
  return entries.of(db, Database::Part::log);
}

const ActiveMembers* find(std::list<Entry>& memory, std::int64_t standing) {
  const auto found = std::ranges::find(memory, standing, &Entry::standing);
  if (found == memory.end()) return nullptr;
  memory.splice(memory.begin(), memory, found);
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
  std::list<Entry>& memory = remembered(db);
  if (const ActiveMembers* known = find(memory, standing)) return *known;
  if (memory.size() == most_remembered) memory.pop_back();
  memory.push_front({.standing = standing, .members = read_active_members(db, position)});
  return memory.front().members;
}

bool was_active(Database& db, std::int64_t member, std::int64_t position, std::int64_t standing) {
  if (const ActiveMembers* known = find(remembered(db), standing)) {
    return std::ranges::binary_search(known->numbers, member);
  }
  return identity::was_active_at(db, member, position);
}

}  // namespace tos::voting
