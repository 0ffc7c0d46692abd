#include "core/log/posix.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/base/fault.h"
#include "core/base/rules.h"

namespace tos::log {

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

FileHandle::~FileHandle() {
  if (file_ >= 0) ::close(file_);
}

Refusal system_refusal(const Rule& rule, std::string_view subject) {
  return refuse(rule, "{}: {}", subject, std::strerror(errno));
}

Result<void> write_all(int file, std::string_view bytes, std::string_view subject) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_refusal(SYS_001, subject);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> sync_directory(const std::filesystem::path& directory, std::string_view point) {
  TOS_CHECK(pass_fault_point(fmt::format("{}.fsync_directory", point)));
  const FileHandle handle(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle || ::fsync(handle.get()) != 0) return system_refusal(SYS_001, directory.string());
  return {};
}

Result<TemporaryFile> TemporaryFile::create(const std::filesystem::path& directory, std::string_view point) {
  // git prune clears away what starts like this.
  std::string path = (directory / "tmp_obj_XXXXXX").string();
  FileHandle file(::mkostemp(path.data(), O_CLOEXEC));
  if (!file) return system_refusal(SYS_001, directory.string());
  return TemporaryFile(std::move(file), std::move(path), point);
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : file_(std::move(other.file_)), path_(std::exchange(other.path_, {})), point_(std::move(other.point_)) {}

TemporaryFile::~TemporaryFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> TemporaryFile::write(std::string_view bytes) {
  TOS_CHECK(pass_fault_point(point_ + ".write"));
  return write_all(file_.get(), bytes, path_);
}

Result<void> TemporaryFile::set_mode(mode_t mode) {
  if (::fchmod(file_.get(), mode) != 0) return system_refusal(SYS_001, path_);
  return {};
}

Result<void> TemporaryFile::sync() {
  TOS_CHECK(pass_fault_point(point_ + ".fsync"));
  if (::fsync(file_.get()) != 0) return system_refusal(SYS_001, path_);
  return {};
}

Result<bool> TemporaryFile::link_to(const std::filesystem::path& target) {
  TOS_CHECK(pass_fault_point(point_ + ".link"));
  if (::link(path_.c_str(), target.c_str()) == 0) return true;
  if (errno == EEXIST) return false;
  if (errno != EPERM && errno != ENOTSUP) return system_refusal(SYS_001, target.string());
  TOS_CHECK(rename_to(target));
  return true;
}

Result<void> TemporaryFile::rename_to(const std::filesystem::path& target) {
  TOS_CHECK(pass_fault_point(point_ + ".rename"));
  if (::rename(path_.c_str(), target.c_str()) != 0) return system_refusal(SYS_001, target.string());
  path_.clear();
  return {};
}

}  // namespace tos::log
