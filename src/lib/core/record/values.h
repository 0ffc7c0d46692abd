#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"

namespace tos {

// The value types that fields hold beside ids, times, handles and fractions. Their limits are part of their type, so
// that decoding, schema, template and reference page agree.

// An integer within [Least, Most].
template <std::int64_t Least, std::int64_t Most>
struct Whole {
  std::int64_t value = Least;
  constexpr operator std::int64_t() const { return value; }
};

// A string on one line, Least to Most characters (code points).
template <std::size_t Least, std::size_t Most>
struct Line {
  std::string text;
  operator std::string_view() const { return text; }
  const std::string& operator*() const { return text; }
};

// Several lines inside the signed message, at most Most bytes: keys, proofs, signatures. Not for people's prose.
template <std::size_t Most>
struct Lines {
  std::string text;
};

// People's prose: the message holds SHA-256(salt ‖ text); salt and text are an enclosure.
struct Text {
  Digest digest{};
  bool operator==(const Text&) const = default;
};

// Least to Most items.
template <class T, std::size_t Least, std::size_t Most>
struct List {
  std::vector<T> items;
  auto begin() const { return items.begin(); }
  auto end() const { return items.end(); }
  std::size_t size() const { return items.size(); }
  bool empty() const { return items.empty(); }
};

using Title = Line<3, 200>;

}  // namespace tos
