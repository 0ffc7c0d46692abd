#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/result.h"
#include "core/ssh/algorithm.h"

namespace tos::ssh {

// A public key in one of the algorithms of the table. Whoever holds one knows that its blob is exact, and that its
// point is canonical and of prime order (SIG-014): no signature of a weak key is ever asked about.
class PublicKey {
 public:
  // The SSH wire form: string algorithm ‖ string point ‖ (hardware only) string application. Nothing after it.
  static Result<PublicKey> from_blob(std::string_view blob);
  // A line as people keep it in `.pub` and authorized_keys files: algorithm, base64, and perhaps a comment, which is
  // dropped. White space at the end is ignored; options before the algorithm are refused.
  static Result<PublicKey> from_line(std::string_view line);
  // The one spelling in records: exactly to_line().
  static Result<PublicKey> from_record(std::string_view text);

  Algorithm algorithm() const { return algorithm_; }
  const std::array<std::uint8_t, 32>& point() const { return point_; }
  std::string_view application() const;  // "ssh:" of a hardware key, empty otherwise
  std::string_view blob() const { return blob_; }
  KeyId id() const { return KeyId(sha256(blob_)); }
  std::string to_line() const;      // "ssh-ed25519 AAAA…", without comment or LF
  std::string fingerprint() const;  // "SHA256:…" as ssh-keygen -l shows it
  // "did:key:z6Mk…" (did:key method, multicodec ed25519-pub). None for hardware keys: what they sign is not the
  // message.
  std::optional<std::string> did_key() const;

  bool operator==(const PublicKey& other) const { return blob_ == other.blob_; }
  auto operator<=>(const PublicKey& other) const { return blob_ <=> other.blob_; }

 private:
  friend class PrivateKey;
  PublicKey(Algorithm algorithm, std::string_view point, std::string blob);

  Algorithm algorithm_;
  std::array<std::uint8_t, 32> point_;
  std::string blob_;
};

}  // namespace tos::ssh
