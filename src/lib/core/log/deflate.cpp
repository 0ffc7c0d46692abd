#include "core/log/deflate.h"

#include <libdeflate.h>

#include <memory>

#include "core/base/assert.h"

namespace tos::log {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

libdeflate_compressor* compressor() {
  static thread_local const std::unique_ptr<libdeflate_compressor, FreeCompressor> made(libdeflate_alloc_compressor(1));
  TOS_ASSERT(made != nullptr);
  return made.get();
}

}  // namespace

void deflate_onto(std::string& out, std::string_view plain) {
  const std::size_t start = out.size();
  out.resize(start + libdeflate_zlib_compress_bound(compressor(), plain.size()));
  const std::size_t size =
      libdeflate_zlib_compress(compressor(), plain.data(), plain.size(), out.data() + start, out.size() - start);
  TOS_ASSERT(size > 0);  // the bound is the most it can need
  out.resize(start + size);
}

std::string deflated(std::string_view plain) {
  std::string out;
  deflate_onto(out, plain);
  return out;
}

}  // namespace tos::log
