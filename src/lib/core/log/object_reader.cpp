#include "core/log/object_reader.h"

#include "core/log/git_handles.h"
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

}  // namespace

struct ObjectReader::Impl {
  GitOdb odb;
  GitOdbObject current;
};

ObjectReader::ObjectReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ObjectReader::ObjectReader(ObjectReader&&) noexcept = default;
ObjectReader& ObjectReader::operator=(ObjectReader&&) noexcept = default;
ObjectReader::~ObjectReader() = default;

Result<ObjectReader> ObjectReader::open(const Repository& repository) {
  auto impl = std::make_unique<Impl>();
  git_odb* odb = nullptr;
  if (git_odb_open(&odb, (repository.common_dir() / "objects").c_str()) != 0) {
    return refuse(LOG_006, "the repository's objects cannot be read: {}", last_git_error());
  }
  impl->odb.reset(odb);
  for (const auto& directory : repository.impl().object_directories) {
    if (git_odb_add_disk_alternate(odb, directory.c_str()) != 0) {
      return refuse(LOG_006, "objects at {} cannot be read: {}", directory.string(), last_git_error());
    }
  }
  return ObjectReader(std::move(impl));
}

Result<std::string_view> ObjectReader::read(const ObjectId& id, ObjectType type, std::size_t max_bytes) {
  std::size_t size = 0;
  git_object_t found_type = GIT_OBJECT_INVALID;
  if (git_odb_read_header(&size, &found_type, impl_->odb.get(), as_oid(id)) != 0) {
    return unreadable(id, type, last_git_error());
  }
  if (static_cast<int>(found_type) != static_cast<int>(type)) {
    return unreadable(id, type, fmt::format("it is a {}", git_object_type2string(found_type)));
  }
  if (size > max_bytes) {
    return refuse(LOG_012, "the {} {} has {} bytes; {} are the most", type_name(type), id.hex(), size, max_bytes);
  }
  git_odb_object* raw = nullptr;
  if (git_odb_read(&raw, impl_->odb.get(), as_oid(id)) != 0) return unreadable(id, type, last_git_error());
  impl_->current.reset(raw);
  const std::string_view bytes(static_cast<const char*>(git_odb_object_data(raw)), git_odb_object_size(raw));
  if (type != ObjectType::blob && object_id_of(type, bytes) != id) {
    return refuse(LOG_010, "what is stored as the {} {} is something else", type_name(type), id.hex())
        .hint("git fsck shows what is damaged; a fresh clone may mend it");
  }
  return bytes;
}

}  // namespace tos::log
