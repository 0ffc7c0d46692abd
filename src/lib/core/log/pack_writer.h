#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/log/object_sink.h"
#include "core/log/posix.h"

namespace tos::log {

// Writes one pack after the other (version 2, with index version 2). A tree whose earlier version stands in the same
// pack is stored as an OFS delta against it, at most 50 deep. Memory: about 40 bytes an object of the open pack.
class PackWriter final : public ObjectSink {
 public:
  explicit PackWriter(const Repository& repository);

  Result<ObjectId> write(ObjectType type, std::string_view bytes) override;
  Result<ObjectId> write_tree(std::string_view bytes, std::string_view before, std::uint64_t& token) override;

  std::size_t object_count() const { return entries_.size(); }  // in the open pack
  // Flushes the open pack and gives it its name; the next object starts another.
  Result<void> finish();

 private:
  struct Entry {
    ObjectId id;
    std::uint32_t crc;
    std::uint64_t offset;
  };

  Result<void> begin();
  bool insert(const ObjectId& id);  // false when the open pack holds it already
  Result<std::uint64_t> put(const ObjectId& id, unsigned type, std::string_view bytes,
                            std::optional<std::uint64_t> base_offset);
  Result<void> flush();
  Result<ObjectId> seal();  // count and trailer; the pack's checksum
  std::string index(const ObjectId& pack_checksum);

  std::filesystem::path directory_;
  std::optional<TemporaryFile> file_;
  std::uint64_t serial_ = 0;   // of the open pack: tokens of earlier ones are void
  std::uint64_t written_ = 0;  // bytes of the open pack that reached the file
  std::string buffer_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // open addressing: index into entries_ plus one
};

}  // namespace tos::log
