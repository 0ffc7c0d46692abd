#include "core/ssh/public_key.h"

#include <catch2/catch.hpp>

#include "core/ssh/allowed_signers.h"
#include "core/ssh/rules.h"
#include "unit/ssh/fixtures.h"

using namespace tos;
using namespace tos::ssh;

namespace {

std::string blob_of(std::string_view algorithm, std::string_view point, std::string_view after = "") {
  std::string blob;
  put_string(blob, algorithm);
  put_string(blob, point);
  return blob.append(after);
}

std::string_view line_judged(std::string_view line) {
  const Result<PublicKey> key = PublicKey::from_line(line);
  return key ? "good" : key.error().rule->id;
}

std::string_view blob_judged(std::string_view blob) {
  const Result<PublicKey> key = PublicKey::from_blob(blob);
  return key ? "good" : key.error().rule->id;
}

std::string point_bytes(std::string_view hex) {
  std::array<std::uint8_t, 32> out;
  REQUIRE(from_hex(hex, out));
  return std::string(as_text(out));
}

}  // namespace

TEST_CASE("a key line is read with or without a comment, and printed without",
          "[accepts SIG-013, SIG-015][refuses SIG-013]") {
  const std::string line = test_key(1).public_key().to_line();
  for (const char* after : {"", "\n", "\r\n", " mara@laptop", " mara at home\n", " "}) {
    const Result<PublicKey> key = PublicKey::from_line(line + after);
    REQUIRE(key);
    CHECK(key->to_line() == line);
    CHECK(key->id() == test_key(1).public_key().id());
    CHECK(key->algorithm() == Algorithm::ed25519);
    CHECK(key->application().empty());
  }
  CHECK(PublicKey::from_record(line));
  for (const char* after : {"\n", " comment", " "}) {
    const Result<PublicKey> key = PublicKey::from_record(line + after);
    REQUIRE_FALSE(key);
    CHECK(key.error().rule == &SIG_013);
  }
}

TEST_CASE("a line that is not one key of a known algorithm is refused", "[refuses SIG-013, SIG-015]") {
  const std::string line = test_key(1).public_key().to_line();
  CHECK(line_judged("") == "SIG-013");
  CHECK(line_judged("ssh-ed25519") == "SIG-013");
  CHECK(line_judged("ssh-ed25519 ") == "SIG-013");
  CHECK(line_judged("ssh-ed25519  " + line.substr(12)) == "SIG-013");
  CHECK(line_judged(line + "\n" + line) == "SIG-013");
  CHECK(line_judged("no-pty " + line) == "SIG-015");
  CHECK(line_judged("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ== x") == "SIG-015");
  CHECK(line_judged("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl") == "SIG-013");
  CHECK(line_judged("sk-ssh-ed25519@openssh.com " + line.substr(12)) == "SIG-013");
  CHECK(line_judged(line.substr(0, line.size() - 1)) == "SIG-013");
  CHECK(line_judged(line + "=") == "SIG-013");
  CHECK(line_judged(line + std::string(5000, 'x')) == "SIG-013");
  CHECK(line_judged(std::string("ssh-ed25519 A\0AA", 16)) == "SIG-013");
}

TEST_CASE("a blob is exact") {
  const std::string point(as_text(test_key(1).public_key().point()));
  CHECK(blob_judged(blob_of("ssh-ed25519", point)) == "good");
  CHECK(blob_judged(blob_of("ssh-ed25519", point, "x")) == "SIG-013");
  CHECK(blob_judged(blob_of("ssh-ed25519", point.substr(1))) == "SIG-013");
  CHECK(blob_judged(blob_of("ssh-ed25519", point + "x")) == "SIG-013");
  CHECK(blob_judged(blob_of("ssh-ed25519-cert-v01@openssh.com", point)) == "SIG-015");
  CHECK(blob_judged("") == "SIG-013");
  CHECK(blob_judged(std::string("\xff\xff\xff\xff", 4)) == "SIG-013");
  CHECK(blob_judged(std::string(1 << 20, 'x')) == "SIG-013");
  const std::string whole = blob_of("ssh-ed25519", point);
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(blob_judged(whole.substr(0, size)) != "good");
}

