#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

// Ed25519 (RFC 8032, section 5.1) over raw bytes. The layers above know what the bytes mean.
namespace tos::ssh {

inline constexpr std::size_t ed25519_signature_bytes = 64;
inline constexpr std::size_t ed25519_point_bytes = 32;

// S, the second half of a signature, is below the group order; 32 bytes.
bool ed25519_scalar_in_range(std::string_view s);

// A canonical point on the curve, of prime order: what a key generator makes and nothing else. Costs as much as a
// verification.
bool ed25519_valid_point(std::string_view point);

// Any size of any argument is safe. False, too, when S is out of range, when the point or R is of small order, and when
// the point is not canonical.
bool ed25519_verify(std::string_view signature, std::string_view message, std::string_view point);

// `secret` is seed ‖ point.
std::array<std::uint8_t, ed25519_signature_bytes> ed25519_sign(std::string_view message,
                                                               std::span<const std::uint8_t, 64> secret);

}  // namespace tos::ssh
