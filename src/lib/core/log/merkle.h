#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/id.h"

// RFC 6962 / RFC 9162 §2.1 Merkle trees over SHA-256. The log's leaves are the 32-byte record ids.
namespace tos::log {

Digest merkle_leaf_hash(std::string_view data);                    // SHA-256(00 ‖ data)
Digest merkle_node_hash(const Digest& left, const Digest& right);  // SHA-256(01 ‖ left ‖ right)
LogRoot merkle_root(std::span<const RecordId> records);            // of the empty log: SHA-256("")
Digest merkle_tree_hash(std::span<const Digest> leaf_hashes);      // MTH over leaf hashes

// One hash a level: all that appending needs. Append is O(1) amortised, root() O(log size) hashes.
class MerkleFrontier {
 public:
  void append(const RecordId& record) { append_leaf_hash(merkle_leaf_hash(record.bytes())); }
  void append_leaf_hash(const Digest& leaf);
  std::uint64_t size() const { return size_; }
  LogRoot root() const;
  // The largest complete subtree that ends with the last leaf: with one of these a leaf, the root of every prefix is at
  // hand. The frontier is not empty.
  const Digest& last_subtree() const { return peaks_.back(); }

  // size as 8 bytes big-endian, then the hashes of the complete subtrees, largest first, 32 bytes each.
  std::string serialize() const;
  // Nothing when the bytes are not such a serialisation.
  static std::optional<MerkleFrontier> parse(std::string_view bytes);

  bool operator==(const MerkleFrontier&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> peaks_;  // complete subtrees, largest first; one for each bit set in size_
};

// RFC 9162 §2.1.3.1: the path that shows leaf `index` (from 0) in the tree of these leaves. index < leaves.
std::vector<Digest> inclusion_proof(std::span<const Digest> leaf_hashes, std::uint64_t index);
// RFC 9162 §2.1.4.1: shows that the first `old_size` leaves are a prefix. 1 ≤ old_size ≤ leaves; empty when equal.
std::vector<Digest> consistency_proof(std::span<const Digest> leaf_hashes, std::uint64_t old_size);

// RFC 9162 §2.1.3.2. False on anything that does not prove it, malformed proofs included.
bool verify_inclusion(const Digest& leaf_hash, std::uint64_t index, std::uint64_t size, std::span<const Digest> proof,
                      const LogRoot& root);
// RFC 9162 §2.1.4.2; old_size ≥ 1.
bool verify_consistency(std::uint64_t old_size, const LogRoot& old_root, std::uint64_t new_size,
                        const LogRoot& new_root, std::span<const Digest> proof);

}  // namespace tos::log
