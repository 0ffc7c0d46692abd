#include "core/log/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/fault.h"
#include "core/base/rules.h"
#include "core/log/posix.h"

namespace tos::log {

Result<void> write_durably(const std::filesystem::path& path, std::string_view bytes, std::string_view point) {
  const std::filesystem::path directory = path.parent_path();
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return refuse(SYS_001, "{}: {}", directory.string(), error.message());
  TOS_TRY(TemporaryFile file, TemporaryFile::create(directory, point));
  TOS_CHECK(file.write(bytes));
  TOS_CHECK(file.sync());
  TOS_CHECK(file.rename_to(path));
  return sync_directory(directory, point);
}

Result<bool> create_durably(const std::filesystem::path& path, std::string_view bytes, std::string_view point) {
  struct stat there{};
  if (::lstat(path.c_str(), &there) == 0) return false;
  const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : ".";
  TOS_TRY(TemporaryFile file, TemporaryFile::create(directory, point));
  TOS_CHECK(file.write(bytes));
  TOS_CHECK(file.sync());
  TOS_TRY(const bool is_made, file.link_to(path));
  if (is_made) TOS_CHECK(sync_directory(directory, point));
  return is_made;
}

namespace {

Result<std::string> read_to_end(const FileHandle& file, const std::filesystem::path& path, std::size_t max_bytes) {
  std::string bytes;
  char buffer[1 << 16];
  while (true) {
    const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_refusal(SYS_002, path.string());
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(count));
    if (bytes.size() > max_bytes) return refuse(SYS_002, "{} has more than {} bytes", path.string(), max_bytes);
  }
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return system_refusal(SYS_002, path.string());
  return read_to_end(file, path, max_bytes);
}

Result<std::string> read_regular_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat there{};
  if (!file || ::fstat(file.get(), &there) != 0) return system_refusal(SYS_002, path.string());
  if (!S_ISREG(there.st_mode)) return refuse(SYS_002, "{} is no regular file", path.string());
  return read_to_end(file, path, max_bytes);
}

}  // namespace tos::log
