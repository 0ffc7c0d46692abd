#include "history/tree_files.h"

#include <algorithm>

#include "history/rules.h"

namespace tos::history {
namespace {

constexpr std::size_t max_told = 100;             // told
constexpr std::size_t max_strangers = 1'000'000;  // listed: a tree may hold its own subtrees without end
constexpr std::string_view suffix = ".yaml";

std::uint64_t digits_of(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | bytes[i];
  return value;
}

Refusal stranger(std::string_view path) {
  return refuse(rules::LOG_110, "this file is no record of the log")
      .in_file(std::string(path))
      .hint("remove it: tos repair");
}

std::string hex16(std::uint64_t digits) {
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(digits >> (56 - 8 * i));
  return to_hex(bytes);
}

}  // namespace

// "…/<noun>-<16 hex>.yaml"
bool TreeFiles::add(const log::TreeFile& file) {
  const std::string_view path = file.path;
  std::array<std::uint8_t, 8> bytes;
  const std::size_t tail = 16 + suffix.size();
  const bool named = path.size() > tail + 1 && path.ends_with(suffix) && path[path.size() - tail - 1] == '-' &&
                     from_hex(path.substr(path.size() - tail, 16), bytes);
  if (!named) {
    if (problems_.size() < max_told) problems_.push_back(stranger(path));
    return ++strangers_ < max_strangers;
  }
  const std::string_view prefix = path.substr(0, path.size() - tail);
  if (prefixes_.empty() || prefixes_[last_prefix_] != prefix) {
    const auto [place, fresh] =
        prefix_numbers_.try_emplace(std::string(prefix), static_cast<std::uint32_t>(prefixes_.size()));
    if (fresh) prefixes_.emplace_back(prefix);
    last_prefix_ = place->second;
  }
  entries_.push_back({.digits = digits_of(bytes), .blob = file.blob, .prefix = last_prefix_});
  return true;
}

void TreeFiles::finish() {
  prefix_numbers_.clear();
  // Of several files of one id the first in the tree is the record's, for every reader alike.
  std::ranges::sort(entries_, {}, [](const Entry& entry) { return std::pair(entry.digits, entry.prefix); });
  for (std::size_t i = 1; i < entries_.size() && problems_.size() < max_told; ++i) {
    if (entries_[i].digits == entries_[i - 1].digits)
      problems_.push_back(stranger(prefixes_[entries_[i].prefix] + hex16(entries_[i].digits) + ".yaml"));
  }
}

Result<TreeFiles> TreeFiles::of_tree(log::ObjectReader& reader, const log::ObjectId& root_tree) {
  TreeFiles files;
  TOS_TRY(log::TreeListing listing,
          log::list_tree(reader, root_tree, [&](const log::TreeFile& file) { return files.add(file); }));
  for (Refusal& problem : listing.problems) files.problems_.push_back(std::move(problem));
  files.finish();
  return files;
}

Result<TreeFiles> TreeFiles::added(log::ObjectReader& reader, const log::ObjectId& base_tree,
                                   const log::ObjectId& head_tree) {
  TreeFiles files;
  TOS_TRY(log::TreeListing listing,
          log::list_added(reader, base_tree, head_tree, [&](const log::TreeFile& file) { return files.add(file); }));
  for (Refusal& problem : listing.problems) files.problems_.push_back(std::move(problem));
  files.finish();
  return files;
}

std::optional<TreeFiles::Found> TreeFiles::find(const RecordId& id) const {
  const std::uint64_t digits = digits_of(id.digest());
  const auto place = std::ranges::lower_bound(entries_, digits, {}, &Entry::digits);
  if (place == entries_.end() || place->digits != digits) return std::nullopt;
  return Found{.blob = place->blob, .prefix = prefixes_[place->prefix]};
}

std::vector<Refusal> TreeFiles::strangers(std::span<const RecordId> logged) const {
  std::vector<Refusal> out;
  std::vector<std::uint64_t> known;
  known.reserve(logged.size());
  for (const RecordId& id : logged) known.push_back(digits_of(id.digest()));
  std::ranges::sort(known);
  for (const Entry& entry : entries_) {
    if (std::ranges::binary_search(known, entry.digits)) continue;
    out.push_back(stranger(prefixes_[entry.prefix] + hex16(entry.digits) + std::string(suffix)));
    if (out.size() == max_told) break;
  }
  return out;
}

}  // namespace tos::history
