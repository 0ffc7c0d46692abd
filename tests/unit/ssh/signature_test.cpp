#include "core/ssh/signature.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "core/ssh/ed25519.h"
#include "core/ssh/rules.h"
#include "unit/ssh/fixtures.h"

using namespace tos;
using namespace tos::ssh;

namespace {

constexpr std::string_view message = "tos: 1\nkind: voting.ballot/v1\n";

// A sound signature of `message` by test_key(1), in parts.
SignatureParts sound_parts() {
  const PrivateKey key = test_key(1);
  const Signature signature = Signature::parse(key.sign(message, test_name_space)).value();
  SignatureParts parts;
  parts.key = key.public_key().blob();
  // The last field is string algorithm ‖ string 64 bytes, so the bytes are the end of the blob.
  std::string blob(from_base64([&] {
                     std::string text = signature.armored();
                     text.erase(0, text.find('\n'));
                     text.erase(text.find("-----END"));
                     std::erase(text, '\n');
                     return text;
                   }())
                       .value());
  parts.bytes = blob.substr(blob.size() - 64);
  return parts;
}

std::string_view judged(std::string_view armored, std::string_view over = message) {
  const PublicKey key = test_key(1).public_key();
  const Result<void> by_key = verify(armored, over, test_name_space, key);
  const Result<void> by_id = verify(armored, over, test_name_space, key.id());
  CHECK(by_key.has_value() == by_id.has_value());
  if (by_key) return "good";
  CHECK(by_key.error().rule == by_id.error().rule);
  return by_key.error().rule->id;
}

std::string_view judged(const SignatureParts& parts) { return judged(parts.armored()); }

}  // namespace

TEST_CASE("a sound signature is good, and only over its bytes, by its key, in its namespace",
          "[accepts SIG-001, SIG-002, SIG-003, SIG-004, SIG-005, SIG-007, SIG-008, SIG-009, SIG-010, SIG-011][refuses "
          "SIG-009, SIG-010, SIG-011]") {
  const std::string armored = test_key(1).sign(message, test_name_space);
  CHECK(judged(armored) == "good");
  CHECK(judged(sound_parts()) == "good");
  CHECK(sound_parts().armored() == armored);
  CHECK(judged(armored, "tos: 1\nkind: voting.ballot/v2\n") == "SIG-011");
  CHECK(judged(test_key(2).sign(message, test_name_space)) == "SIG-010");
  CHECK(judged(test_key(1).sign(message, "git")) == "SIG-009");
  CHECK(judged(test_key(1).sign(message, "tos.record.v11")) == "SIG-009");
}

TEST_CASE("sha256 is accepted, other hashes are not", "[accepts SIG-006][refuses SIG-006]") {
  SignatureParts parts = sound_parts();
  parts.hash = "sha256";
  CHECK(judged(parts) == "SIG-011");  // the signature was over sha512
  const std::string seed(32, '\1');
  const std::string secret = seed + std::string(as_text(test_key(1).public_key().point()));
  const auto bytes =
      ed25519_sign(signed_data(message, test_name_space, Hash::sha256),
                   std::span<const std::uint8_t, 64>(reinterpret_cast<const std::uint8_t*>(secret.data()), 64));
  parts.bytes = as_text(bytes);
  CHECK(judged(parts) == "good");
  for (const char* name : {"sha1", "SHA512", "sha384", "md5", ""}) {
    parts.hash = name;
    CHECK(judged(parts) == "SIG-006");
  }
}

TEST_CASE("an unknown version is refused", "[refuses SIG-004]") {
  SignatureParts parts = sound_parts();
  for (const std::uint32_t version : {0U, 2U, 0x01000000U, 0xffffffffU}) {
    parts.version = version;
    CHECK(judged(parts) == "SIG-004");
  }
}

TEST_CASE("a reserved field that is not empty is refused", "[refuses SIG-005]") {
  SignatureParts parts = sound_parts();
  parts.reserved = "x";
  CHECK(judged(parts) == "SIG-005");
}

TEST_CASE("bytes after the signature are refused", "[refuses SIG-001, SIG-003]") {
  SignatureParts inside = sound_parts();
  inside.after_bytes = std::string(1, '\0');
  CHECK(judged(inside) == "SIG-003");
  SignatureParts after = sound_parts();
  after.after_all = "\n";
  CHECK(judged(after) == "SIG-003");
  const std::string armored = sound_parts().armored();
  CHECK(judged(armored + "\n") == "SIG-001");
  CHECK(judged(armored + "x") == "SIG-001");
  CHECK(judged(armored + armored) == "SIG-001");
  CHECK(judged("\n" + armored) == "SIG-001");
  CHECK(judged("comment\n" + armored) == "SIG-001");
}

