#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace tos::index {

// Log positions by the first eight bytes of a record id, in memory: 16 bytes an entry, at most half full. Whoever makes
// the ids cannot aim at one place of it: places depend on a number drawn for each process.
class PrefixTable {
 public:
  std::optional<std::int64_t> find(std::int64_t prefix) const;
  void add(std::int64_t prefix, std::int64_t position);  // a prefix that is not in it; positions begin at 1
  std::int64_t size() const { return size_; }

 private:
  struct Entry {
    std::int64_t prefix = 0;
    std::int64_t position = 0;  // 0: free
  };
  std::size_t place_of(std::int64_t prefix) const;
  void grow();

  std::vector<Entry> entries_ = std::vector<Entry>(1024);
  std::int64_t size_ = 0;
};

}  // namespace tos::index
