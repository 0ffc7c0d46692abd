#include "core/ssh/ed25519.h"

#include <sodium.h>

namespace tos::ssh {
namespace {

static_assert(ed25519_signature_bytes == crypto_sign_BYTES && ed25519_point_bytes == crypto_sign_PUBLICKEYBYTES);

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// L = 2^252 + 27742317777372353535851937790883648493, little-endian.
constexpr std::array<std::uint8_t, 32> group_order{0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                                   0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                                   0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

}  // namespace

bool ed25519_scalar_in_range(std::string_view s) {
  if (s.size() != group_order.size()) return false;
  for (std::size_t i = group_order.size(); i-- > 0;) {
    const auto digit = static_cast<std::uint8_t>(s[i]);
    if (digit != group_order[i]) return digit < group_order[i];
  }
  return false;
}

bool ed25519_valid_point(std::string_view point) {
  return point.size() == ed25519_point_bytes && crypto_core_ed25519_is_valid_point(raw(point)) == 1;
}

bool ed25519_verify(std::string_view signature, std::string_view message, std::string_view point) {
  return signature.size() == ed25519_signature_bytes && point.size() == ed25519_point_bytes &&
         ed25519_scalar_in_range(signature.substr(32)) &&
         crypto_sign_verify_detached(raw(signature), raw(message), message.size(), raw(point)) == 0;
}

std::array<std::uint8_t, ed25519_signature_bytes> ed25519_sign(std::string_view message,
                                                               std::span<const std::uint8_t, 64> secret) {
  std::array<std::uint8_t, ed25519_signature_bytes> out;
  crypto_sign_detached(out.data(), nullptr, raw(message), message.size(), secret.data());
  return out;
}

}  // namespace tos::ssh
