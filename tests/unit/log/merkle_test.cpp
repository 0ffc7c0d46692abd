#include "core/log/merkle.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

using namespace tos;
using namespace tos::log;

namespace {

Digest digest(std::string_view hex) { return RecordId::parse(hex)->digest(); }

// The leaves of the Certificate Transparency reference tests (certificate-transparency-go, merkletree tests).
std::vector<Digest> reference_leaves() {
  const std::string data[] = {std::string(),
                              std::string("\x00", 1),
                              "\x10",
                              "\x20\x21",
                              "\x30\x31",
                              "\x40\x41\x42\x43",
                              "\x50\x51\x52\x53\x54\x55\x56\x57",
                              "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  std::vector<Digest> leaves;
  for (const std::string& leaf : data) leaves.push_back(merkle_leaf_hash(leaf));
  return leaves;
}

std::vector<Digest> some_leaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(merkle_leaf_hash(std::to_string(i)));
  return leaves;
}

LogRoot root_of(std::span<const Digest> leaves) { return LogRoot(merkle_tree_hash(leaves)); }

// MTH as RFC 9162 §2.1.1 defines it, word for word.
Digest defined_hash(std::span<const Digest> leaves) {
  if (leaves.empty()) return sha256("");
  if (leaves.size() == 1) return leaves.front();
  std::size_t split = 1;
  while (split * 2 < leaves.size()) split *= 2;
  return merkle_node_hash(defined_hash(leaves.first(split)), defined_hash(leaves.subspan(split)));
}

}  // namespace

TEST_CASE("roots of the reference leaves") {
  const char* const roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                               "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  const auto leaves = reference_leaves();
  MerkleFrontier frontier;
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    CHECK(frontier.root().hex() == roots[size]);
    if (size < leaves.size()) frontier.append_leaf_hash(leaves[size]);
  }
}

TEST_CASE("reference proofs") {
  const auto leaves = reference_leaves();
  CHECK(inclusion_proof(leaves, 0) ==
        std::vector{digest("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
                    digest("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
                    digest("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")});
  CHECK(consistency_proof(leaves, 6) ==
        std::vector{digest("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
                    digest("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
                    digest("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")});
}

TEST_CASE("the frontier computes the tree hash of RFC 9162, and survives being stored") {
  rc::check([] {
    const auto leaves = some_leaves(*rc::gen::inRange<std::size_t>(0, 300));
    MerkleFrontier frontier;
    for (const Digest& leaf : leaves) frontier.append_leaf_hash(leaf);
    RC_ASSERT(frontier.root().digest() == defined_hash(leaves));
    RC_ASSERT(MerkleFrontier::parse(frontier.serialize()) == frontier);
  });
}

TEST_CASE("a stored frontier of the wrong length is not read") {
  MerkleFrontier frontier;
  for (const Digest& leaf : some_leaves(5)) frontier.append_leaf_hash(leaf);
  const std::string bytes = frontier.serialize();
  CHECK_FALSE(MerkleFrontier::parse(""));
  CHECK_FALSE(MerkleFrontier::parse(bytes.substr(1)));
  CHECK_FALSE(MerkleFrontier::parse(bytes + "x"));
}

TEST_CASE("every inclusion proof verifies, and for nothing else") {
  rc::check([] {
    const auto size = *rc::gen::inRange<std::size_t>(1, 100);
    const auto index = *rc::gen::inRange<std::size_t>(0, size);
    const auto leaves = some_leaves(size);
    auto proof = inclusion_proof(leaves, index);
    RC_ASSERT(verify_inclusion(leaves[index], index, size, proof, root_of(leaves)));
    const auto other = *rc::gen::inRange<std::size_t>(0, size);
    RC_ASSERT(verify_inclusion(leaves[other], index, size, proof, root_of(leaves)) == (other == index));
    RC_ASSERT(!verify_inclusion(leaves[index], index + size, size, proof, root_of(leaves)));
    if (!proof.empty()) {
      proof[*rc::gen::inRange<std::size_t>(0, proof.size())][*rc::gen::inRange<std::size_t>(0, 32)] ^= 1;
      RC_ASSERT(!verify_inclusion(leaves[index], index, size, proof, root_of(leaves)));
      proof = inclusion_proof(leaves, index);
      proof.pop_back();
      RC_ASSERT(!verify_inclusion(leaves[index], index, size, proof, root_of(leaves)));
    }
    proof = inclusion_proof(leaves, index);
    proof.push_back(leaves[0]);
    RC_ASSERT(!verify_inclusion(leaves[index], index, size, proof, root_of(leaves)));
  });
}

TEST_CASE("every consistency proof verifies, and for nothing else") {
  rc::check([] {
    const auto size = *rc::gen::inRange<std::size_t>(1, 100);
    const auto old_size = *rc::gen::inRange<std::size_t>(1, size + 1);
    const auto leaves = some_leaves(size);
    const auto old_root = root_of(std::span(leaves).first(old_size));
    auto proof = consistency_proof(leaves, old_size);
    RC_ASSERT(verify_consistency(old_size, old_root, size, root_of(leaves), proof));
    RC_ASSERT(!verify_consistency(old_size, LogRoot(leaves[0]), size, LogRoot(leaves[0]), proof) || size == old_size);
    RC_ASSERT(!verify_consistency(0, old_root, size, root_of(leaves), proof));
    RC_ASSERT(!verify_consistency(size + 1, old_root, size, root_of(leaves), proof));
    if (!proof.empty()) {
      proof[*rc::gen::inRange<std::size_t>(0, proof.size())][*rc::gen::inRange<std::size_t>(0, 32)] ^= 1;
      RC_ASSERT(!verify_consistency(old_size, old_root, size, root_of(leaves), proof));
      proof.pop_back();
      RC_ASSERT(!verify_consistency(old_size, old_root, size, root_of(leaves), proof));
    }
    proof = consistency_proof(leaves, old_size);
    proof.push_back(leaves[0]);
    RC_ASSERT(!verify_consistency(old_size, old_root, size, root_of(leaves), proof));
  });
}
