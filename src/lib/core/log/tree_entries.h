#pragma once
#include <optional>
#include <string_view>

#include "core/base/result.h"
#include "core/log/object_id.h"

namespace tos::log {

// The modes git writes; anything else is refused where it matters.
inline constexpr std::string_view mode_file = "100644";
inline constexpr std::string_view mode_executable = "100755";
inline constexpr std::string_view mode_link = "120000";
inline constexpr std::string_view mode_directory = "40000";
inline constexpr std::string_view mode_submodule = "160000";

struct TreeEntry {
  std::string_view mode;
  std::string_view name;
  ObjectId id;
  bool is_directory() const { return mode == mode_directory; }
};

// Reads a tree object's entries one by one: "<mode> <name>\0<20 bytes>".
class TreeEntries {
 public:
  explicit TreeEntries(std::string_view bytes) : rest_(bytes) {}
  bool done() const { return rest_.empty(); }
  // Nothing when the bytes are no entry; then the tree is malformed.
  std::optional<TreeEntry> next();
  std::size_t remaining() const { return rest_.size(); }

 private:
  std::string_view rest_;
};

// git's order: bytewise, a directory as if its name ended in '/'. Negative, zero or positive.
int compare_entries(std::string_view left, bool left_is_directory, std::string_view right, bool right_is_directory);

// A name as it may be printed: control and non-ASCII bytes escaped, cut when long.
std::string printable(std::string_view name);

// Whether some file system takes this name for one that git or the file system itself uses: "", ".", "..", .git in any
// case and in its NTFS (git~1, trailing dots and spaces, streams) and HFS (ignored code points) spellings, names with
// a slash or backslash.
bool is_dangerous_name(std::string_view name);

// Whether some file system takes this name for .gitattributes.
bool is_gitattributes(std::string_view name);

// What a record's path may consist of: [a-z0-9._-], not starting with a dot.
bool is_plain_name(std::string_view name);

}  // namespace tos::log
