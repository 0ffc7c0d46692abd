#include "core/ssh/private_key.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/ssh/armor.h"
#include "core/ssh/ed25519.h"
#include "core/ssh/rules.h"
#include "core/ssh/signature.h"
#include "core/ssh/wire.h"

namespace tos::ssh {
namespace {

// OpenSSH's PROTOCOL.key.
constexpr std::string_view key_file_magic{"openssh-key-v1\0", 15};
constexpr std::string_view key_file_begin_line = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
constexpr std::string_view key_file_end_line = "-----END OPENSSH PRIVATE KEY-----\n";
constexpr std::string_view ed25519_name = entry_of(Algorithm::ed25519).name;
constexpr std::size_t block_bytes = 8;  // cipher "none" pads to this
constexpr std::size_t max_file_bytes = 16 * 1024;

void wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

// The bytes within the armor. The size is what all the text could hold, so that nothing secret is copied by growing.
std::optional<Secret> unarmor(std::string_view file) {
  while (!file.empty() && (file.back() == '\n' || file.back() == '\r')) file.remove_suffix(1);
  const std::string_view end = key_file_end_line.substr(0, key_file_end_line.size() - 1);
  const std::string_view begin = key_file_begin_line.substr(0, key_file_begin_line.size() - 1);
  if (file.size() < begin.size() + end.size() || !file.starts_with(begin) || !file.ends_with(end)) return std::nullopt;
  file.remove_prefix(begin.size());
  file.remove_suffix(end.size());
  std::string blob(file.size(), '\0');
  std::size_t size = 0;
  const char* stop = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(blob.data()), blob.size(), file.data(),
                                       file.size(), "\r\n", &size, &stop, sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0 || stop != file.data() + file.size()) {
    wipe(blob);
    return std::nullopt;
  }
  blob.resize(size);  // shrinks: the rest is zero already
  return Secret(std::move(blob));
}

Refusal bad_file(std::string_view path, std::string_view what) {
  return refuse(SIG_020, "{}", what).hint("tos key new makes a new key").in_file(std::string(path));
}

Refusal needs_agent(std::string_view path, std::string_view what) {
  return refuse(SIG_021, "{}", what).hint("ssh-add {}", path).in_file(std::string(path));
}

// Padding counts 1, 2, 3 … and only fills the last block.
bool right_padding(std::string_view padding) {
  for (std::size_t i = 0; i < padding.size(); ++i) {
    if (static_cast<std::uint8_t>(padding[i]) != i + 1) return false;
  }
  return padding.size() < block_bytes;
}

}  // namespace

Secret::Secret(Secret&& other) noexcept { *this = std::move(other); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(text_);
    text_.clear();
    text_.swap(other.text_);
    wipe(other.text_);
  }
  return *this;
}

Secret::~Secret() { wipe(text_); }

PrivateKey::PrivateKey(PrivateKey&& other) noexcept
    : secret_(other.secret_), public_key_(std::move(other.public_key_)) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

PrivateKey& PrivateKey::operator=(PrivateKey&& other) noexcept {
  if (this != &other) {
    secret_ = other.secret_;
    public_key_ = std::move(other.public_key_);
    sodium_memzero(other.secret_.data(), other.secret_.size());
  }
  return *this;
}

PrivateKey::~PrivateKey() { sodium_memzero(secret_.data(), secret_.size()); }

PrivateKey PrivateKey::from_seed(std::span<const std::uint8_t, 32> seed) {
  std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES> point;
  SecretBytes secret;
  crypto_sign_seed_keypair(point.data(), secret.data(), seed.data());
  std::string blob;
  put_string(blob, ed25519_name);
  put_string(blob, as_text(point));
  PrivateKey key(secret, PublicKey(Algorithm::ed25519, as_text(point), std::move(blob)));
  sodium_memzero(secret.data(), secret.size());
  return key;
}

PrivateKey PrivateKey::generate() {
  std::array<std::uint8_t, crypto_sign_SEEDBYTES> seed;
  randombytes_buf(seed.data(), seed.size());
  PrivateKey key = from_seed(seed);
  sodium_memzero(seed.data(), seed.size());
  return key;
}

