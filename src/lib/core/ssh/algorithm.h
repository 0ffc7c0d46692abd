#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tos::ssh {

enum class Algorithm : std::uint8_t {
  ed25519,     // RFC 8709; key in a file or in an agent
  sk_ed25519,  // PROTOCOL.u2f; key on a hardware token, a person touches it to sign
};

// What an algorithm's blobs look like. Key and signature blobs both begin with the name.
struct AlgorithmEntry {
  Algorithm algorithm;
  std::string_view name;
  bool on_hardware;      // the key ends in an application, the signature in flags and a counter
  int envelope_version;  // the record envelope ("tos: N") from which on it may sign; adding one is a new N
};

// Every algorithm there is. Nothing else is parsed, so there is no downgrade to negotiate.
inline constexpr std::array algorithms{
    AlgorithmEntry{Algorithm::ed25519, "ssh-ed25519", false, 1},
    AlgorithmEntry{Algorithm::sk_ed25519, "sk-ssh-ed25519@openssh.com", true, 1},
};

constexpr const AlgorithmEntry& entry_of(Algorithm algorithm) {
  return algorithms[static_cast<std::size_t>(algorithm)];
}
static_assert(entry_of(Algorithm::ed25519).algorithm == Algorithm::ed25519);
static_assert(entry_of(Algorithm::sk_ed25519).algorithm == Algorithm::sk_ed25519);

constexpr const AlgorithmEntry* find_algorithm(std::string_view name) {  // null when unknown
  for (const AlgorithmEntry& entry : algorithms) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace tos::ssh
