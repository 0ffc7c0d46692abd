#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/ssh/public_key.h"

namespace tos::ssh {

// Text that is zeroed when it goes. Move-only.
class Secret {
 public:
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();
  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

// An Ed25519 key that signs in this process. Move-only; its memory is zeroed when it goes.
class PrivateKey {
 public:
  // An unencrypted openssh-key-v1 file. `path` is only for messages. Refusals: SIG-020, SIG-021 (encrypted, or on a
  // hardware token: the agent signs for those), SIG-022.
  static Result<PrivateKey> parse(std::string_view file, std::string_view path);
  static PrivateKey generate();
  static PrivateKey from_seed(std::span<const std::uint8_t, 32> seed);  // RFC 8032's private key

  PrivateKey(PrivateKey&& other) noexcept;
  PrivateKey& operator=(PrivateKey&& other) noexcept;
  PrivateKey(const PrivateKey&) = delete;
  PrivateKey& operator=(const PrivateKey&) = delete;
  ~PrivateKey();

  const PublicKey& public_key() const { return public_key_; }
  // Armored; byte for byte what `ssh-keygen -Y sign -n <name_space>` prints, for Ed25519 is deterministic.
  // The namespace is not empty.
  std::string sign(std::string_view message, std::string_view name_space) const;
  // The file as ssh-keygen reads and writes it, unencrypted. Write it with mode 0600.
  Secret to_file(std::string_view comment) const;

 private:
  using SecretBytes = std::array<std::uint8_t, 64>;  // seed ‖ public point, libsodium's form
  static Result<PrivateKey> read_section(std::string_view section, PublicKey public_key, std::string_view path);
  PrivateKey(const SecretBytes& secret, PublicKey public_key) : secret_(secret), public_key_(std::move(public_key)) {}

  SecretBytes secret_;
  PublicKey public_key_;
};

}  // namespace tos::ssh
