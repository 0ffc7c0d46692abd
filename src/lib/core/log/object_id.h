#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace tos::log {

// The SHA-1 name of a git object. Transport only: no rule of a group refers to it.
struct ObjectId {
  std::array<std::uint8_t, 20> bytes{};

  // 40 lower-case hex digits; nothing otherwise.
  static std::optional<ObjectId> parse(std::string_view hex) {
    ObjectId id;
    if (!from_hex(hex, id.bytes)) return std::nullopt;
    return id;
  }
  // The first 20 bytes at `raw`, as trees hold them.
  static ObjectId from_raw(const void* raw) {
    ObjectId id;
    std::memcpy(id.bytes.data(), raw, id.bytes.size());
    return id;
  }
  std::string hex() const { return to_hex(bytes); }
  std::string short_hex() const { return hex().substr(0, 12); }  // for messages
  auto operator<=>(const ObjectId&) const = default;
};

}  // namespace tos::log

template <>
struct std::hash<tos::log::ObjectId> {
  // A SHA-1 is spread already; but an attacker chooses it, so tables that hostile input fills must be bounded.
  std::size_t operator()(const tos::log::ObjectId& id) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, id.bytes.data(), sizeof value);
    return value;
  }
};
