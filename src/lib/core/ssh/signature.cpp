#include "core/ssh/signature.h"

#include <sodium.h>

#include <array>
#include <utility>

#include "core/base/assert.h"
#include "core/ssh/armor.h"
#include "core/ssh/ed25519.h"
#include "core/ssh/rules.h"
#include "core/ssh/wire.h"

namespace tos::ssh {
namespace {

constexpr std::string_view magic = "SSHSIG";
constexpr std::string_view begin_line = "-----BEGIN SSH SIGNATURE-----\n";
constexpr std::string_view end_line = "-----END SSH SIGNATURE-----\n";

constexpr std::array<std::pair<std::string_view, Hash>, 2> hashes{{{"sha512", Hash::sha512}, {"sha256", Hash::sha256}}};

std::string_view name_of(Hash hash) { return hashes[static_cast<std::size_t>(hash)].first; }

// Joins the lines of the armor's body into `out`; false where the wrapping is not what armored() writes.
bool unwrap(std::string_view body, std::string& out) {
  out.reserve(body.size());
  while (!body.empty()) {
    const std::size_t size = body.find('\n');
    if (size == 0 || size > armor_columns) return false;  // npos is above it, too
    out.append(body.substr(0, size));
    body.remove_prefix(size + 1);
    if (size < armor_columns && !body.empty()) return false;
  }
  return !out.empty();
}

Refusal unarmored(std::string_view what) {
  return refuse(SIG_001, "{}", what).hint("sign again; ssh-keygen -Y sign writes what is asked for");
}

// PROTOCOL.u2f: the token signs SHA-256(application) ‖ flags ‖ counter ‖ SHA-256(data).
std::string signed_by_token(std::string_view data, std::string_view application, std::uint8_t flags,
                            std::uint32_t counter) {
  const Digest application_digest = sha256(application);
  const Digest data_digest = sha256(data);
  std::string out(as_text(application_digest));
  out.push_back(static_cast<char>(flags));
  put_u32(out, counter);
  return out.append(as_text(data_digest));
}

}  // namespace

std::string signed_data(std::string_view message, std::string_view name_space, Hash hash) {
  std::string out(magic);
  out.reserve(magic.size() + name_space.size() + 88);
  put_string(out, name_space);
  put_string(out, "");
  put_string(out, name_of(hash));
  if (hash == Hash::sha256) {
    put_string(out, as_text(sha256(message)));
  } else {
    put_string(out, as_text(sha512(message)));
  }
  return out;
}

Result<Signature> Signature::parse(std::string_view armored) {
  if (armored.size() > max_armored_bytes) return unarmored("the signature is longer than any signature is");
  if (!armored.starts_with(begin_line)) return unarmored("the signature does not begin with its marker line");
  if (!armored.ends_with(end_line) || armored.size() < begin_line.size() + end_line.size()) {
    return unarmored("the signature does not end with its marker line");
  }
  armored.remove_prefix(begin_line.size());
  armored.remove_suffix(end_line.size());
  std::string base64;
  if (!unwrap(armored, base64)) return unarmored("the signature is not wrapped at 70 columns with plain line ends");
  std::optional<std::string> blob = from_base64(base64);
  if (!blob) return refuse(SIG_002, "the signature is not canonical base64");
  return from_blob(*std::move(blob));
}

Result<Signature> Signature::from_blob(std::string blob) {
  if (blob.size() > max_armored_bytes) return unarmored("the signature is longer than any signature is");
  Signature signature;
  signature.blob_ = std::move(blob);
  TOS_CHECK(signature.read_blob());
  return signature;
}

Result<Signature> Signature::assemble(const PublicKey& key, std::string_view name_space,
                                      std::string_view signature_blob) {
  TOS_ASSERT(!name_space.empty());
  std::string blob(magic);
  put_u32(blob, 1);
  put_string(blob, key.blob());
  put_string(blob, name_space);
  put_string(blob, "");
  put_string(blob, name_of(Hash::sha512));
  put_string(blob, signature_blob);
  return from_blob(std::move(blob));
}

Signature::Part Signature::part(std::string_view inside) const {
  return {static_cast<std::uint16_t>(inside.data() - blob_.data()), static_cast<std::uint16_t>(inside.size())};
}

Result<void> Signature::read_blob() {
  WireReader reader(blob_);
  if (reader.take(magic.size()) != magic) return refuse(SIG_003, "the signature does not begin with SSHSIG");
  const std::uint32_t version = reader.u32();
  if (reader.ok() && version != 1) return refuse(SIG_004, "the signature has SSHSIG version {}", version);
  const std::string_view key = reader.string();
  const std::string_view name_space = reader.string();
  const std::string_view reserved = reader.string();
  const std::string_view hash_name = reader.string();
  const std::string_view signature = reader.string();
  if (!reader.ok()) return refuse(SIG_003, "the signature is cut short");
  if (!reader.finished()) return refuse(SIG_003, "bytes follow the signature");
  if (!reserved.empty()) return refuse(SIG_005, "the signature's reserved field holds {} bytes", reserved.size());
  if (hash_name != name_of(Hash::sha512) && hash_name != name_of(Hash::sha256)) {
    return refuse(SIG_006, "the signature is over another hash than sha512 or sha256");
  }
  hash_ = hash_name == name_of(Hash::sha256) ? Hash::sha256 : Hash::sha512;
  key_ = part(key);
  name_space_ = part(name_space);
  TOS_CHECK(read_key(key));
  return read_signature(signature);
}

Result<void> Signature::read_key(std::string_view blob) {
  WireReader reader(blob);
  const AlgorithmEntry* entry = find_algorithm(reader.string());
  if (entry == nullptr) return refuse(SIG_007, "the signing key is of an unknown algorithm");
  algorithm_ = entry->algorithm;
  const std::string_view point = reader.string();
  const std::string_view application = entry->on_hardware ? reader.string() : std::string_view{};
  if (!reader.finished() || point.size() != ed25519_point_bytes)
    return refuse(SIG_003, "the signing key is not one exact key blob");
  point_ = part(point);
  if (entry->on_hardware) application_ = part(application);
  return {};
}

Result<void> Signature::read_signature(std::string_view blob) {
  const AlgorithmEntry& entry = entry_of(algorithm_);
  WireReader reader(blob);
  if (reader.string() != entry.name) return refuse(SIG_007, "the signature is of another algorithm than its key");
  const std::string_view bytes = reader.string();
  if (entry.on_hardware) {
    flags_ = reader.u8();
    counter_ = reader.u32();
  }
  if (!reader.ok()) return refuse(SIG_003, "the signature is cut short");
  if (!reader.finished()) return refuse(SIG_003, "bytes follow the signature");
  if (bytes.size() != ed25519_signature_bytes) return refuse(SIG_008, "the signature is {} bytes long", bytes.size());
  if (!ed25519_scalar_in_range(bytes.substr(32)))
    return refuse(SIG_008, "the signature's S is not below the group order");
  signature_ = part(bytes);
  return {};
}

std::string Signature::armored() const { return armor(begin_line, to_base64(blob_), end_line); }

Result<void> Signature::check_message(std::string_view message) const {
  std::string data = signed_data(message, name_space(), hash_);
  if (entry_of(algorithm_).on_hardware) {
    if ((flags_ & 1) == 0) return refuse(SIG_012, "the hardware key signed without a person touching it");
    data = signed_by_token(data, at(application_), flags_, counter_);
  }
  if (!ed25519_verify(at(signature_), data, at(point_)))
    return refuse(SIG_011, "the signature does not fit these bytes");
  return {};
}

namespace {

Result<void> verify_by(std::string_view armored, std::string_view message, std::string_view name_space,
                       const auto& made_by_expected) {
  TOS_TRY(const Signature signature, Signature::parse(armored));
  if (signature.name_space() != name_space) {
    return refuse(SIG_009, "the signature is not made in namespace {}", name_space);
  }
  if (!made_by_expected(signature)) return refuse(SIG_010, "the signature is made by another key than the one named");
  return signature.check_message(message);
}

}  // namespace

Result<void> verify(std::string_view armored, std::string_view message, std::string_view name_space,
                    const PublicKey& expected) {
  return verify_by(armored, message, name_space,
                   [&](const Signature& signature) { return signature.key_blob() == expected.blob(); });
}

Result<void> verify(std::string_view armored, std::string_view message, std::string_view name_space,
                    const KeyId& expected) {
  return verify_by(armored, message, name_space,
                   [&](const Signature& signature) { return signature.key_id() == expected; });
}

}  // namespace tos::ssh
