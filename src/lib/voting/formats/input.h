#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tos::voting {

// What a hostile file may cost at most.
struct InputLimits {
  std::int64_t max_bytes = std::int64_t{1} << 31;  // after decompression; of an archive also before
  // No election repeats itself so much: more text than `most_packed_bytes` that is `most_packing` times its archive.
  std::int64_t most_packed_bytes = std::int64_t{1} << 27;
  std::int64_t most_packing = 500;
  std::size_t max_line_bytes = std::size_t{8} << 20;  // one line, or one CSV record
};

// Bytes of an election file, plain or compressed with xz or gzip (told by content), read once from front to back in
// pieces. Refuses with FMT-001, FMT-002, FMT-010 (too large), FMT-012 (damaged archive).
class Input {
 public:
  class Source;  // where bytes come from: file, memory, a decompressor around another source

  static Result<Input> open(const std::filesystem::path& path, InputLimits limits = {});
  static Result<Input> from_memory(std::string_view bytes, std::string name, InputLimits limits = {});

  // Fills `buffer` with up to its size; 0 at the end of the file.
  Result<std::size_t> read(std::span<char> buffer);
  // The first bytes of the text (at most 64 KiB), which a format is recognised by. Reading still starts at the front.
  std::string_view head() const { return std::string_view(head_).substr(0, head_bytes); }
  const std::string& name() const { return name_; }
  const InputLimits& limits() const { return limits_; }

  Input(Input&&) noexcept;
  Input& operator=(Input&&) noexcept;
  ~Input();

 private:
  static constexpr std::size_t head_bytes = 64 * 1024;
  Input(std::unique_ptr<Source> source, std::string name, InputLimits limits);
  static Result<Input> prepare(std::unique_ptr<Source> source, std::string name, InputLimits limits);
  Result<void> read_head();
  Result<std::size_t> read_source(std::span<char> buffer);

  std::unique_ptr<Source> source_;
  std::string name_;
  InputLimits limits_;
  std::string head_;
  std::size_t head_used_ = 0;
  std::int64_t bytes_read_ = 0;
  std::shared_ptr<const std::int64_t> archive_bytes_;  // read so far, of what is compressed
};

// The whole text at once, for formats that are trees and not lines (JSON). FMT-010 beyond `max_bytes`.
Result<std::string> read_all(Input& input, std::int64_t max_bytes);

}  // namespace tos::voting
