#pragma once
// Files that must reach the disk, for this module's own sources. Every write, rename and fsync passes a fault point.
#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tos::log {

// Owns a file descriptor.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int file) : file_(file) {}
  FileHandle(FileHandle&& other) noexcept : file_(other.release()) {}
  FileHandle& operator=(FileHandle&& other) noexcept;
  ~FileHandle();
  explicit operator bool() const { return file_ >= 0; }
  int get() const { return file_; }
  int release() {
    const int file = file_;
    file_ = -1;
    return file;
  }

 private:
  int file_ = -1;
};

// A refusal that says what the system said (errno) about `subject`.
Refusal system_refusal(const Rule& rule, std::string_view subject);

Result<void> write_all(int file, std::string_view bytes, std::string_view subject);

// fsync of a directory, so that the names in it last.
Result<void> sync_directory(const std::filesystem::path& directory, std::string_view point);

// A file under a temporary name, removed again unless it is renamed. `point` prefixes its fault points.
class TemporaryFile {
 public:
  static Result<TemporaryFile> create(const std::filesystem::path& directory, std::string_view point);
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();

  int get() const { return file_.get(); }
  Result<void> write(std::string_view bytes);
  Result<void> set_mode(mode_t mode);
  Result<void> sync();
  // A second name beside the temporary one, which goes; false when something has that name. Where the file system knows
  // no second names the file is renamed.
  Result<bool> link_to(const std::filesystem::path& target);
  Result<void> rename_to(const std::filesystem::path& target);

 private:
  TemporaryFile(FileHandle file, std::string path, std::string_view point)
      : file_(std::move(file)), path_(std::move(path)), point_(point) {}
  FileHandle file_;
  std::string path_;  // empty once it has its name
  std::string point_;
};

}  // namespace tos::log
