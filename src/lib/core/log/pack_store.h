#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/log/object_id.h"

struct libdeflate_decompressor;

namespace tos::log {

// Reads objects out of the packs of one or more object directories: about twice as fast as libgit2, because of
// libdeflate, and bounded in what a hostile pack can make it inflate. Whatever is not plainly fine (loose objects,
// odd or damaged packs, packs that came later) it leaves to libgit2.
class PackStore {
 public:
  explicit PackStore(const std::vector<std::filesystem::path>& object_directories);
  PackStore(const PackStore&) = delete;
  PackStore& operator=(const PackStore&) = delete;
  ~PackStore();

  struct Found {
    int type;  // git's number: 1 commit, 2 tree, 3 blob, 4 tag; 0 when a part of it is too large to find out
    std::size_t size;
    std::string_view bytes;  // valid until the next read; empty when the object has more than max_bytes
    bool is_too_large;
  };
  // Nothing: not here, or not readable here.
  std::optional<Found> read(const ObjectId& id, std::size_t max_bytes);

 private:
  class Pack;
  struct CacheSlot {
    const Pack* pack = nullptr;
    std::uint64_t offset = 0;
    int type = 0;
    std::string bytes;
  };
  struct Link;  // one delta on the way to an object

  static Found too_large(int type, std::size_t size);
  std::optional<Found> read_at(const Pack& pack, std::uint64_t offset, std::size_t max_bytes);
  std::optional<Found> resolve(const Pack& pack, std::vector<Link>& chain, int type, std::size_t max_bytes);
  bool inflate(std::string_view stream, std::size_t size, std::string& out);
  CacheSlot& slot(const Pack& pack, std::uint64_t offset);
  void remember(const Pack& pack, std::uint64_t offset, int type, std::string_view bytes);

  std::vector<std::unique_ptr<Pack>> packs_;  // the one used last comes first
  libdeflate_decompressor* decompressor_;
  std::string buffer_;
  std::string delta_;
  std::vector<CacheSlot> cache_;
  std::size_t cached_bytes_ = 0;
  std::size_t hand_ = 0;  // next slot to give up
};

}  // namespace tos::log
