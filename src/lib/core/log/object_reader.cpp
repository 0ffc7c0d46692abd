#include "core/log/object_reader.h"

#include <utility>

#include "core/log/git_handles.h"
#include "core/log/pack_store.h"
#include "core/log/rules.h"
#include "core/log/sha1.h"

namespace tos::log {
namespace {

static_assert(static_cast<int>(ObjectType::commit) == GIT_OBJECT_COMMIT);
static_assert(static_cast<int>(ObjectType::tree) == GIT_OBJECT_TREE);
static_assert(static_cast<int>(ObjectType::blob) == GIT_OBJECT_BLOB);

Refusal unreadable(const ObjectId& id, ObjectType type, std::string_view why) {
  return refuse(LOG_009, "the {} {} cannot be read: {}", type_name(type), id.hex(), why)
      .hint("git fsck shows what is damaged; a fresh clone may mend it");
}

Refusal mistyped(const ObjectId& id, ObjectType type, int found) {
  return unreadable(id, type, fmt::format("it is a {}", git_object_type2string(static_cast<git_object_t>(found))));
}

Refusal too_large(const ObjectId& id, ObjectType type, std::size_t size, std::size_t max_bytes) {
  return refuse(LOG_012, "the {} {} has {} bytes; {} are the most", type_name(type), id.hex(), size, max_bytes);
}

}  // namespace

struct ObjectReader::Impl {
  explicit Impl(const std::vector<std::filesystem::path>& object_directories) : packs(object_directories) {}

  // From the packs, or through libgit2 where they do not have it.
  Result<std::string_view> read_unchecked(const ObjectId& id, ObjectType type, std::size_t max_bytes);
  Result<std::string_view> read_with_libgit2(const ObjectId& id, ObjectType type, std::size_t max_bytes);

  PackStore packs;
  GitOdb odb;
  GitOdbObject current;
};

ObjectReader::ObjectReader(std::shared_ptr<Impl> impl, std::shared_ptr<ReaderShelf> shelf)
    : impl_(std::move(impl)), shelf_(std::move(shelf)) {}

ObjectReader::~ObjectReader() {
  if (!impl_) return;
  const std::scoped_lock lock(shelf_->mutex);
  shelf_->idle = std::move(impl_);
}

Result<ObjectReader> ObjectReader::open(const Repository& repository) {
  const std::shared_ptr<ReaderShelf>& shelf = repository.impl().shelf;
  {
    const std::scoped_lock lock(shelf->mutex);
    // It knows no packs that came later; what it misses libgit2 finds, which looks again.
    if (shelf->idle) return ObjectReader(std::static_pointer_cast<Impl>(std::exchange(shelf->idle, nullptr)), shelf);
  }
  const auto& others = repository.impl().object_directories;
  std::vector<std::filesystem::path> directories{repository.common_dir() / "objects"};
  directories.insert(directories.end(), others.begin(), others.end());
  auto impl = std::make_shared<Impl>(directories);
  git_odb* odb = nullptr;
  if (git_odb_open(&odb, directories.front().c_str()) != 0) {
    return refuse(LOG_006, "the repository's objects cannot be read: {}", last_git_error());
  }
  impl->odb.reset(odb);
  for (const auto& directory : others) {
    if (git_odb_add_disk_alternate(odb, directory.c_str()) != 0) {
      return refuse(LOG_006, "objects at {} cannot be read: {}", directory.string(), last_git_error());
    }
  }
  return ObjectReader(std::move(impl), shelf);
}

Result<std::string_view> ObjectReader::read(const ObjectId& id, ObjectType type, std::size_t max_bytes) {
  TOS_TRY(const std::string_view bytes, impl_->read_unchecked(id, type, max_bytes));
  if (type != ObjectType::blob && object_id_of(type, bytes) != id) {
    return refuse(LOG_010, "what is stored as the {} {} is something else", type_name(type), id.hex())
        .hint("git fsck shows what is damaged; a fresh clone may mend it");
  }
  return bytes;
}

Result<std::string_view> ObjectReader::Impl::read_unchecked(const ObjectId& id, ObjectType type,
                                                            std::size_t max_bytes) {
  const auto found = packs.read(id, max_bytes);
  if (!found) return read_with_libgit2(id, type, max_bytes);
  if (found->is_too_large) return too_large(id, type, found->size, max_bytes);
  if (found->type != static_cast<int>(type)) return mistyped(id, type, found->type);
  return found->bytes;
}

Result<std::string_view> ObjectReader::Impl::read_with_libgit2(const ObjectId& id, ObjectType type,
                                                               std::size_t max_bytes) {
  std::size_t size = 0;
  git_object_t found_type = GIT_OBJECT_INVALID;
  if (git_odb_read_header(&size, &found_type, odb.get(), as_oid(id)) != 0) {
    return unreadable(id, type, last_git_error());
  }
  if (static_cast<int>(found_type) != static_cast<int>(type)) return mistyped(id, type, found_type);
  if (size > max_bytes) return too_large(id, type, size, max_bytes);
  git_odb_object* raw = nullptr;
  if (git_odb_read(&raw, odb.get(), as_oid(id)) != 0) return unreadable(id, type, last_git_error());
  current.reset(raw);
  return std::string_view(static_cast<const char*>(git_odb_object_data(raw)), git_odb_object_size(raw));
}

}  // namespace tos::log
