#include "core/ssh/private_key.h"

#include <catch2/catch.hpp>

#include "core/ssh/rules.h"
#include "core/ssh/signature.h"
#include "unit/ssh/fixtures.h"

using namespace tos;
using namespace tos::ssh;

namespace {

// The parts of an openssh-key-v1 file, each of which a test may spoil.
struct FileParts {
  std::string magic{"openssh-key-v1\0", 15};
  std::string cipher = "none", derivation = "none", options;
  std::uint32_t count = 1;
  std::string public_blob{test_key(1).public_key().blob()};
  std::uint32_t check_one = 7, check_two = 7;
  std::string algorithm = "ssh-ed25519";
  std::string point{as_text(test_key(1).public_key().point())};
  std::string secret = std::string(32, '\1') + point;
  std::string comment = "ma";  // so that three bytes of padding are due
  std::string padding = padding_for();
  std::string after;

  std::string padding_for() const {
    std::string out;
    for (char pad = 1; (section().size() + out.size()) % 8 != 0; ++pad) out.push_back(pad);
    return out;
  }
  std::string section() const {
    std::string out;
    put_u32(out, check_one);
    put_u32(out, check_two);
    for (const std::string& field : {algorithm, point, secret, comment}) put_string(out, field);
    return out;
  }
  std::string file() const {
    std::string blob = magic;
    for (const std::string& field : {cipher, derivation, options}) put_string(blob, field);
    put_u32(blob, count);
    put_string(blob, public_blob);
    put_string(blob, section() + padding);
    blob += after;
    return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + to_base64(blob) + "\n-----END OPENSSH PRIVATE KEY-----\n";
  }
};

std::string_view judged(std::string_view file) {
  const Result<PrivateKey> key = PrivateKey::parse(file, "/home/mara/.ssh/id_ed25519");
  return key ? "good" : key.error().rule->id;
}
std::string_view judged(const FileParts& parts) { return judged(parts.file()); }

}  // namespace

TEST_CASE("a new key survives its file", "[accepts SIG-020, SIG-021, SIG-022]") {
  const PrivateKey key = PrivateKey::generate();
  CHECK(key.public_key() != PrivateKey::generate().public_key());
  for (const char* comment : {"", "a", "mara", "mara@laptop", "a comment of some length that moves the padding"}) {
    const Secret file = key.to_file(comment);
    const Result<PrivateKey> again = PrivateKey::parse(file.view(), "key");
    REQUIRE(again);
    CHECK(again->public_key() == key.public_key());
    CHECK(again->sign("message", "ns") == key.sign("message", "ns"));
  }
}

TEST_CASE("a moved key signs as before") {
  PrivateKey key = test_key(1);
  PrivateKey other = test_key(2);
  other = std::move(key);
  CHECK(other.sign("m", "ns") == test_key(1).sign("m", "ns"));
  const PrivateKey third(std::move(other));
  CHECK(third.sign("m", "ns") == test_key(1).sign("m", "ns"));
}

TEST_CASE("a file whose parts disagree is refused", "[accepts SIG-020][refuses SIG-020]") {
  CHECK(judged(FileParts{}) == "good");
  const std::string other_point(as_text(test_key(2).public_key().point()));
  FileParts parts;
  parts.check_two = 8;
  CHECK(judged(parts) == "SIG-020");
  parts = {};
  parts.public_blob = test_key(2).public_key().blob();
  CHECK(judged(parts) == "SIG-020");
  parts = {};
  parts.point = other_point;
  CHECK(judged(parts) == "SIG-020");
  parts = {};
  parts.secret = std::string(32, '\1') + other_point;
  CHECK(judged(parts) == "SIG-020");
  parts = {};
  parts.secret = std::string(32, '\2') + parts.point;  // the seed is of another key than all three copies
  CHECK(judged(parts) == "SIG-020");
  parts = {};
  parts.secret = parts.secret.substr(1);
  CHECK(judged(parts) == "SIG-020");
  parts = {};
  parts.algorithm = "ssh-rsa";
  CHECK(judged(parts) == "SIG-020");
  parts = {};
  parts.magic[14] = '1';
  CHECK(judged(parts) == "SIG-020");
  parts = {};
  parts.derivation = "bcrypt";
  CHECK(judged(parts) == "SIG-020");
  parts = {};
  parts.count = 2;
  CHECK(judged(parts) == "SIG-020");
  parts = {};
  parts.after = "x";
  CHECK(judged(parts) == "SIG-020");
}

TEST_CASE("padding counts 1, 2, 3 and is shorter than a block", "[refuses SIG-020]") {
  FileParts parts;
  const std::string right = parts.padding;
  REQUIRE(right.size() == 3);
  for (const std::string& wrong : {std::string("\1\2\4"), std::string(3, '\0'), right.substr(0, 2), std::string(),
                                   right + "\4\5\6\7\10\11\12\13"}) {
    parts.padding = wrong;
    CHECK(judged(parts) == "SIG-020");
  }
}

TEST_CASE("a key with a passphrase or on hardware is sent to the agent", "[refuses SIG-021, SIG-022]") {
  FileParts parts;
  parts.cipher = "aes256-ctr";
  parts.derivation = "bcrypt";
  const Result<PrivateKey> key = PrivateKey::parse(parts.file(), "/home/mara/.ssh/id_ed25519");
  REQUIRE_FALSE(key);
  CHECK(key.error().rule == &SIG_021);
  CHECK(key.error().hint_text == "ssh-add /home/mara/.ssh/id_ed25519");
  parts = {};
  parts.public_blob = replaced(parts.public_blob, std::string("\0\0\0\x0bssh-ed25519", 15),
                               std::string("\0\0\0\x1ask-ssh-ed25519@openssh.com", 30));
  CHECK(judged(parts) == "SIG-021");
  parts.public_blob = std::string("\0\0\0\x07ssh-rsa", 11);
  CHECK(judged(parts) == "SIG-022");
}

TEST_CASE("what is no key file is refused") {
  CHECK(judged("") == "SIG-020");
  CHECK(judged("ssh-ed25519 AAAA mara\n") == "SIG-020");
  CHECK(judged("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n") == "SIG-020");
  CHECK(judged("-----BEGIN OPENSSH PRIVATE KEY----------END OPENSSH PRIVATE KEY-----") == "SIG-020");
  CHECK(judged(std::string(1 << 20, 'A')) == "SIG-020");
  const std::string file = FileParts{}.file();
  for (std::size_t size = 0; size + 1 < file.size(); ++size) CHECK(judged(file.substr(0, size)) != "good");
  CHECK(judged(replaced(file, "b3BlbnNz", "b3Blb!Nz")) == "SIG-020");
}
