#pragma once
#include <cstdint>
#include <string>
#include <string_view>

// Numbers as git's own files write them: big-endian, of a fixed size.
namespace tos::log {

inline constexpr std::size_t git_checksum_bytes = 20;  // SHA-1, which ends packs and indexes

inline std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t count = 4) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}
inline void put_number(std::string& out, std::uint64_t value, int byte_count) {
  for (int shift = 8 * (byte_count - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

}  // namespace tos::log
