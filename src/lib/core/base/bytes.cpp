#include "core/base/bytes.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>

#include "core/base/assert.h"

namespace tos {
namespace {

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

constexpr std::uint8_t not_hex = 0xff;

constexpr std::array<std::uint8_t, 256> hex_values = [] {
  std::array<std::uint8_t, 256> values;
  values.fill(not_hex);
  for (std::uint8_t i = 0; i < 16; ++i) values[static_cast<std::uint8_t>("0123456789abcdef"[i])] = i;
  return values;
}();

constexpr std::uint8_t not_base64 = 0x80;

constexpr std::array<std::uint8_t, 256> base64_values = [] {
  std::array<std::uint8_t, 256> values;
  values.fill(not_base64);
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

std::uint32_t base64_value(char letter) { return base64_values[static_cast<std::uint8_t>(letter)]; }

}  // namespace

namespace {

// libcrypto uses the processor's own SHA instructions. Algorithms are fetched once and contexts kept a thread: both
// cost more than hashing a record.
class Hasher {
 public:
  explicit Hasher(const char* name) : algorithm_(EVP_MD_fetch(nullptr, name, nullptr)), context_(EVP_MD_CTX_new()) {
    TOS_ASSERT(algorithm_ != nullptr && context_ != nullptr);
  }
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  ~Hasher() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(algorithm_);
  }
  void hash(std::string_view first, std::string_view second, std::uint8_t* out) {
    const bool done = EVP_DigestInit_ex2(context_, algorithm_, nullptr) == 1 &&
                      EVP_DigestUpdate(context_, first.data(), first.size()) == 1 &&
                      EVP_DigestUpdate(context_, second.data(), second.size()) == 1 &&
                      EVP_DigestFinal_ex(context_, out, nullptr) == 1;
    TOS_ASSERT(done);
  }

 private:
  EVP_MD* algorithm_;
  EVP_MD_CTX* context_;
};

}  // namespace

Digest sha256(std::string_view first, std::string_view second) {
  static thread_local Hasher hasher("SHA256");
  Digest out;
  hasher.hash(first, second, out.data());
  return out;
}

Digest sha256(std::string_view data) { return sha256(data, {}); }

std::array<std::uint8_t, 64> sha512(std::string_view data) {
  static thread_local Hasher hasher("SHA512");
  std::array<std::uint8_t, 64> out;
  hasher.hash(data, {}, out.data());
  return out;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out(bytes.size() * 2, '0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out[2 * i] = digits[bytes[i] >> 4];
    out[2 * i + 1] = digits[bytes[i] & 15];
  }
  return out;
}

bool from_hex(std::string_view hex, std::span<std::uint8_t> out) {
  if (hex.size() != out.size() * 2) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::uint8_t high = hex_values[static_cast<std::uint8_t>(hex[2 * i])];
    const std::uint8_t low = hex_values[static_cast<std::uint8_t>(hex[2 * i + 1])];
    if ((high | low) == not_hex) return false;
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

std::string to_base64(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), raw(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // libsodium counts the terminating NUL
  return out;
}

// Every signature of every record passes here: one table look-up a letter, and no second pass to see that the spelling
// is canonical. (libsodium's decoder takes constant time, which keys need and signatures do not.)
std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.empty()) return std::string();
  const std::size_t padding = !text.ends_with('=') ? 0 : text.ends_with("==") ? 2 : 1;
  char last[4] = {'A', 'A', 'A', 'A'};  // the last four letters, with zero bits in place of the padding
  std::ranges::copy(text.substr(text.size() - 4, 4 - padding), last);
  std::string out(text.size() / 4 * 3, '\0');
  char* to = out.data();
  std::uint32_t seen = 0;  // gathers the flag of a letter outside the alphabet
  std::uint32_t bits = 0;
  const auto decode = [&](const char* from) {
    const std::uint32_t values[4] = {base64_value(from[0]), base64_value(from[1]), base64_value(from[2]),
                                     base64_value(from[3])};
    seen |= values[0] | values[1] | values[2] | values[3];
    bits = values[0] << 18 | values[1] << 12 | values[2] << 6 | values[3];
    to[0] = static_cast<char>(bits >> 16 & 0xff);
    to[1] = static_cast<char>(bits >> 8 & 0xff);
    to[2] = static_cast<char>(bits & 0xff);
    to += 3;
  };
  for (std::size_t i = 0; i + 4 < text.size(); i += 4) decode(text.data() + i);
  decode(last);
  const std::uint32_t unused = padding == 0 ? 0 : padding == 1 ? bits & 0xff : bits & 0xffff;
  if ((seen & not_base64) != 0 || unused != 0) return std::nullopt;
  out.resize(out.size() - padding);
  return out;
}

}  // namespace tos
