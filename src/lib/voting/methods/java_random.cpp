#include "voting/methods/java_random.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "core/base/int128.h"

namespace tos::voting {
namespace {

constexpr std::uint64_t multiplier = 0x5deece66dULL;
constexpr std::uint64_t state_mask = (1ULL << 48) - 1;

// The code units of UTF-8 text; what is not UTF-8 counts as U+FFFD a byte.
std::vector<std::uint16_t> utf16(std::string_view text) {
  std::vector<std::uint16_t> units;
  units.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
    if (length == 0 || i + length > text.size()) {
      units.push_back(0xfffd);
      ++i;
      continue;
    }
    std::uint32_t point = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length; ++k) point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
    if (point >= 0x10000) {
      units.push_back(static_cast<std::uint16_t>(0xd800 + ((point - 0x10000) >> 10 & 0x3ff)));
      units.push_back(static_cast<std::uint16_t>(0xdc00 + ((point - 0x10000) & 0x3ff)));
    } else {
      units.push_back(static_cast<std::uint16_t>(point));
    }
    i += length;
  }
  return units;
}

}  // namespace

JavaGenerator::JavaGenerator(std::int64_t seed)
    : state_((static_cast<std::uint64_t>(seed) ^ multiplier) & state_mask) {}

std::int32_t JavaGenerator::next(int bits) {
  state_ = (state_ * multiplier + 0xb) & state_mask;
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(state_ >> (48 - bits)));
}

std::int32_t JavaGenerator::next_int(std::int32_t bound) {
  if ((bound & -bound) == bound) return static_cast<std::int32_t>((std::int64_t{bound} * next(31)) >> 31);
  while (true) {
    const std::int32_t bits = next(31);
    const std::int32_t value = bits % bound;
    if (std::int64_t{bits} - value + (bound - 1) <= 0x7fffffff) return value;
  }
}

std::size_t JavaGenerator::next_index(std::size_t size) {
  // nextDouble() is k ÷ 2^53 for a 53-bit k.
  const auto high = static_cast<std::uint64_t>(next(26));
  const std::uint64_t k = (high << 27) + static_cast<std::uint64_t>(next(27));
  auto product = static_cast<unsigned __int128>(k) * size;
  const auto low_bits = static_cast<std::uint64_t>(product);
  const auto high_bits = static_cast<std::uint64_t>(product >> 64);
  const int width = static_cast<int>(high_bits != 0 ? 64 + std::bit_width(high_bits) : std::bit_width(low_bits));
  if (width > 53) {  // a double keeps 53 bits: round half to even
    const int drop = width - 53;
    const auto unit = static_cast<unsigned __int128>(1) << drop;
    const auto rest = product % unit;
    product -= rest;
    const bool odd = ((product >> drop) & 1) != 0;
    if (rest > unit / 2 || (rest == unit / 2 && odd)) product += unit;
  }
  return std::min(static_cast<std::size_t>(product >> 53), size - 1);
}

std::vector<std::size_t> JavaGenerator::shuffled(std::size_t size) {
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = size; i > 1; --i)
    std::swap(order[i - 1], order[static_cast<std::size_t>(next_int(static_cast<std::int32_t>(i)))]);
  return order;
}

bool java_less(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(utf16(a), utf16(b));
}

std::int32_t java_hash(std::string_view text) {
  std::uint32_t hash = 0;
  for (const std::uint16_t unit : utf16(text)) hash = hash * 31 + unit;
  return static_cast<std::int32_t>(hash);
}

std::vector<std::size_t> java_hash_set_order(const std::vector<std::string_view>& items) {
  // HashSet(Collection) reserves max(size / 0.75 + 1, 16) places, rounded up to a power of two.
  const std::size_t places = std::bit_ceil(std::max<std::size_t>(items.size() * 4 / 3 + 1, 16));
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t item) {
    const auto hash = static_cast<std::uint32_t>(java_hash(items[item]));
    return (hash ^ (hash >> 16)) & (places - 1);
  });
  return order;
}

}  // namespace tos::voting
