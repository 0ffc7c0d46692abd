#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "core/base/bytes.h"
#include "core/ssh/ed25519.h"
#include "core/ssh/private_key.h"

using namespace tos;
using namespace tos::ssh;

namespace {

std::string bytes(std::string_view hex) {
  std::string out(hex.size() / 2, '\0');
  REQUIRE(from_hex(hex, std::span(reinterpret_cast<std::uint8_t*>(out.data()), out.size())));
  return out;
}

template <std::size_t size>
std::span<const std::uint8_t, size> fixed(const std::string& text) {
  REQUIRE(text.size() == size);
  return std::span<const std::uint8_t, size>(reinterpret_cast<const std::uint8_t*>(text.data()), size);
}

struct Case {
  std::string point, message, signature;
  bool valid;
};

// tests/vectors/ed25519_wycheproof.tsv: case, public key, message, signature, expected.
std::map<int, Case> wycheproof() {
  std::ifstream in(TOS_TEST_VECTORS "/ed25519_wycheproof.tsv");
  std::map<int, Case> out;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream row(line);
    std::vector<std::string> cells;
    for (std::string cell; std::getline(row, cell, '\t');) cells.push_back(cell);
    REQUIRE(cells.size() == 5);
    REQUIRE((cells[4] == "valid" || cells[4] == "invalid"));
    out[std::stoi(cells[0])] = {bytes(cells[1]), bytes(cells[2]), bytes(cells[3]), cells[4] == "valid"};
  }
  return out;
}

}  // namespace

TEST_CASE("RFC 8032, section 7.1: keys and signatures come out as printed") {
  struct Vector {
    const char *seed, *point, *message, *signature;
  };
  const Vector vectors[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
       "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
       "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
       "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
      {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
       "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
       "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
       "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
       "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"},
  };
  for (const Vector& vector : vectors) {
    INFO(vector.point);
    const std::string seed = bytes(vector.seed);
    const std::string point = bytes(vector.point);
    const std::string message = bytes(vector.message);
    const PrivateKey key = PrivateKey::from_seed(fixed<32>(seed));
    CHECK(to_hex(key.public_key().point()) == vector.point);
    const auto signature = ed25519_sign(message, fixed<64>(seed + point));
    CHECK(to_hex(signature) == vector.signature);
    CHECK(ed25519_verify(as_text(signature), message, point));
  }
}

TEST_CASE("Wycheproof: all 151 cases are judged as expected") {
  const std::map<int, Case> cases = wycheproof();
  REQUIRE(cases.size() == 151);
  for (const auto& [number, one] : cases) {
    INFO("case " << number);
    CHECK(ed25519_verify(one.signature, one.message, one.point) == one.valid);
    CHECK(ed25519_valid_point(one.point));
  }
}

TEST_CASE("RFC 8032, section 7.1, test 1024 is Wycheproof's case 83") {
  const std::map<int, Case> cases = wycheproof();
  const Case& one = cases.at(83);
  const std::string seed = bytes("f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5");
  CHECK(one.message.size() == 1023);
  CHECK(as_text(ed25519_sign(one.message, fixed<64>(seed + one.point))) == one.signature);
}
