#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/ssh/private_key.h"
#include "core/ssh/wire.h"

namespace tos::ssh {

inline constexpr std::string_view test_name_space = "tos.record.v1";

// A key that is the same in every run.
inline PrivateKey test_key(std::uint8_t number) {
  std::array<std::uint8_t, 32> seed;
  seed.fill(number);
  return PrivateKey::from_seed(seed);
}

// The parts of an SSHSIG blob, each of which a test may spoil.
struct SignatureParts {
  std::string magic = "SSHSIG";
  std::uint32_t version = 1;
  std::string key;
  std::string name_space{test_name_space};
  std::string reserved;
  std::string hash = "sha512";
  std::string algorithm = "ssh-ed25519";
  std::string bytes;
  std::string after_bytes;  // within the signature field: flags and counter, or what does not belong there
  std::string after_all;

  std::string blob() const {
    std::string signature;
    put_string(signature, algorithm);
    put_string(signature, bytes);
    signature += after_bytes;
    std::string out = magic;
    put_u32(out, version);
    for (const std::string& field : {key, name_space, reserved, hash, signature}) put_string(out, field);
    return out + after_all;
  }
  std::string armored(std::size_t columns = 70, std::string_view line_end = "\n") const {
    const std::string base64 = to_base64(blob());
    std::string out = "-----BEGIN SSH SIGNATURE-----" + std::string(line_end);
    for (std::size_t at = 0; at < base64.size(); at += columns) {
      out.append(base64, at, columns).append(line_end);
    }
    return out.append("-----END SSH SIGNATURE-----").append(line_end);
  }
};

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace tos::ssh