Result<PrivateKey> PrivateKey::parse(std::string_view file, std::string_view path) {
  if (file.size() > max_file_bytes) return bad_file(path, "the file is too long for a private key");
  const std::optional<Secret> blob = unarmor(file);
  if (!blob) {
    return bad_file(path, "the file is not an OpenSSH private key")
        .hint("ssh-keygen -p -f {} rewrites an old one", path);
  }
  WireReader reader(blob->view());
  if (reader.take(key_file_magic.size()) != key_file_magic)
    return bad_file(path, "the file does not begin as openssh-key-v1");
  const std::string_view cipher = reader.string();
  const std::string_view derivation = reader.string();
  const std::string_view derivation_options = reader.string();
  const std::uint32_t key_count = reader.u32();
  const std::string_view public_blob = reader.string();
  const std::string_view section = reader.string();
  if (!reader.ok()) return bad_file(path, "the file is cut short");
  if (cipher != "none") return needs_agent(path, "the key has a passphrase");
  if (derivation != "none" || !derivation_options.empty()) return bad_file(path, "the file contradicts itself");
  if (key_count != 1 || !reader.finished()) return bad_file(path, "the file holds more than one key");
  const std::string_view algorithm_name = WireReader(public_blob).string();
  if (const AlgorithmEntry* entry = find_algorithm(algorithm_name); entry == nullptr) {
    return refuse(SIG_022, "the key is not an Ed25519 key").hint("tos key new").in_file(std::string(path));
  } else if (entry->on_hardware) {
    return needs_agent(path, "the key is on a hardware token");
  }
  TOS_TRY(PublicKey public_key, PublicKey::from_blob(public_blob));
  return read_section(section, std::move(public_key), path);
}

Result<PrivateKey> PrivateKey::read_section(std::string_view section, PublicKey public_key, std::string_view path) {
  WireReader reader(section);
  const std::uint32_t check = reader.u32();
  if (check != reader.u32()) return bad_file(path, "the file's two check numbers differ");
  const bool ed25519 = reader.string() == ed25519_name;
  const std::string_view point = reader.string();
  const std::string_view secret = reader.string();
  reader.string();  // the comment
  const std::string_view padding = reader.rest();
  if (!reader.ok()) return bad_file(path, "the file is cut short");
  if (!ed25519 || secret.size() != crypto_sign_SECRETKEYBYTES) return bad_file(path, "the file contradicts itself");
  if (section.size() % block_bytes != 0 || !right_padding(padding))
    return bad_file(path, "the file's padding is wrong");
  const PrivateKey derived = from_seed(
      std::span<const std::uint8_t, 32>(reinterpret_cast<const std::uint8_t*>(secret.data()), crypto_sign_SEEDBYTES));
  // Three copies of the public key, and the one that the seed gives.
  const std::string_view own = as_text(derived.public_key_.point());
  if (point != own || secret.substr(crypto_sign_SEEDBYTES) != own || public_key != derived.public_key_) {
    return bad_file(path, "the file's copies of the public key differ");
  }
  return PrivateKey(derived.secret_, std::move(public_key));
}

std::string PrivateKey::sign(std::string_view message, std::string_view name_space) const {
  const auto bytes = ed25519_sign(signed_data(message, name_space), secret_);
  std::string blob;
  put_string(blob, ed25519_name);
  put_string(blob, as_text(bytes));
  const Result<Signature> signature = Signature::assemble(public_key_, name_space, blob);
  TOS_ASSERT(signature.has_value());
  return signature->armored();
}

Secret PrivateKey::to_file(std::string_view comment) const {
  std::string section;
  section.reserve(256 + comment.size());
  const std::uint32_t check = randombytes_random();
  put_u32(section, check);
  put_u32(section, check);
  put_string(section, ed25519_name);
  put_string(section, as_text(public_key_.point()));
  put_string(section, as_text(secret_));
  put_string(section, comment);
  for (char pad = 1; section.size() % block_bytes != 0; ++pad) section.push_back(pad);

  std::string blob;
  blob.reserve(512 + comment.size());
  blob.append(key_file_magic);
  put_string(blob, "none");
  put_string(blob, "none");
  put_string(blob, "");
  put_u32(blob, 1);
  put_string(blob, public_key_.blob());
  put_string(blob, section);
  wipe(section);

  std::string base64 = to_base64(blob);
  wipe(blob);
  std::string file = armor(key_file_begin_line, base64, key_file_end_line);
  wipe(base64);
  return Secret(std::move(file));
}

}  // namespace tos::ssh
