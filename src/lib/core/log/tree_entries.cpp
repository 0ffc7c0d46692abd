#include "core/log/tree_entries.h"

#include <git2/sys/path.h>

#include <algorithm>

namespace tos::log {
namespace {

// Code points that HFS+ leaves out when it compares names (git's utf8.c, next_hfs_char), as UTF-8.
constexpr std::string_view hfs_ignored[] = {"\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b",
                                            "\u202c", "\u202d", "\u202e", "\u206a", "\u206b", "\u206c",
                                            "\u206d", "\u206e", "\u206f", "\ufeff"};

std::string without_hfs_ignored(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const auto ignored = std::ranges::find_if(hfs_ignored, [&](std::string_view c) { return name.starts_with(c); });
    if (ignored != std::end(hfs_ignored)) {
      name.remove_prefix(ignored->size());
    } else {
      out.push_back(name.front());
      name.remove_prefix(1);
    }
  }
  return out;
}

// ASCII lower case, cut at an NTFS stream's colon, without the trailing dots and spaces that NTFS ignores.
std::string ntfs_folded(std::string_view name) {
  std::string out(name.substr(0, name.find(':')));
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  while (out.ends_with('.') || out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

std::optional<TreeEntry> TreeEntries::next() {
  const auto space = rest_.substr(0, 8).find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto end = rest_.find('\0', space + 1);
  if (end == std::string_view::npos || rest_.size() - end < 21) return std::nullopt;
  const TreeEntry entry{.mode = rest_.substr(0, space),
                        .name = rest_.substr(space + 1, end - space - 1),
                        .id = ObjectId::from_raw(rest_.data() + end + 1)};
  rest_.remove_prefix(end + 21);
  return entry;
}

int compare_entries(std::string_view left, bool left_is_directory, std::string_view right, bool right_is_directory) {
  const std::size_t common = std::min(left.size(), right.size());
  if (const int order = left.substr(0, common).compare(right.substr(0, common)); order != 0) return order;
  const auto next = [&](std::string_view name, bool is_directory) {
    if (name.size() > common) return static_cast<int>(static_cast<unsigned char>(name[common]));
    return is_directory ? int{'/'} : 0;
  };
  return next(left, left_is_directory) - next(right, right_is_directory);
}

std::string printable(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, 200)) {
    if (c >= ' ' && c < 0x7f && c != '\\') {
      out.push_back(c);
    } else {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return name.size() > 200 ? out + "…" : out;
}

bool is_dangerous_name(std::string_view name) {
  if (name.empty() || name == "." || name == ".." || name.find_first_of("/\\") != std::string_view::npos) return true;
  const std::string folded = ntfs_folded(name);
  if (folded.empty() || folded == ".git" || folded == "git~1") return true;  // all dots and spaces is "." to NTFS
  return static_cast<unsigned char>(
             *std::ranges::max_element(name, {}, [](char c) { return static_cast<unsigned char>(c); })) >= 0x80 &&
         ntfs_folded(without_hfs_ignored(name)) == ".git";
}

bool is_gitattributes(std::string_view name) {
  return name == ".gitattributes" ||
         git_path_is_gitfile(name.data(), name.size(), GIT_PATH_GITFILE_GITATTRIBUTES, GIT_PATH_FS_GENERIC) > 0;
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace tos::log
