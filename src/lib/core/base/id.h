#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace tos {

// A SHA-256 that names something. The tag keeps a poll's id from being passed where a proposal's is due.
template <class Tag>
class Id {
 public:
  constexpr Id() = default;  // all zeros: names nothing
  explicit constexpr Id(const Digest& digest) : digest_(digest) {}
  // 64 lower-case hex digits; nothing otherwise.
  static std::optional<Id> parse(std::string_view text) {
    Digest digest;
    if (!from_hex(text, digest)) return std::nullopt;
    return Id(digest);
  }
  // 32 raw bytes, as the read model stores them.
  static std::optional<Id> from_bytes(std::string_view bytes) {
    if (bytes.size() != 32) return std::nullopt;
    Digest digest;
    for (std::size_t i = 0; i < 32; ++i) digest[i] = static_cast<std::uint8_t>(bytes[i]);
    return Id(digest);
  }
  std::string hex() const { return to_hex(digest_); }
  std::string hex16() const { return to_hex(std::span(digest_).first(8)); }
  std::string_view bytes() const { return as_text(digest_); }
  const Digest& digest() const { return digest_; }
  // The same digest under another tag: for the few places where a record's id becomes the id of what it opens.
  template <class Other>
  Id<Other> as() const {
    return Id<Other>(digest_);
  }
  auto operator<=>(const Id&) const = default;

 private:
  Digest digest_{};
};

using RecordId = Id<struct RecordTag>;
using GroupId = Id<struct GroupTag>;  // the founding record's id
using KeyId = Id<struct KeyTag>;      // SHA-256 of an SSH public key blob
using LogRoot = Id<struct LogRootTag>;

}  // namespace tos