TEST_CASE("base64 that is not canonical is refused", "[refuses SIG-002]") {
  SignatureParts parts = sound_parts();
  parts.name_space += "1";  // one byte over a multiple of three: the last letter has four bits to spare
  const std::string armored = parts.armored();
  REQUIRE(judged(armored) == "SIG-009");
  const std::size_t last = armored.find("==\n-----END") - 1;
  REQUIRE(std::string_view("AQgw").contains(armored[last]));
  std::string spoiled = armored;
  spoiled[last] = static_cast<char>(armored[last] + 1);
  CHECK(judged(spoiled) == "SIG-002");
  CHECK(judged(replaced(armored, "=\n-----END", "\n-----END")) == "SIG-002");
  CHECK(judged(replaced(armored, "U1NI", "U1N!")) == "SIG-002");
  CHECK(judged(replaced(armored, "U1NI", "U1N ")) == "SIG-002");
  CHECK(judged(replaced(armored, "U1NI", "U=NI")) == "SIG-002");
}

TEST_CASE("an armor wrapped or ended in another way is refused", "[refuses SIG-001]") {
  const SignatureParts parts = sound_parts();
  for (const std::size_t columns : {64U, 69U, 71U, 76U, 1000U}) CHECK(judged(parts.armored(columns)) == "SIG-001");
  CHECK(judged(parts.armored(70, "\r\n")) == "SIG-001");
  CHECK(judged(parts.armored(70, "\r")) == "SIG-001");
  const std::string armored = parts.armored();
  CHECK(judged(armored.substr(0, armored.size() - 1)) == "SIG-001");  // no LF at the end
  CHECK(judged(replaced(armored, "\n-----END", "\n\n-----END")) == "SIG-001");
  CHECK(judged(replaced(armored, "BEGIN SSH", "BEGIN  SSH")) == "SIG-001");
  CHECK(judged(replaced(armored, "-----BEGIN SSH SIGNATURE-----\n", "")) == "SIG-001");
  CHECK(judged("-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n") == "SIG-001");
  CHECK(judged("") == "SIG-001");
  CHECK(judged(std::string(1 << 20, 'A')) == "SIG-001");
}

TEST_CASE("a signature is exactly 64 bytes", "[refuses SIG-008]") {
  SignatureParts parts = sound_parts();
  const std::string bytes = parts.bytes;
  for (const std::string& wrong : {std::string(), bytes.substr(0, 63), bytes + '\0', '\0' + bytes, bytes + bytes}) {
    parts.bytes = wrong;
    CHECK(judged(parts) == "SIG-008");
  }
}

TEST_CASE("S plus the group order is refused", "[refuses SIG-008]") {
  SignatureParts parts = sound_parts();
  const std::string order{
      "\xed\xd3\xf5\x5c\x1a\x63\x12\x58\xd6\x9c\xf7\xa2\xde\xf9\xde\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10", 32};
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += static_cast<std::uint8_t>(parts.bytes[32 + i]);
    carry += static_cast<std::uint8_t>(order[i]);
    parts.bytes[32 + i] = static_cast<char>(carry & 0xff);
    carry >>= 8;
  }
  REQUIRE(carry == 0);
  CHECK(judged(parts) == "SIG-008");
  parts.bytes.replace(32, 32, order);  // S = L, the smallest that is too large
  CHECK(judged(parts) == "SIG-008");
  CHECK_FALSE(ed25519_scalar_in_range(order));
  std::string below = order;
  below[0] = '\xec';
  CHECK(ed25519_scalar_in_range(below));
}

TEST_CASE("the neutral point signs nothing", "[refuses SIG-011, SIG-014]") {
  // With A = (0, 1), R = (0, 1) and S = 0 the equation holds for every message: ssh-keygen says "Good" to it.
  const std::string neutral = '\1' + std::string(31, '\0');
  SignatureParts parts;
  put_string(parts.key, "ssh-ed25519");
  put_string(parts.key, neutral);
  parts.bytes = neutral + std::string(32, '\0');
  const Result<void> result = verify(parts.armored(), message, test_name_space, KeyId(sha256(parts.key)));
  REQUIRE_FALSE(result);
  CHECK(result.error().rule == &SIG_011);
  CHECK(PublicKey::from_blob(parts.key).error().rule == &SIG_014);
}

