#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What RCTab's ties depend on, so that its published counts can be recomputed: the generator of java.util.Random, the
// order of java.lang.String and the iteration order of java.util.HashSet, all as their public documentation and
// specification define them.
namespace tos::voting {

class JavaGenerator {
 public:
  explicit JavaGenerator(std::int64_t seed);
  std::int32_t next_int(std::int32_t bound);  // nextInt(bound), 0 < bound
  // floor(nextDouble() * size) for 0 < size, with the product rounded to a double as Java rounds it.
  std::size_t next_index(std::size_t size);
  // Collections.shuffle(list, this) of 0, 1, …, size - 1.
  std::vector<std::size_t> shuffled(std::size_t size);

 private:
  std::int32_t next(int bits);
  std::uint64_t state_;
};

// String.compareTo: by UTF-16 code units.
bool java_less(std::string_view a, std::string_view b);
std::int32_t java_hash(std::string_view text);  // String.hashCode
// The order in which `new HashSet<>(List.of(items))` iterates: indexes into items.
std::vector<std::size_t> java_hash_set_order(const std::vector<std::string_view>& items);

}  // namespace tos::voting
