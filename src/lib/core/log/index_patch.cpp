#include "core/log/index_patch.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <vector>

#include "core/log/git_numbers.h"
#include "core/log/sha1.h"

namespace tos::log {
namespace {

// gitformat-index: the fixed part of an entry, and where things stand in it.
constexpr std::size_t index_header_bytes = 12;
constexpr std::size_t entry_bytes = 62;
constexpr std::size_t mode_at = 24;
constexpr std::size_t id_at = 40;
constexpr std::size_t flags_at = 60;
constexpr std::uint32_t name_length_mask = 0x0fff;
constexpr std::uint32_t extended_flag = 0x4000;

struct Entry {
  std::string_view name;
  std::string_view bytes;  // the whole entry with its padding
  std::uint32_t flags() const { return number_at(bytes, flags_at, 2); }
  bool is(const FileState& state) const {
    return number_at(bytes, mode_at, 4) == state.mode && ObjectId::from_raw(bytes.data() + id_at) == state.id;
  }
  // No conflict stage, nothing assumed or skipped.
  bool is_ordinary() const { return (flags() & ~name_length_mask) == 0; }
};

std::optional<Entry> entry_at(std::string_view rest) {
  if (rest.size() < entry_bytes + git_checksum_bytes) return std::nullopt;
  const std::uint32_t flags = number_at(rest, flags_at, 2);
  const std::size_t name_at = entry_bytes + ((flags & extended_flag) != 0 ? 2 : 0);
  const std::size_t end = rest.find('\0', name_at);
  if (end == std::string_view::npos) return std::nullopt;
  const std::size_t size = (end + 8) & ~std::size_t{7};  // one to eight NULs follow the name
  if (rest.size() < size + git_checksum_bytes) return std::nullopt;
  return Entry{.name = rest.substr(name_at, end - name_at), .bytes = rest.substr(0, size)};
}

std::string entry_bytes_for(const TreeChange& change, const std::optional<struct stat>& found) {
  struct stat stat{};
  if (found) stat = *found;
  std::string out;
  out.reserve(entry_bytes + change.path.size() + 8);
  for (const timespec& time : {stat.st_ctim, stat.st_mtim}) {
    put_number(out, static_cast<std::uint64_t>(time.tv_sec), 4);
    put_number(out, static_cast<std::uint64_t>(time.tv_nsec), 4);
  }
  put_number(out, stat.st_dev, 4);
  put_number(out, stat.st_ino, 4);
  put_number(out, change.now->mode, 4);
  put_number(out, stat.st_uid, 4);
  put_number(out, stat.st_gid, 4);
  put_number(out, static_cast<std::uint64_t>(stat.st_size), 4);
  out.append(as_text(change.now->id.bytes));
  put_number(out, std::min<std::size_t>(change.path.size(), name_length_mask), 2);
  out.append(change.path);
  out.append(8 - out.size() % 8, '\0');
  return out;
}

// The directories that hold `path`, the root ("") included.
void add_directories(std::set<std::string, std::less<>>& directories, std::string_view path) {
  directories.emplace();
  for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    directories.emplace(path.substr(0, slash));
  }
}

class IndexPatch {
 public:
  bool read(std::string_view index) {
    if (index.size() < index_header_bytes + git_checksum_bytes || !index.starts_with("DIRC")) return false;
    version_ = number_at(index, 4, 4);
    if (version_ != 2 && version_ != 3) return false;
    const std::size_t count = number_at(index, 8, 4);
    std::string_view rest = index.substr(index_header_bytes);
    entries_.reserve(std::min(count, index.size() / entry_bytes));
    for (std::size_t i = 0; i < count; ++i) {
      const auto entry = entry_at(rest);
      if (!entry || (!entries_.empty() && entries_.back().name > entry->name)) return false;
      entries_.push_back(*entry);
      rest.remove_prefix(entry->bytes.size());
    }
    extensions_ = rest.substr(0, rest.size() - git_checksum_bytes);
    return true;
  }

  // Changes are ordered by path.
  bool apply(std::span<const TreeChange> changes, std::span<const std::optional<struct stat>> stats) {
    auto next = entries_.begin();
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const TreeChange& change = changes[i];
      const auto found =
          std::ranges::lower_bound(next, entries_.end(), std::string_view(change.path), {}, &Entry::name);
      copy(next, found);
      next = found;
      const bool exists = found != entries_.end() && found->name == change.path;
      if (exists && !found->is_ordinary()) return false;
      if (!exists && change.now && clashes(change.path)) return false;
      if (exists && change.now && found->is(*change.now)) continue;  // it stays
      if (exists ? !change.before || !found->is(*change.before) : change.before.has_value()) continue;
      if (exists) ++next;
      if (change.now) {
        body_ += entry_bytes_for(change, stats[i]);
        ++count_;
      }
      add_directories(changed_, change.path);
    }
    copy(next, entries_.end());
    return true;
  }

