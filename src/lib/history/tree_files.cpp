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

}  // namespace

TreeFiles::TreeFiles(std::span<const RecordId> logged) : is_found_(logged.size()) {
  known_.reserve(logged.size());
  for (const RecordId& id : logged) known_.push_back(digits_of(id.digest()));
  std::ranges::sort(known_);
}

// "…/<noun>-<16 hex>.yaml". Of several files of one id the first in the tree is the record's, for every reader alike.
bool TreeFiles::add(const log::TreeFile& file) {
  const std::string_view path = file.path;
  std::array<std::uint8_t, 8> bytes;
  const std::size_t tail = 16 + suffix.size();
  const bool named = path.size() > tail + 1 && path.ends_with(suffix) && path[path.size() - tail - 1] == '-' &&
                     from_hex(path.substr(path.size() - tail, 16), bytes);
  if (!named) return add_stranger(problems_, path);
  const std::uint64_t digits = digits_of(bytes);
  const auto place = std::ranges::lower_bound(known_, digits);
  if (place == known_.end() || *place != digits) return add_stranger(strangers_, path);
  const auto index = static_cast<std::size_t>(place - known_.begin());
  if (is_found_[index]) return add_stranger(problems_, path);
  is_found_[index] = true;
  const std::string_view prefix = path.substr(0, path.size() - tail);
  if (prefixes_.empty() || prefixes_[last_prefix_] != prefix) {
    const auto [number, fresh] =
        prefix_numbers_.try_emplace(std::string(prefix), static_cast<std::uint32_t>(prefixes_.size()));
    if (fresh) prefixes_.emplace_back(prefix);
    last_prefix_ = number->second;
  }
  entries_.push_back({.digits = digits, .blob = file.blob, .prefix = last_prefix_});
  return true;
}

bool TreeFiles::add_stranger(std::vector<Refusal>& told, std::string_view path) {
  if (told.size() < max_told) told.push_back(stranger(path));
  return ++stranger_count_ < max_strangers;
}

void TreeFiles::finish(log::TreeListing listing) {
  for (Refusal& problem : listing.problems) problems_.push_back(std::move(problem));
  prefix_numbers_ = {};
  known_ = {};
  is_found_ = {};
  std::ranges::sort(entries_, {}, &Entry::digits);
}

Result<TreeFiles> TreeFiles::of_tree(log::ObjectReader& reader, const log::ObjectId& root_tree,
                                     std::span<const RecordId> logged) {
  TreeFiles files(logged);
  TOS_TRY(log::TreeListing listing,
          log::list_tree(reader, root_tree, [&](const log::TreeFile& file) { return files.add(file); }));
  files.finish(std::move(listing));
  return files;
}

Result<TreeFiles> TreeFiles::added(log::ObjectReader& reader, const log::ObjectId& base_tree,
                                   const log::ObjectId& head_tree, std::span<const RecordId> logged) {
  TreeFiles files(logged);
  TOS_TRY(log::TreeListing listing,
          log::list_added(reader, base_tree, head_tree, [&](const log::TreeFile& file) { return files.add(file); }));
  files.finish(std::move(listing));
  return files;
}

std::optional<TreeFiles::Found> TreeFiles::find(const RecordId& id) const {
  const std::uint64_t digits = digits_of(id.digest());
  const auto place = std::ranges::lower_bound(entries_, digits, {}, &Entry::digits);
  if (place == entries_.end() || place->digits != digits) return std::nullopt;
  return Found{.blob = place->blob, .prefix = prefixes_[place->prefix]};
}

}  // namespace tos::history
