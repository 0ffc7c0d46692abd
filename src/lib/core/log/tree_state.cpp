#include "core/log/tree_state.h"

#include <charconv>

#include "core/base/assert.h"
#include "core/log/rules.h"
#include "core/log/tree_entries.h"

namespace tos::log {
namespace {

std::string entry_bytes(std::string_view mode, std::string_view name, const ObjectId& id) {
  std::string entry = fmt::format("{} {}", mode, name);
  entry.push_back('\0');
  return entry.append(as_text(id.bytes));
}

FileState regular_file(const ObjectId& blob) { return {.mode = 0100644, .id = blob}; }

Refusal taken(std::string_view path) { return refuse(LOG_032, "{} is taken", printable(path)); }

}  // namespace

Result<void> TreeState::add_file(std::string_view path, const ObjectId& blob) {
  return edit_in(root_, path, path, regular_file(blob), false);
}

Result<void> TreeState::set_file(std::string_view path, const std::optional<ObjectId>& blob) {
  return set_entry(path, blob ? std::optional(regular_file(*blob)) : std::nullopt);
}

Result<void> TreeState::set_entry(std::string_view path, const std::optional<FileState>& file) {
  return edit_in(root_, path, path, file, true);
}

Result<std::optional<FileState>> TreeState::find_file(std::string_view path) {
  Directory* directory = &root_;
  for (std::string_view rest = path;;) {
    TOS_CHECK(load(*directory));
    const auto slash = rest.find('/');
    const std::string_view name = rest.substr(0, slash);
    if (slash == std::string_view::npos) {
      const Slot slot = find(directory->bytes, name, false);
      if (slot.start == slot.end) return std::optional<FileState>();
      const auto entry = TreeEntries(std::string_view(directory->bytes).substr(slot.start)).next();
      std::uint32_t mode = 0;
      std::from_chars(entry->mode.data(), entry->mode.data() + entry->mode.size(), mode, 8);
      return std::optional(FileState{.mode = mode, .id = entry->id});
    }
    const Slot below = find(directory->bytes, name, true);
    if (below.start == below.end && !directory->children.contains(name)) return std::optional<FileState>();
    TOS_TRY(directory, child(*directory, name, path));
    rest.remove_prefix(slash + 1);
  }
}

Result<void> TreeState::edit_in(Directory& directory, std::string_view rest, std::string_view path,
                                const std::optional<FileState>& wanted, bool may_replace) {
  TOS_CHECK(load(directory));
  const auto slash = rest.find('/');
  const std::string_view name = rest.substr(0, slash);
  const Slot file = find(directory.bytes, name, false);
  if (slash != std::string_view::npos) {
    if (file.start != file.end) return taken(path);
    TOS_TRY(Directory* const below, child(directory, name, path));
    TOS_CHECK(edit_in(*below, rest.substr(slash + 1), path, wanted, may_replace));
    if (below->is_changed) begin_change(directory);
    return {};
  }
  const auto touched = directory.children.find(name);
  const bool has_new_directory = touched != directory.children.end() && !touched->second->bytes.empty();
  const Slot other = find(directory.bytes, name, true);
  if (wanted && (has_new_directory || other.start != other.end)) return taken(path);
  if (wanted && !may_replace && file.start != file.end) return taken(path);
  if (!wanted && file.start == file.end) return {};
  begin_change(directory);
  replace(directory, file, wanted ? entry_bytes(fmt::format("{:o}", wanted->mode), name, wanted->id) : std::string());
  return {};
}

Result<TreeState::Directory*> TreeState::child(Directory& directory, std::string_view name, std::string_view path) {
  if (const auto touched = directory.children.find(name); touched != directory.children.end()) {
    return touched->second.get();
  }
  auto made = std::make_unique<Directory>();
  const Slot slot = find(directory.bytes, name, true);
  if (slot.start != slot.end) {
    TreeEntries entries(std::string_view(directory.bytes).substr(slot.start, slot.end - slot.start));
    const auto entry = entries.next();
    if (!entry || !entry->is_directory()) return taken(path);
    made->id = entry->id;
  }
  return directory.children.emplace(name, std::move(made)).first->second.get();
}

Result<void> TreeState::load(Directory& directory) {
  if (directory.is_loaded) return {};
  if (directory.id) {
    TOS_TRY(directory.bytes, reader_.read(*directory.id, ObjectType::tree, max_tree_bytes));
    for (TreeEntries entries(directory.bytes); !entries.done();) {
      if (!entries.next()) return refuse(LOG_011, "the tree {} is malformed", directory.id->hex());
    }
    loaded_bytes_ += directory.bytes.size();
  }
  directory.is_loaded = true;
  return {};
}

void TreeState::begin_change(Directory& directory) {
  if (directory.is_changed) return;
  directory.before = directory.bytes;
  directory.is_changed = true;
}

TreeState::Slot TreeState::find(std::string_view tree, std::string_view name, bool is_directory) {
  TreeEntries entries(tree);
  while (!entries.done()) {
    const std::size_t start = tree.size() - entries.remaining();
    const auto entry = entries.next();
    TOS_ASSERT(entry.has_value());  // load() has read it all once
    const int order = compare_entries(entry->name, entry->is_directory(), name, is_directory);
    const std::size_t end = tree.size() - entries.remaining();
    if (order == 0) return {.start = start, .end = end, .is_directory = is_directory};
    if (order > 0) return {.start = start, .end = start, .is_directory = is_directory};
  }
  return {.start = tree.size(), .end = tree.size(), .is_directory = is_directory};
}

void TreeState::replace(Directory& directory, const Slot& slot, std::string_view entry) {
  loaded_bytes_ += entry.size();
  loaded_bytes_ -= slot.end - slot.start;
  directory.bytes.replace(slot.start, slot.end - slot.start, entry);
}

Result<ObjectId> TreeState::write(ObjectSink& sink) {
  TOS_CHECK(load(root_));
  if (!root_.id) root_.is_changed = true;  // an empty first tree is written too
  TOS_CHECK(write_changed(root_, sink));
  return *root_.id;
}

Result<void> TreeState::write_changed(Directory& directory, ObjectSink& sink) {
  if (!directory.is_changed) return {};
  for (auto& [name, below] : directory.children) {
    if (!below->is_changed) continue;
    TOS_CHECK(write_changed(*below, sink));
    const Slot slot = find(directory.bytes, name, true);
    const bool is_empty = below->bytes.empty();
    replace(directory, slot, is_empty ? std::string() : entry_bytes(mode_directory, name, *below->id));
    if (is_empty) below->id.reset();
  }
  const bool is_root = &directory == &root_;
  if (!directory.bytes.empty() || is_root) {
    TOS_TRY(directory.id, sink.write_tree(directory.bytes, directory.before, directory.token));
  }
  directory.before.clear();
  directory.is_changed = false;
  return {};
}

void TreeState::shrink(std::size_t max_bytes) {
  if (loaded_bytes_ <= max_bytes) return;
  TOS_ASSERT(!root_.is_changed);
  const auto root = root_.id;
  root_ = Directory();
  root_.id = root;
  loaded_bytes_ = 0;
}

}  // namespace tos::log