  // The index file; nothing when an extension is not understood.
  std::optional<std::string> finish() {
    std::string out = "DIRC";
    put_number(out, version_, 4);
    put_number(out, count_, 4);
    out += body_;
    while (!extensions_.empty()) {
      if (extensions_.size() < 8) return std::nullopt;
      const std::string_view name = extensions_.substr(0, 4);
      const std::size_t size = number_at(extensions_, 4, 4);
      if (size > extensions_.size() - 8) return std::nullopt;
      if (name[0] < 'A' || name[0] > 'Z') return std::nullopt;  // git: these must be understood
      if (name == "TREE") put_extension(out, name, without_changed(extensions_.substr(8, size)));
      if (name == "REUC") put_extension(out, name, extensions_.substr(8, size));
      extensions_.remove_prefix(8 + size);
    }
    Sha1 hash;
    hash.update(out);
    return out.append(as_text(hash.finish().bytes));
  }

 private:
  using Position = std::vector<Entry>::const_iterator;

  void copy(Position from, Position to) {
    if (from == to) return;
    const char* const start = from->bytes.data();
    const std::string_view last = std::prev(to)->bytes;
    body_.append(start, static_cast<std::size_t>(last.data() + last.size() - start));
    count_ += static_cast<std::size_t>(to - from);
  }

  bool holds(std::string_view name) const { return std::ranges::binary_search(entries_, name, {}, &Entry::name); }

  // A file stands where a directory of `path` is due, or the other way round.
  bool clashes(std::string_view path) const {
    for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
      if (holds(path.substr(0, slash))) return true;
    }
    const std::string below = std::string(path) + "/";
    const auto first = std::ranges::lower_bound(entries_, std::string_view(below), {}, &Entry::name);
    return first != entries_.end() && first->name.starts_with(below);
  }

  static void put_extension(std::string& out, std::string_view name, std::string_view bytes) {
    if (bytes.empty()) return;
    out += name;
    put_number(out, bytes.size(), 4);
    out += bytes;
  }

  // The cache of trees ("<name>\0<entries> <subtrees>\n<id>", depth first) with the changed directories marked
  // invalid (entries -1, no id); empty, and so left out, when it is malformed.
  std::string without_changed(std::string_view rest) const {
    std::string out;
    struct Level {
      std::string path;
      std::size_t subtrees_left;
    };
    std::vector<Level> levels;
    while (!rest.empty()) {
      const auto name_end = rest.find('\0');
      const auto line_end = rest.find('\n', name_end == std::string_view::npos ? rest.size() : name_end);
      if (line_end == std::string_view::npos) return {};
      const std::string_view name = rest.substr(0, name_end);
      const std::string_view numbers = rest.substr(name_end + 1, line_end - name_end - 1);
      const auto space = numbers.find(' ');
      std::size_t subtrees = 0;
      if (space == std::string_view::npos ||
          std::from_chars(numbers.data() + space + 1, numbers.data() + numbers.size(), subtrees).ec != std::errc()) {
        return {};
      }
      const bool was_valid = !numbers.starts_with('-');
      if (was_valid && rest.size() < line_end + 1 + 20) return {};
      while (!levels.empty() && levels.back().subtrees_left == 0) levels.pop_back();
      if (levels.empty() != name.empty()) return {};
      std::string path(name);
      if (!levels.empty()) {
        --levels.back().subtrees_left;
        if (!levels.back().path.empty()) path = levels.back().path + "/" + path;
      }
      const std::size_t size = line_end + 1 + (was_valid ? 20 : 0);
      if (was_valid && changed_.contains(path)) {
        out.append(rest.substr(0, name_end + 1)).append("-1").append(numbers.substr(space)).push_back('\n');
      } else {
        out.append(rest.substr(0, size));
      }
      levels.push_back({.path = std::move(path), .subtrees_left = subtrees});
      rest.remove_prefix(size);
    }
    return out;
  }

  std::uint32_t version_ = 0;
  std::vector<Entry> entries_;
  std::string_view extensions_;
  std::string body_;
  std::size_t count_ = 0;
  std::set<std::string, std::less<>> changed_;
};

}  // namespace

std::optional<std::string> patched_index(std::string_view index, std::span<const TreeChange> changes,
                                         std::span<const std::optional<struct stat>> stats) {
  IndexPatch patch;
  if (!patch.read(index) || !patch.apply(changes, stats)) return std::nullopt;
  return patch.finish();
}

}  // namespace tos::log
