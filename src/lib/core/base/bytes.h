#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tos {

using Digest = std::array<std::uint8_t, 32>;  // SHA-256

Digest sha256(std::string_view data);
Digest sha256(std::string_view first, std::string_view second);  // of the concatenation
std::array<std::uint8_t, 64> sha512(std::string_view data);

std::string to_hex(std::span<const std::uint8_t> bytes);
// Lower-case hex only, exactly 2 × out.size() digits; false otherwise.
bool from_hex(std::string_view hex, std::span<std::uint8_t> out);

std::string to_base64(std::string_view bytes);
// Canonical base64 with padding and no white space; nothing otherwise.
std::optional<std::string> from_base64(std::string_view text);

inline std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace tos
