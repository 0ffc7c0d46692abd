#include "voting/formats/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "voting/formats/decompress.h"
#include "voting/formats/rules.h"

namespace tos::voting {
namespace {

class FileSource final : public Input::Source {
 public:
  explicit FileSource(int descriptor) : descriptor_(descriptor) {}
  ~FileSource() override { ::close(descriptor_); }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> read(std::span<char> buffer) override {
    for (;;) {
      const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) return refuse(FMT_002, "reading failed: {}", std::strerror(errno));
    }
  }

 private:
  int descriptor_;
};

class MemorySource final : public Input::Source {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), bytes_.size() - used_);
    std::copy_n(bytes_.data() + used_, count, buffer.data());
    used_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t used_ = 0;
};

// Bytes that were looked at, then the rest of the source they came from.
class PrefixedSource final : public Input::Source {
 public:
  PrefixedSource(std::string prefix, std::unique_ptr<Input::Source> rest)
      : prefix_(std::move(prefix)), rest_(std::move(rest)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    if (used_ == prefix_.size()) return rest_->read(buffer);
    const std::size_t count = std::min(buffer.size(), prefix_.size() - used_);
    std::copy_n(prefix_.data() + used_, count, buffer.data());
    used_ += count;
    return count;
  }

 private:
  std::string prefix_;
  std::size_t used_ = 0;
  std::unique_ptr<Input::Source> rest_;
};

// What is compressed is limited like what is plain: an archive from a pipe might go on for ever and say nothing.
class LimitedSource final : public Input::Source {
 public:
  LimitedSource(std::unique_ptr<Input::Source> source, std::int64_t max_bytes, std::shared_ptr<std::int64_t> bytes_read)
      : source_(std::move(source)), max_bytes_(max_bytes), bytes_read_(std::move(bytes_read)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    TOS_TRY(const std::size_t count, source_->read(buffer));
    *bytes_read_ += static_cast<std::int64_t>(count);
    if (*bytes_read_ > max_bytes_) return refuse(FMT_010, "the archive has more than {} MiB", max_bytes_ >> 20);
    return count;
  }

 private:
  std::unique_ptr<Input::Source> source_;
  std::int64_t max_bytes_;
  std::shared_ptr<std::int64_t> bytes_read_;
};

Result<std::string> take(Input::Source& source, std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    TOS_TRY(const std::size_t more, source.read(std::span(bytes).subspan(filled)));
    if (more == 0) break;
    filled += more;
  }
  bytes.resize(filled);
  return bytes;
}

Refusal too_large(std::int64_t max_bytes) {
  return refuse(FMT_010, "the file holds more than {} MiB of text", max_bytes >> 20)
      .hint("group identical ballots first, or count the parts and add them");
}

Result<void> check_regular_size(int descriptor, const InputLimits& limits) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0) return refuse(FMT_002, "cannot be examined: {}", std::strerror(errno));
  if (S_ISDIR(status.st_mode)) return refuse(FMT_002, "is a directory").hint("name the files in it");
  if (S_ISREG(status.st_mode) && status.st_size > limits.max_bytes) return too_large(limits.max_bytes);
  return {};
}

}  // namespace

Input::Input(std::unique_ptr<Source> source, std::string name, InputLimits limits)
    : source_(std::move(source)), name_(std::move(name)), limits_(limits) {}
Input::Input(Input&&) noexcept = default;
Input& Input::operator=(Input&&) noexcept = default;
Input::~Input() = default;

Result<Input> Input::open(const std::filesystem::path& path, InputLimits limits) {
  // Opening a pipe must not wait for somebody who writes; reading one then ends at once if nobody does.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    const int error = errno;
    if (error == ENOENT || error == ENOTDIR) return refuse(FMT_001, "no such file").in_file(path.string());
    return refuse(FMT_002, "cannot be opened: {}", std::strerror(error)).in_file(path.string());
  }
  auto source = std::make_unique<FileSource>(descriptor);
  (void)::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
  if (auto fits = check_regular_size(descriptor, limits); !fits) return std::move(fits).error().in_file(path.string());
  return prepare(std::move(source), path.string(), limits);
}

Result<Input> Input::from_memory(std::string_view bytes, std::string name, InputLimits limits) {
  return prepare(std::make_unique<MemorySource>(bytes), std::move(name), limits);
}

Result<Input> Input::prepare(std::unique_ptr<Source> source, std::string name, InputLimits limits) {
  auto magic = take(*source, 6);
  if (!magic) return std::move(magic).error().in_file(name);
  const std::string start = *magic;
  source = std::make_unique<PrefixedSource>(std::move(*magic), std::move(source));
  std::shared_ptr<std::int64_t> archive_bytes;
  if (is_xz(start) || is_gzip(start)) {
    archive_bytes = std::make_shared<std::int64_t>(0);
    source = std::make_unique<LimitedSource>(std::move(source), limits.max_bytes, archive_bytes);
  }
  if (is_xz(start)) source = decompress_xz(std::move(source));
  if (is_gzip(start)) source = decompress_gzip(std::move(source));
  Input input(std::move(source), std::move(name), limits);
  input.archive_bytes_ = std::move(archive_bytes);
  if (auto head = input.read_head(); !head) return std::move(head).error().in_file(input.name_);
  return input;
}

Result<void> Input::read_head() {
  std::size_t filled = 0;
  while (filled < head_bytes) {  // a small file takes little memory
    if (filled == head_.size()) head_.resize(filled == 0 ? 4096 : head_bytes);
    TOS_TRY(const std::size_t more, read_source(std::span(head_).subspan(filled)));
    if (more == 0) break;
    filled += more;
  }
  head_.resize(filled);
  return {};
}

Result<std::size_t> Input::read_source(std::span<char> buffer) {
  TOS_TRY(const std::size_t count, source_->read(buffer));
  bytes_read_ += static_cast<std::int64_t>(count);
  if (bytes_read_ > limits_.max_bytes) return too_large(limits_.max_bytes);
  if (archive_bytes_ != nullptr && bytes_read_ > limits_.most_packed_bytes &&
      bytes_read_ / limits_.most_packing > *archive_bytes_)
    return refuse(FMT_010, "{} KiB of archive unpack to more than {} MiB", *archive_bytes_ >> 10, bytes_read_ >> 20)
        .hint("unpack it, if it is an election all the same");
  return count;
}

Result<std::size_t> Input::read(std::span<char> buffer) {
  if (head_used_ == head_.size()) return read_source(buffer);
  const std::size_t count = std::min(buffer.size(), head_.size() - head_used_);
  std::copy_n(head_.data() + head_used_, count, buffer.data());
  head_used_ += count;
  return count;
}

Result<std::string> read_all(Input& input, std::int64_t max_bytes) {
  std::string text;
  std::size_t filled = 0;
  for (;;) {
    if (static_cast<std::int64_t>(filled) > max_bytes) return too_large(max_bytes);
    text.resize(filled + std::max<std::size_t>(64 * 1024, filled / 2));
    TOS_TRY(const std::size_t more, input.read(std::span(text).subspan(filled)));
    filled += more;
    if (more == 0) break;
  }
  text.resize(filled);
  return text;
}

}  // namespace tos::voting
