#include "core/log/object_writer.h"

#include <sys/stat.h>

#include "core/base/rules.h"
#include "core/log/deflate.h"
#include "core/log/posix.h"
#include "core/log/sha1.h"

namespace tos::log {
namespace {

bool is_group_shared(const Repository& repository) {
  const auto shared = repository.config("core.sharedrepository");
  return shared && *shared != "umask" && *shared != "false" && *shared != "0" && *shared != "no";
}

}  // namespace

LooseWriter::LooseWriter(const Repository& repository)
    : repository_(repository),
      objects_(repository.common_dir() / "objects"),
      group_shared_(is_group_shared(repository)) {}

Result<ObjectId> LooseWriter::write(ObjectType type, std::string_view bytes) {
  const ObjectId id = object_id_of(type, bytes);
  if (repository_.contains(id)) return id;
  const std::string hex = id.hex();
  const std::filesystem::path directory = objects_ / hex.substr(0, 2);
  if (::mkdir(directory.c_str(), 0777) == 0) {
    if (group_shared_) ::chmod(directory.c_str(), 02775);
    touched_.insert(objects_);
  } else if (errno != EEXIST) {
    return system_refusal(SYS_001, directory.string());
  }
  std::string plain = fmt::format("{} {}", type_name(type), bytes.size());
  plain.push_back('\0');
  plain.append(bytes);
  TOS_TRY(TemporaryFile file, TemporaryFile::create(directory, "object"));
  TOS_CHECK(file.write(deflated(plain)));
  TOS_CHECK(file.set_mode(0444));
  TOS_CHECK(file.sync());
  TOS_CHECK(file.rename_to(directory / hex.substr(2)));
  touched_.insert(directory);
  return id;
}

Result<void> LooseWriter::finish() {
  for (const auto& directory : touched_) TOS_CHECK(sync_directory(directory, "object"));
  touched_.clear();
  return {};
}

}  // namespace tos::log
