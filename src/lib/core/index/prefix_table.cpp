#include "core/index/prefix_table.h"

#include <random>
#include <utility>

namespace tos::index {
namespace {

std::uint64_t multiplier() {
  static const std::uint64_t drawn = [] {
    std::random_device device;
    return (std::uint64_t{device()} << 32 | device()) | 1;
  }();
  return drawn;
}

}  // namespace

// Where the prefix stands, or the free place for it.
std::size_t PrefixTable::place_of(std::int64_t prefix) const {
  const std::uint64_t mixed = static_cast<std::uint64_t>(prefix) * multiplier();
  const std::size_t mask = entries_.size() - 1;
  std::size_t place = static_cast<std::size_t>(mixed >> 32) & mask;
  while (entries_[place].position != 0 && entries_[place].prefix != prefix) place = (place + 1) & mask;
  return place;
}

std::optional<std::int64_t> PrefixTable::find(std::int64_t prefix) const {
  const Entry& entry = entries_[place_of(prefix)];
  if (entry.position == 0) return std::nullopt;
  return entry.position;
}

void PrefixTable::add(std::int64_t prefix, std::int64_t position) {
  if (static_cast<std::size_t>(size_ + 1) * 2 > entries_.size()) grow();
  entries_[place_of(prefix)] = {.prefix = prefix, .position = position};
  ++size_;
}

void PrefixTable::grow() {
  const std::vector<Entry> before = std::exchange(entries_, std::vector<Entry>(entries_.size() * 2));
  for (const Entry& entry : before) {
    if (entry.position != 0) entries_[place_of(entry.prefix)] = entry;
  }
}

}  // namespace tos::index
