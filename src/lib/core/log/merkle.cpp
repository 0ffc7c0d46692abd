#include "core/log/merkle.h"

#include <algorithm>
#include <bit>

#include "core/base/assert.h"

namespace tos::log {
namespace {

// The largest power of two below `size`; size ≥ 2 (RFC 9162 §2.1.1).
std::uint64_t split_point(std::uint64_t size) { return std::bit_floor(size - 1); }

// PATH(m, D) of RFC 9162 §2.1.3.1, appended to `proof`.
void append_path(std::span<const Digest> leaves, std::uint64_t index, std::vector<Digest>& proof) {
  if (leaves.size() == 1) return;
  const std::uint64_t split = split_point(leaves.size());
  if (index < split) {
    append_path(leaves.first(split), index, proof);
    proof.push_back(merkle_tree_hash(leaves.subspan(split)));
  } else {
    append_path(leaves.subspan(split), index - split, proof);
    proof.push_back(merkle_tree_hash(leaves.first(split)));
  }
}

// SUBPROOF(m, D, b) of RFC 9162 §2.1.4.1: `whole` says that the old tree's root is the one the verifier has.
void append_subproof(std::span<const Digest> leaves, std::uint64_t old_size, bool whole, std::vector<Digest>& proof) {
  if (old_size == leaves.size()) {
    if (!whole) proof.push_back(merkle_tree_hash(leaves));
    return;
  }
  const std::uint64_t split = split_point(leaves.size());
  if (old_size <= split) {
    append_subproof(leaves.first(split), old_size, whole, proof);
    proof.push_back(merkle_tree_hash(leaves.subspan(split)));
  } else {
    append_subproof(leaves.subspan(split), old_size - split, false, proof);
    proof.push_back(merkle_tree_hash(leaves.first(split)));
  }
}

}  // namespace

Digest merkle_leaf_hash(std::string_view data) { return sha256(std::string_view("\0", 1), data); }

Digest merkle_node_hash(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 65> node;
  node[0] = 1;
  std::ranges::copy(left, node.begin() + 1);
  std::ranges::copy(right, node.begin() + 33);
  return sha256(as_text(node));
}

Digest merkle_tree_hash(std::span<const Digest> leaf_hashes) {
  MerkleFrontier frontier;
  for (const Digest& leaf : leaf_hashes) frontier.append_leaf_hash(leaf);
  return frontier.root().digest();
}

LogRoot merkle_root(std::span<const RecordId> records) {
  MerkleFrontier frontier;
  for (const RecordId& record : records) frontier.append(record);
  return frontier.root();
}

void MerkleFrontier::append_leaf_hash(const Digest& leaf) {
  Digest node = leaf;
  // Each one bit at the end of the old size is a complete subtree as large as the new one: they join.
  for (std::uint64_t size = size_; (size & 1) != 0; size >>= 1) {
    node = merkle_node_hash(peaks_.back(), node);
    peaks_.pop_back();
  }
  peaks_.push_back(node);
  ++size_;
}

LogRoot MerkleFrontier::root() const {
  if (peaks_.empty()) return LogRoot(sha256(""));
  Digest node = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i > 0; --i) node = merkle_node_hash(peaks_[i - 1], node);
  return LogRoot(node);
}

std::string MerkleFrontier::serialize() const {
  std::string out;
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(size_ >> shift));
  for (const Digest& peak : peaks_) out.append(as_text(peak));
  return out;
}

std::optional<MerkleFrontier> MerkleFrontier::parse(std::string_view bytes) {
  if (bytes.size() < 8) return std::nullopt;
  MerkleFrontier frontier;
  for (std::size_t i = 0; i < 8; ++i) frontier.size_ = frontier.size_ << 8 | static_cast<std::uint8_t>(bytes[i]);
  const auto peak_count = static_cast<std::size_t>(std::popcount(frontier.size_));
  if (bytes.size() != 8 + 32 * peak_count) return std::nullopt;
  for (std::size_t i = 0; i < peak_count; ++i) {
    frontier.peaks_.push_back(RecordId::from_bytes(bytes.substr(8 + 32 * i, 32))->digest());
  }
  return frontier;
}

std::vector<Digest> inclusion_proof(std::span<const Digest> leaf_hashes, std::uint64_t index) {
  TOS_ASSERT(index < leaf_hashes.size());
  std::vector<Digest> proof;
  append_path(leaf_hashes, index, proof);
  return proof;
}

std::vector<Digest> consistency_proof(std::span<const Digest> leaf_hashes, std::uint64_t old_size) {
  TOS_ASSERT(old_size >= 1 && old_size <= leaf_hashes.size());
  std::vector<Digest> proof;
  append_subproof(leaf_hashes, old_size, true, proof);
  return proof;
}

bool verify_inclusion(const Digest& leaf_hash, std::uint64_t index, std::uint64_t size, std::span<const Digest> proof,
                      const LogRoot& root) {
  if (index >= size) return false;
  std::uint64_t node_index = index;
  std::uint64_t last_index = size - 1;
  Digest node = leaf_hash;
  for (const Digest& sibling : proof) {
    if (last_index == 0) return false;
    if ((node_index & 1) != 0 || node_index == last_index) {
      node = merkle_node_hash(sibling, node);
      while ((node_index & 1) == 0 && node_index != 0) {
        node_index >>= 1;
        last_index >>= 1;
      }
    } else {
      node = merkle_node_hash(node, sibling);
    }
    node_index >>= 1;
    last_index >>= 1;
  }
  return last_index == 0 && node == root.digest();
}

bool verify_consistency(std::uint64_t old_size, const LogRoot& old_root, std::uint64_t new_size,
                        const LogRoot& new_root, std::span<const Digest> proof) {
  if (old_size == 0 || old_size > new_size) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  // RFC 9162 §2.1.4.2: a complete old tree is itself the first node of the path.
  const bool old_is_complete = std::has_single_bit(old_size);
  if (!old_is_complete && proof.empty()) return false;
  std::uint64_t node_index = old_size - 1;
  std::uint64_t last_index = new_size - 1;
  while ((node_index & 1) != 0) {
    node_index >>= 1;
    last_index >>= 1;
  }
  Digest old_node = old_is_complete ? old_root.digest() : proof.front();
  Digest new_node = old_node;
  for (const Digest& sibling : proof.subspan(old_is_complete ? 0 : 1)) {
    if (last_index == 0) return false;
    if ((node_index & 1) != 0 || node_index == last_index) {
      old_node = merkle_node_hash(sibling, old_node);
      new_node = merkle_node_hash(sibling, new_node);
      while ((node_index & 1) == 0 && node_index != 0) {
        node_index >>= 1;
        last_index >>= 1;
      }
    } else {
      new_node = merkle_node_hash(new_node, sibling);
    }
    node_index >>= 1;
    last_index >>= 1;
  }
  return last_index == 0 && old_node == old_root.digest() && new_node == new_root.digest();
}

}  // namespace tos::log
