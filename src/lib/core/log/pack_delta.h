#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tos::log {

constexpr int ofs_delta = 6;  // gitformat-pack: OBJ_OFS_DELTA, a delta against the object at an offset

// git's delta (pack format, "deltified representation") that makes one version of a tree object out of another, found
// from the entries that differ.
std::string tree_delta(std::string_view before, std::string_view after);

// What a delta makes of `base`; nothing when the delta is malformed or its result has more than `max_bytes`.
std::optional<std::string> apply_delta(std::string_view base, std::string_view delta, std::size_t max_bytes);

// The size that a delta says its result has; nothing when it is malformed.
std::optional<std::size_t> delta_result_size(std::string_view delta);

}  // namespace tos::log