TEST_CASE("a hardware key names its application", "[accepts SIG-013, SIG-015][refuses SIG-013]") {
  const std::string point(as_text(test_key(1).public_key().point()));
  const auto with = [&](std::string_view application) {
    std::string after;
    put_string(after, application);
    return blob_of("sk-ssh-ed25519@openssh.com", point, after);
  };
  const Result<PublicKey> key = PublicKey::from_blob(with("ssh:"));
  REQUIRE(key);
  CHECK(key->application() == "ssh:");
  CHECK(key->algorithm() == Algorithm::sk_ed25519);
  CHECK(PublicKey::from_record(key->to_line()).value() == *key);
  CHECK_FALSE(key->did_key());
  CHECK(blob_judged(with(std::string(128, '~'))) == "good");
  CHECK(blob_judged(with("")) == "SIG-013");
  CHECK(blob_judged(with("ssh:\n")) == "SIG-013");
  CHECK(blob_judged(with(std::string(129, 'a'))) == "SIG-013");
  CHECK(blob_judged(blob_of("sk-ssh-ed25519@openssh.com", point)) == "SIG-013");
}

TEST_CASE("points that cannot belong to one person are refused", "[refuses SIG-014]") {
  const char* const points[] = {
      // Small order: the neutral point, (0, -1), order 4 twice, order 8 twice with both signs.
      "0100000000000000000000000000000000000000000000000000000000000000",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0000000000000000000000000000000000000000000000000000000000000080",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
      // y not below p: p, p + 1, 2^255 - 1; and the neutral point with its sign bit set.
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "0100000000000000000000000000000000000000000000000000000000000080",
      // Not on the curve.
      "0200000000000000000000000000000000000000000000000000000000000000",
  };
  for (const char* point : points) {
    INFO(point);
    CHECK(blob_judged(blob_of("ssh-ed25519", point_bytes(point))) == "SIG-014");
  }
}

TEST_CASE("a point with a part of small order is refused", "[refuses SIG-014]") {
  // RFC 8032's test 1 key plus (0, -1): on the curve, canonical, of order 2L. Adding (0, -1) negates both coordinates.
  std::string point(point_bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  unsigned borrow = 0;
  const std::string prime = '\xed' + std::string(30, '\xff') + '\x7f';
  const bool odd_x = (point[31] & '\x80') != 0;
  point[31] = static_cast<char>(point[31] & 0x7f);
  for (std::size_t i = 0; i < 32; ++i) {
    const unsigned difference =
        256U + static_cast<std::uint8_t>(prime[i]) - static_cast<std::uint8_t>(point[i]) - borrow;
    point[i] = static_cast<char>(difference & 0xff);
    borrow = difference < 256 ? 1 : 0;
  }
  if (!odd_x) point[31] = static_cast<char>(point[31] | 0x80);
  CHECK(blob_judged(blob_of("ssh-ed25519", point)) == "SIG-014");
}

TEST_CASE("did:key and fingerprint are those of the published vectors", "[accepts SIG-014]") {
  const std::string point = point_bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const Result<PublicKey> key = PublicKey::from_blob(blob_of("ssh-ed25519", point));
  REQUIRE(key);
  CHECK(key->did_key() == "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw");
  CHECK(key->id().hex() == to_hex(sha256(key->blob())));
  CHECK(key->fingerprint().starts_with("SHA256:"));
  CHECK(key->fingerprint().size() == 7 + 43);
}

TEST_CASE("an allowed_signers line carries principal, namespaces and key") {
  const PublicKey key = test_key(1).public_key();
  CHECK(allowed_signers_line("mara", "tos.record.v1,git", key) ==
        "mara namespaces=\"tos.record.v1,git\" " + key.to_line());
}
