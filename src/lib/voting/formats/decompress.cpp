#include "voting/formats/decompress.h"

#include <lzma.h>
#include <zlib.h>

#include <array>

#include "voting/formats/rules.h"

namespace tos::voting {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::uint64_t xz_memory_bytes = std::uint64_t{128} << 20;

Refusal damaged(std::string_view kind) {
  return refuse(FMT_012, "the {} data is damaged or cut off", kind).hint("fetch the file again");
}

class XzSource final : public Input::Source {
 public:
  explicit XzSource(std::unique_ptr<Input::Source> compressed) : compressed_(std::move(compressed)) {
    ready_ = lzma_stream_decoder(&stream_, xz_memory_bytes, LZMA_CONCATENATED) == LZMA_OK;
  }
  ~XzSource() override { lzma_end(&stream_); }
  XzSource(const XzSource&) = delete;
  XzSource& operator=(const XzSource&) = delete;

  Result<std::size_t> read(std::span<char> buffer) override {
    if (!ready_) return refuse(FMT_002, "no memory to decompress xz");
    if (ended_) return std::size_t{0};
    stream_.next_out = reinterpret_cast<std::uint8_t*>(buffer.data());
    stream_.avail_out = buffer.size();
    while (stream_.avail_out == buffer.size()) {
      if (stream_.avail_in == 0 && !input_ended_) {
        TOS_TRY(const std::size_t count, compressed_->read(chunk_));
        input_ended_ = count == 0;
        stream_.next_in = reinterpret_cast<const std::uint8_t*>(chunk_.data());
        stream_.avail_in = count;
      }
      const lzma_ret status = lzma_code(&stream_, input_ended_ ? LZMA_FINISH : LZMA_RUN);
      if (status == LZMA_STREAM_END) {
        ended_ = true;
        break;
      }
      if (status == LZMA_MEMLIMIT_ERROR) return refuse(FMT_010, "decompressing it needs more than 128 MiB");
      if (status != LZMA_OK) return damaged("xz");
    }
    return buffer.size() - stream_.avail_out;
  }

 private:
  std::unique_ptr<Input::Source> compressed_;
  std::array<char, chunk_bytes> chunk_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ready_ = false;
  bool input_ended_ = false;
  bool ended_ = false;
};

class GzipSource final : public Input::Source {
 public:
  explicit GzipSource(std::unique_ptr<Input::Source> compressed) : compressed_(std::move(compressed)) {
    ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;  // 16: a gzip header, nothing else
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  Result<std::size_t> read(std::span<char> buffer) override {
    if (!ready_) return refuse(FMT_002, "no memory to decompress gzip");
    const std::size_t size = std::min<std::size_t>(buffer.size(), 1 << 30);
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out == size && !ended_) {
      TOS_TRY(const bool more, refill());
      if (!more) {
        if (!between_members_) return damaged("gzip");
        ended_ = true;
        break;
      }
      if (between_members_) skip_padding();
      if (stream_.avail_in > 0) TOS_CHECK(inflate_some());
    }
    return size - stream_.avail_out;
  }

 private:
  Result<bool> refill() {
    if (stream_.avail_in > 0) return true;
    TOS_TRY(const std::size_t count, compressed_->read(chunk_));
    stream_.next_in = reinterpret_cast<Bytef*>(chunk_.data());
    stream_.avail_in = static_cast<uInt>(count);
    return count > 0;
  }
  // Tapes and disk images fill up the last block with zeros, which gzip passes over too.
  void skip_padding() {
    while (stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
  }
  Result<void> inflate_some() {
    if (between_members_) {
      if (inflateReset(&stream_) != Z_OK) return damaged("gzip");
      between_members_ = false;
    }
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      between_members_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return damaged("gzip");
    }
    return {};
  }

  std::unique_ptr<Input::Source> compressed_;
  std::array<char, chunk_bytes> chunk_;
  z_stream stream_ = {};
  bool ready_ = false;
  bool between_members_ = false;
  bool ended_ = false;
};

}  // namespace

bool is_xz(std::string_view start) {
  return start.starts_with(
      std::string_view("\xfd"
                       "7zXZ\0",
                       6));
}
bool is_gzip(std::string_view start) { return start.starts_with("\x1f\x8b"); }

std::unique_ptr<Input::Source> decompress_xz(std::unique_ptr<Input::Source> compressed) {
  return std::make_unique<XzSource>(std::move(compressed));
}
std::unique_ptr<Input::Source> decompress_gzip(std::unique_ptr<Input::Source> compressed) {
  return std::make_unique<GzipSource>(std::move(compressed));
}

}  // namespace tos::voting
