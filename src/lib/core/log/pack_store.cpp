#include "core/log/pack_store.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/base/assert.h"
#include "core/log/git_numbers.h"
#include "core/log/pack_delta.h"
#include "core/log/posix.h"

namespace tos::log {
namespace {

namespace fs = std::filesystem;

constexpr int ref_delta = 7;
constexpr std::size_t max_chain = 512;                             // git writes 50, older ones 250
constexpr std::size_t max_inflated_bytes = std::size_t{64} << 20;  // of a base or a delta on the way
constexpr std::size_t cache_slots = 4096;
constexpr std::size_t max_cached_bytes = std::size_t{8} << 20;

// The first eight bytes of an object's id, in the order in which ids are sorted.
std::uint64_t leading_digits(const void* id) {
  std::uint64_t value;
  std::memcpy(&value, id, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
}

// A file mapped for reading; empty when it cannot be.
class Mapping {
 public:
  explicit Mapping(const fs::path& path) {
    const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat stat{};
    if (!file || ::fstat(file.get(), &stat) != 0 || stat.st_size <= 0) return;
    const auto size = static_cast<std::size_t>(stat.st_size);
    void* const start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
    if (start != MAP_FAILED) bytes_ = {static_cast<const char*>(start), size};
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() {
    if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
  }
  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

struct EntryHeader {
  int type;
  std::size_t size;
  std::size_t bytes;  // of the header itself
};

std::optional<EntryHeader> entry_header(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  auto byte = static_cast<unsigned char>(bytes[0]);
  EntryHeader header{.type = byte >> 4 & 7, .size = byte & 0x0fU, .bytes = 1};
  for (unsigned shift = 4; (byte & 0x80) != 0; shift += 7) {
    if (shift > 53 || header.bytes >= bytes.size()) return std::nullopt;
    byte = static_cast<unsigned char>(bytes[header.bytes++]);
    header.size |= std::size_t{byte & 0x7fU} << shift;
  }
  return header;
}

// The distance to an OFS delta's base; `at` moves behind it.
std::optional<std::uint64_t> base_distance(std::string_view bytes, std::size_t& at) {
  if (at >= bytes.size()) return std::nullopt;
  auto byte = static_cast<unsigned char>(bytes[at++]);
  std::uint64_t distance = byte & 0x7f;
  while ((byte & 0x80) != 0) {
    if (at >= bytes.size() || distance > (std::uint64_t{1} << 48)) return std::nullopt;
    byte = static_cast<unsigned char>(bytes[at++]);
    distance = (distance + 1) << 7 | (byte & 0x7f);
  }
  return distance;
}

}  // namespace

// One pack and its index (version 2), checked for shape when opened.
class PackStore::Pack {
 public:
  explicit Pack(const fs::path& index_path)
      : index_(index_path), pack_(fs::path(index_path).replace_extension(".pack")) {
    const std::string_view index = index_.bytes();
    if (index.size() < header + fanout + 2 * git_checksum_bytes || !index.starts_with("\377tOc") ||
        number_at(index, 4) != 2) {
      return;
    }
    count_ = number_at(index, header + fanout - 4);
    for (std::size_t i = 1; i < 256; ++i) {
      if (number_at(index, header + 4 * i) < number_at(index, header + 4 * (i - 1))) return;
    }
    const std::string_view pack = pack_.bytes();
    is_fine_ = index.size() >= header + fanout + count_ * 28 + 2 * git_checksum_bytes &&
               pack.size() >= 12 + git_checksum_bytes && pack.starts_with("PACK") && number_at(pack, 4) == 2 &&
               number_at(pack, 8) == count_;
  }
  bool is_fine() const { return is_fine_; }

  std::optional<std::uint64_t> find(const ObjectId& id) const {
    const std::string_view index = index_.bytes();
    const std::size_t first = id.bytes[0];
    std::size_t low = first == 0 ? 0 : number_at(index, header + 4 * (first - 1));
    std::size_t high = number_at(index, header + 4 * first);
    const char* const ids = index.data() + header + fanout;
    const std::uint64_t wanted = leading_digits(id.bytes.data());
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      const std::uint64_t there = leading_digits(ids + 20 * middle);
      const int order =
          there != wanted ? (there < wanted ? -1 : 1) : std::memcmp(ids + 20 * middle, id.bytes.data(), 20);
      if (order == 0) return offset_of(middle);
      (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
    }
    return std::nullopt;
  }

  // What stands from `offset` to the end of the objects; empty when that is outside.
  std::string_view from(std::uint64_t offset) const {
    const std::string_view objects = pack_.bytes().substr(0, pack_.bytes().size() - git_checksum_bytes);
    return offset < 12 || offset >= objects.size() ? std::string_view() : objects.substr(offset);
  }

 private:
  static constexpr std::size_t header = 8;
  static constexpr std::size_t fanout = 1024;

  std::optional<std::uint64_t> offset_of(std::size_t position) const {
    const std::string_view index = index_.bytes();
    const std::size_t offsets = header + fanout + count_ * 24;
    const std::uint32_t offset = number_at(index, offsets + 4 * position);
    if ((offset & 0x80000000) == 0) return offset;
    const std::size_t at = offsets + 4 * count_ + std::size_t{8} * (offset & 0x7fffffff);
    if (at + 8 > index.size() - 2 * git_checksum_bytes) return std::nullopt;
    return std::uint64_t{number_at(index, at)} << 32 | number_at(index, at + 4);
  }

  Mapping index_;
  Mapping pack_;
  std::size_t count_ = 0;
  bool is_fine_ = false;
};

struct PackStore::Link {
  std::uint64_t offset;  // of the delta's entry
  std::string_view stream;
  std::size_t size;  // of the delta, inflated
};

PackStore::Found PackStore::too_large(int type, std::size_t size) {
  return {.type = type, .size = size, .bytes = {}, .is_too_large = true};
}

PackStore::PackStore(const std::vector<fs::path>& object_directories)
    : decompressor_(libdeflate_alloc_decompressor()), cache_(cache_slots) {
  TOS_ASSERT(decompressor_ != nullptr);
  for (const fs::path& directory : object_directories) {
    std::error_code error;
    for (fs::directory_iterator entry(directory / "pack", error), end; !error && entry != end; entry.increment(error)) {
      if (entry->path().extension() != ".idx") continue;
      auto pack = std::make_unique<Pack>(entry->path());
      if (pack->is_fine()) packs_.push_back(std::move(pack));
    }
  }
}

PackStore::~PackStore() { libdeflate_free_decompressor(decompressor_); }

std::optional<PackStore::Found> PackStore::read(const ObjectId& id, std::size_t max_bytes) {
  for (std::size_t i = 0; i < packs_.size(); ++i) {
    const auto offset = packs_[i]->find(id);
    if (!offset) continue;
    if (i > 0) std::swap(packs_[0], packs_[i]);
    return read_at(*packs_[0], *offset, max_bytes);
  }
  return std::nullopt;
}

// Follows the deltas down to an object that stands whole, or is remembered.
std::optional<PackStore::Found> PackStore::read_at(const Pack& pack, std::uint64_t offset, std::size_t max_bytes) {
  std::vector<Link> chain;
  while (chain.size() <= max_chain) {
    const CacheSlot& remembered = slot(pack, offset);
    if (remembered.pack == &pack && remembered.offset == offset) {
      buffer_ = remembered.bytes;
      return resolve(pack, chain, remembered.type, max_bytes);
    }
    const std::string_view entry = pack.from(offset);
    const auto header = entry_header(entry);
    if (!header) return std::nullopt;
    if (header->size > max_inflated_bytes) return too_large(0, header->size);
    if (header->type >= 1 && header->type <= 4) {
      if (chain.empty() && header->size > max_bytes) {
        return too_large(header->type, header->size);
      }
      if (!inflate(entry.substr(header->bytes), header->size, buffer_)) return std::nullopt;
      if (!chain.empty()) remember(pack, offset, header->type, buffer_);
      return resolve(pack, chain, header->type, max_bytes);
    }
    std::size_t at = header->bytes;
    std::optional<std::uint64_t> base;
    if (header->type == ofs_delta) {
      const auto distance = base_distance(entry, at);
      if (distance && *distance > 0 && *distance < offset) base = offset - *distance;
    } else if (header->type == ref_delta && entry.size() - at > 20) {
      base = pack.find(ObjectId::from_raw(entry.data() + at));
      at += 20;
    }
    if (!base) return std::nullopt;
    chain.push_back({.offset = offset, .stream = entry.substr(at), .size = header->size});
    offset = *base;
  }
  return std::nullopt;
}

// buffer_ holds the base; applies the deltas on it, the last one found first.
std::optional<PackStore::Found> PackStore::resolve(const Pack& pack, std::vector<Link>& chain, int type,
                                                   std::size_t max_bytes) {
  for (; !chain.empty(); chain.pop_back()) {
    const Link& link = chain.back();
    if (!inflate(link.stream, link.size, delta_)) return std::nullopt;
    const auto size = delta_result_size(delta_);
    if (!size) return std::nullopt;
    if (*size > max_inflated_bytes || (chain.size() == 1 && *size > max_bytes)) return too_large(type, *size);
    auto result = apply_delta(buffer_, delta_, *size);
    if (!result) return std::nullopt;
    buffer_ = *std::move(result);
    remember(pack, link.offset, type, buffer_);
  }
  if (buffer_.size() > max_bytes) return too_large(type, buffer_.size());
  return Found{.type = type, .size = buffer_.size(), .bytes = buffer_, .is_too_large = false};
}

bool PackStore::inflate(std::string_view stream, std::size_t size, std::string& out) {
  out.resize(size);
  std::size_t used = 0;
  return libdeflate_zlib_decompress_ex(decompressor_, stream.data(), stream.size(), out.data(), size, &used, nullptr) ==
         LIBDEFLATE_SUCCESS;
}

PackStore::CacheSlot& PackStore::slot(const Pack& pack, std::uint64_t offset) {
  const auto mixed = (offset ^ reinterpret_cast<std::uintptr_t>(&pack)) * 0x9e3779b97f4a7c15ULL;
  return cache_[mixed >> 52];
}

void PackStore::remember(const Pack& pack, std::uint64_t offset, int type, std::string_view bytes) {
  static_assert(cache_slots == 1 << (64 - 52));
  CacheSlot& place = slot(pack, offset);
  cached_bytes_ -= place.bytes.size();
  place = {.pack = &pack, .offset = offset, .type = type, .bytes = std::string(bytes)};
  cached_bytes_ += bytes.size();
  while (cached_bytes_ > max_cached_bytes) {
    CacheSlot& oldest = cache_[hand_++ % cache_slots];
    cached_bytes_ -= oldest.bytes.size();
    oldest = CacheSlot();
  }
}

}  // namespace tos::log