TEST_CASE("R of small order is refused even where the key is sound") {
  // A signer who takes r = 0 can make R the neutral point: stock ssh-keygen accepts it, we do not.
  SignatureParts parts = sound_parts();
  parts.bytes.assign(64, '\0');
  parts.bytes.front() = '\1';
  CHECK(judged(parts) == "SIG-011");
}

TEST_CASE("key and signature are of one known algorithm and exact", "[refuses SIG-003, SIG-007]") {
  SignatureParts parts = sound_parts();
  parts.algorithm = "sk-ssh-ed25519@openssh.com";
  CHECK(judged(parts) == "SIG-007");
  parts.algorithm = "ssh-rsa";
  CHECK(judged(parts) == "SIG-007");
  parts = sound_parts();
  parts.key = replaced(parts.key, "ssh-ed25519", "ssh-ed25518");
  CHECK(judged(parts) == "SIG-007");
  parts = sound_parts();
  parts.key += "x";
  CHECK(judged(parts) == "SIG-003");
  parts.key.resize(parts.key.size() - 2);
  CHECK(judged(parts) == "SIG-003");
  parts = sound_parts();
  parts.magic = "SSHSIH";
  CHECK(judged(parts) == "SIG-003");
}

TEST_CASE("a hardware key's signature counts only if a person was present", "[accepts SIG-012][refuses SIG-012]") {
  const PrivateKey key = test_key(1);
  SignatureParts parts;
  for (const std::string_view field :
       {std::string_view("sk-ssh-ed25519@openssh.com"), as_text(key.public_key().point()), std::string_view("ssh:")})
    put_string(parts.key, field);
  parts.algorithm = "sk-ssh-ed25519@openssh.com";
  const auto with_flags = [&](char flags) {
    const std::string noted = std::string(1, flags) + std::string("\0\0\0\x09", 4);
    const std::string over = std::string(as_text(sha256("ssh:"))) + noted +
                             std::string(as_text(sha256(signed_data(message, test_name_space))));
    const std::string secret = std::string(32, '\1') + std::string(as_text(key.public_key().point()));
    const auto bytes =
        ed25519_sign(over, std::span<const std::uint8_t, 64>(reinterpret_cast<const std::uint8_t*>(secret.data()), 64));
    parts.bytes = as_text(bytes);
    parts.after_bytes = noted;
    const auto result = verify(parts.armored(), message, test_name_space, KeyId(sha256(parts.key)));
    return result ? "good" : result.error().rule->id;
  };
  CHECK(with_flags('\1') == "good");
  CHECK(with_flags('\5') == "good");
  CHECK(with_flags('\0') == "SIG-012");
  CHECK(with_flags('\4') == "SIG-012");
  CHECK(with_flags('\1') == "good");
  parts.after_bytes.back() = '\x0a';
  CHECK(verify(parts.armored(), message, test_name_space, KeyId(sha256(parts.key))).error().rule == &SIG_011);
}

TEST_CASE("every cut and every flipped bit of a signature is refused, whatever it hits") {
  const std::string armored = test_key(1).sign(message, test_name_space);
  for (std::size_t size = 0; size < armored.size(); ++size) CHECK(judged(armored.substr(0, size)) != "good");
  const std::string blob = sound_parts().blob();
  for (std::size_t size = 0; size < blob.size(); ++size) CHECK_FALSE(Signature::from_blob(blob.substr(0, size)));
  rc::check("a flipped bit in the blob", [&] {
    std::string spoiled = blob;
    const auto bit = *rc::gen::inRange<std::size_t>(0, 8 * blob.size());
    spoiled[bit / 8] = static_cast<char>(spoiled[bit / 8] ^ (1 << bit % 8));
    const Result<Signature> signature = Signature::from_blob(spoiled);
    const bool taken = signature && signature->key_blob() == test_key(1).public_key().blob() &&
                       signature->name_space() == test_name_space && signature->check_message(message);
    RC_ASSERT(!taken);
  });
}

TEST_CASE("what parse reads, armored prints") {
  rc::check("parse then print", [](const std::string& text, std::uint8_t number) {
    const std::string armored = test_key(number).sign(text, test_name_space);
    const Result<Signature> signature = Signature::parse(armored);
    RC_ASSERT(signature.has_value());
    RC_ASSERT(signature->armored() == armored);
    RC_ASSERT(verify(armored, text, test_name_space, test_key(number).public_key()).has_value());
  });
}

TEST_CASE("every rule of the module has a number of its own and says something") {
  std::vector<std::string_view> seen;
  for (const Rule* rule : ssh_rules()) {
    CHECK(std::ranges::find(seen, rule->id) == seen.end());
    seen.push_back(rule->id);
    CHECK(rule->why.size() > 40);
  }
}
