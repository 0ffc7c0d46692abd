#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/log/object_reader.h"
#include "core/log/object_sink.h"
#include "core/log/tree_changes.h"

namespace tos::log {

// A root tree being edited: directories are loaded when first touched and written when asked for.
class TreeState {
 public:
  // An empty tree, or the one of this id.
  TreeState(ObjectReader& reader, const std::optional<ObjectId>& root) : reader_(reader) { root_.id = root; }

  // Adds a regular file; LOG-032 when its path, or a directory's on the way, is taken.
  Result<void> add_file(std::string_view path, const ObjectId& blob);
  // Adds or replaces a regular file; removes it when `blob` is nothing (also where there is none).
  Result<void> set_file(std::string_view path, const std::optional<ObjectId>& blob);
  // The same for a file of any mode that git has.
  Result<void> set_entry(std::string_view path, const std::optional<FileState>& file);
  // The file at this path; nothing where there is none.
  Result<std::optional<FileState>> find_file(std::string_view path);
  // Writes every changed directory, deepest first, and returns the root's id.
  Result<ObjectId> write(ObjectSink& sink);

  // Forgets what was loaded when it is more than `max_bytes`; only when everything is written and readable again.
  void shrink(std::size_t max_bytes);
  std::size_t loaded_bytes() const { return loaded_bytes_; }

 private:
  struct Directory {
    std::optional<ObjectId> id;  // as last written; nothing when it is new
    std::string bytes;           // the tree object, with the edits made since
    std::string before;          // the tree object as last written, while it differs
    bool is_loaded = false;
    bool is_changed = false;
    std::uint64_t token = 0;                                                  // the sink's
    std::map<std::string, std::unique_ptr<Directory>, std::less<>> children;  // those that were touched
  };
  // Where an entry stands in a tree object, or would.
  struct Slot {
    std::size_t start;
    std::size_t end;  // equal to start when there is none
    bool is_directory;
  };

  Result<void> edit_in(Directory& directory, std::string_view rest, std::string_view path,
                       const std::optional<FileState>& file, bool may_replace);
  Result<Directory*> child(Directory& directory, std::string_view name, std::string_view path);
  Result<void> load(Directory& directory);
  void begin_change(Directory& directory);
  Result<void> write_changed(Directory& directory, ObjectSink& sink);
  static Slot find(std::string_view tree, std::string_view name, bool is_directory);
  void replace(Directory& directory, const Slot& slot, std::string_view entry);

  ObjectReader& reader_;
  Directory root_;
  std::size_t loaded_bytes_ = 0;
};

}  // namespace tos::log
