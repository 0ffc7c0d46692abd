#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/ssh/public_key.h"

namespace tos::ssh {

// SSH signatures over bytes in a namespace (OpenSSH's PROTOCOL.sshsig), stricter than ssh-keygen: there is one way to
// write a signature down. Everything here is a pure function of its arguments and may run on any number of threads.

enum class Hash : std::uint8_t { sha512, sha256 };  // of the message; we write sha512

inline constexpr std::size_t max_armored_bytes = 4096;

// A signature that is in form (SIG-001 to SIG-008). In form does not mean right: ask verify().
class Signature {
 public:
  // The armor exactly as `ssh-keygen -Y sign` writes it: marker lines, base64 in lines of 70, LF, nothing else.
  static Result<Signature> parse(std::string_view armored);
  // The bytes within the armor.
  static Result<Signature> from_blob(std::string blob);
  // From a bare signature blob (string algorithm ‖ string 64 bytes …), as an agent answers with, hash sha512.
  static Result<Signature> assemble(const PublicKey& key, std::string_view name_space, std::string_view signature_blob);

  Algorithm algorithm() const { return algorithm_; }
  Hash hash() const { return hash_; }
  std::string_view key_blob() const { return at(key_); }
  KeyId key_id() const { return KeyId(sha256(key_blob())); }
  std::string_view name_space() const { return at(name_space_); }
  std::uint8_t flags() const { return flags_; }       // hardware only
  std::uint32_t counter() const { return counter_; }  // hardware only
  std::string armored() const;                        // what parse() reads, byte for byte

  // SIG-011, SIG-012: by the key that stands in the signature itself, over these bytes. Whose key that is, and in
  // which namespace it signed, is for the caller to ask; verify() below does all of it.
  Result<void> check_message(std::string_view message) const;

 private:
  struct Part {
    std::uint16_t offset = 0;
    std::uint16_t size = 0;
  };
  Signature() = default;
  std::string_view at(Part part) const { return std::string_view(blob_).substr(part.offset, part.size); }
  Part part(std::string_view inside) const;
  Result<void> read_blob();
  Result<void> read_key(std::string_view blob);
  Result<void> read_signature(std::string_view blob);

  std::string blob_;
  Part key_, point_, application_, name_space_, signature_;
  Algorithm algorithm_ = Algorithm::ed25519;
  Hash hash_ = Hash::sha512;
  std::uint8_t flags_ = 0;
  std::uint32_t counter_ = 0;
};

// The bytes that the key signs: "SSHSIG" ‖ string namespace ‖ string "" ‖ string hash name ‖ string hash(message).
std::string signed_data(std::string_view message, std::string_view name_space, Hash hash = Hash::sha512);

// Is `armored` a signature of `message` in this namespace by this very key? Refusals: SIG-001 to SIG-012.
Result<void> verify(std::string_view armored, std::string_view message, std::string_view name_space,
                    const PublicKey& expected);
// The same where only the key's id is known, as in a record's envelope: the key is taken from the signature. It has
// been checked at enrolment; here a low-order or non-canonical point fails as SIG-011.
Result<void> verify(std::string_view armored, std::string_view message, std::string_view name_space,
                    const KeyId& expected);

}  // namespace tos::ssh
