#include "core/log/pack_delta.h"

#include <algorithm>
#include <cstring>

#include "core/log/tree_entries.h"

namespace tos::log {
namespace {

constexpr std::size_t max_copy = 0xffffff;
constexpr std::size_t max_insert = 127;
constexpr std::size_t short_middle = 256;

class DeltaBuilder {
 public:
  DeltaBuilder(std::size_t base_size, std::size_t result_size) {
    put_size(base_size);
    put_size(result_size);
  }
  void copy(std::size_t start, std::size_t size) {
    if (size == 0) return;
    if (copy_size_ > 0 && copy_start_ + copy_size_ == start) {
      copy_size_ += size;
      return;
    }
    flush();
    copy_start_ = start;
    copy_size_ = size;
  }
  void insert(std::string_view bytes) {
    if (bytes.empty()) return;
    flush_copy();
    inserted_.append(bytes);
  }
  std::string finish() {
    flush();
    return std::move(out_);
  }

 private:
  void put(std::size_t byte) { out_.push_back(static_cast<char>(byte & 0xff)); }
  void put_size(std::size_t size) {
    for (; size >= 0x80; size >>= 7) put(0x80 | (size & 0x7f));
    put(size);
  }
  void flush() {
    flush_copy();
    std::string_view rest = inserted_;
    while (!rest.empty()) {
      const std::size_t size = std::min(rest.size(), max_insert);
      put(size);
      out_.append(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    inserted_.clear();
  }
  void flush_copy() {
    if (copy_size_ == 0) return;
    while (copy_size_ > 0) {
      const std::size_t size = std::min(copy_size_, max_copy);
      put_copy(copy_start_, size);
      copy_start_ += size;
      copy_size_ -= size;
    }
  }
  // One command byte whose bits say which bytes of offset and size follow; zero bytes are left out.
  void put_copy(std::size_t start, std::size_t size) {
    const std::size_t command_at = out_.size();
    std::size_t command = 0x80;
    put(0);
    for (std::size_t i = 0; i < 4; ++i) {
      if (const std::size_t byte = start >> (8 * i) & 0xff; byte != 0) put(byte), command |= std::size_t{1} << i;
    }
    for (std::size_t i = 0; i < 3; ++i) {
      if (const std::size_t byte = size >> (8 * i) & 0xff; byte != 0) put(byte), command |= std::size_t{0x10} << i;
    }
    out_[command_at] = static_cast<char>(command);
  }

  std::string out_;
  std::string inserted_;
  std::size_t copy_start_ = 0;
  std::size_t copy_size_ = 0;
};

std::size_t common_prefix(std::string_view left, std::string_view right) {
  constexpr std::size_t block = 1024;
  const std::size_t size = std::min(left.size(), right.size());
  std::size_t at = 0;
  while (at + block <= size && std::memcmp(left.data() + at, right.data() + at, block) == 0) at += block;
  while (at < size && left[at] == right[at]) ++at;
  return at;
}

std::size_t common_suffix(std::string_view left, std::string_view right) {
  constexpr std::size_t block = 1024;
  const std::size_t size = std::min(left.size(), right.size());
  const char* left_end = left.data() + left.size();
  const char* right_end = right.data() + right.size();
  std::size_t at = 0;
  while (at + block <= size && std::memcmp(left_end - at - block, right_end - at - block, block) == 0) at += block;
  while (at < size &&
         left_end[-1 - static_cast<std::ptrdiff_t>(at)] == right_end[-1 - static_cast<std::ptrdiff_t>(at)]) {
    ++at;
  }
  return at;
}

// Both versions' entries side by side, as in a merge.
void add_by_entries(DeltaBuilder& delta, std::string_view before, std::string_view after) {
  TreeEntries old_entries(before);
  TreeEntries new_entries(after);
  std::size_t old_start = 0;
  auto old_entry = old_entries.next();
  while (!new_entries.done()) {
    const std::size_t new_start = after.size() - new_entries.remaining();
    const auto entry = new_entries.next();
    if (!entry) return delta.insert(after.substr(new_start));
    const std::string_view bytes = after.substr(new_start, after.size() - new_entries.remaining() - new_start);
    while (old_entry &&
           compare_entries(old_entry->name, old_entry->is_directory(), entry->name, entry->is_directory()) < 0) {
      old_start = before.size() - old_entries.remaining();
      old_entry = old_entries.next();
    }
    if (old_entry && before.substr(old_start).starts_with(bytes)) {
      delta.copy(old_start, bytes.size());
    } else {
      delta.insert(bytes);
    }
  }
}

// Reads a delta's numbers and commands; every read says whether there was enough.
class DeltaReader {
 public:
  explicit DeltaReader(std::string_view delta) : rest_(delta) {}
  bool done() const { return rest_.empty(); }
  bool byte(std::size_t& value) {
    if (rest_.empty()) return false;
    value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return true;
  }
  bool size(std::size_t& value) {
    value = 0;
    std::size_t next = 0x80;
    for (unsigned shift = 0; (next & 0x80) != 0; shift += 7) {
      if (shift > 56 || !byte(next)) return false;
      value |= (next & 0x7f) << shift;
    }
    return true;
  }
  bool copy(std::size_t command, std::size_t& start, std::size_t& count) {
    start = count = 0;
    std::size_t next = 0;
    for (unsigned i = 0; i < 7; ++i) {
      if ((command >> i & 1) == 0) continue;
      if (!byte(next)) return false;
      (i < 4 ? start : count) |= next << (8 * (i < 4 ? i : i - 4));
    }
    if (count == 0) count = 0x10000;
    return true;
  }
  bool take(std::size_t count, std::string_view& bytes) {
    if (rest_.size() < count) return false;
    bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return true;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::optional<std::size_t> delta_result_size(std::string_view delta) {
  DeltaReader reader(delta);
  std::size_t base_size = 0, result_size = 0;
  if (!reader.size(base_size) || !reader.size(result_size)) return std::nullopt;
  return result_size;
}

std::optional<std::string> apply_delta(std::string_view base, std::string_view delta, std::size_t max_bytes) {
  DeltaReader reader(delta);
  std::size_t base_size = 0, result_size = 0, command = 0;
  if (!reader.size(base_size) || !reader.size(result_size)) return std::nullopt;
  if (base_size != base.size() || result_size > max_bytes) return std::nullopt;
  std::string result;
  result.reserve(result_size);
  while (!reader.done()) {
    std::size_t start = 0, count = 0;
    std::string_view part;
    if (!reader.byte(command) || command == 0) return std::nullopt;
    if ((command & 0x80) != 0) {
      if (!reader.copy(command, start, count) || start > base.size() || count > base.size() - start)
        return std::nullopt;
      part = base.substr(start, count);
    } else if (!reader.take(command, part)) {
      return std::nullopt;
    }
    if (part.size() > result_size - result.size()) return std::nullopt;
    result.append(part);
  }
  if (result.size() != result_size) return std::nullopt;
  return result;
}

std::string tree_delta(std::string_view before, std::string_view after) {
  DeltaBuilder delta(before.size(), after.size());
  const std::size_t prefix = common_prefix(before, after);
  const std::size_t suffix = common_suffix(before.substr(prefix), after.substr(prefix));
  const std::string_view middle = after.substr(prefix, after.size() - prefix - suffix);
  if (middle.size() > short_middle) {
    add_by_entries(delta, before, after);
  } else {
    delta.copy(0, prefix);
    delta.insert(middle);
    delta.copy(before.size() - suffix, suffix);
  }
  return delta.finish();
}

}  // namespace tos::log
