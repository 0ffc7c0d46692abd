#include "core/log/pack_writer.h"

#include <libdeflate.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/rules.h"
#include "core/log/deflate.h"
#include "core/log/git_numbers.h"
#include "core/log/pack_delta.h"
#include "core/log/sha1.h"

namespace tos::log {
namespace {

constexpr std::size_t buffer_bytes = 1 << 20;
constexpr std::uint64_t max_delta_depth = 50;
constexpr int pack_header_bytes = 12;

// A token: the pack's serial number (16 bits), the depth of the delta chain (8), the offset in the pack (40).
struct Token {
  std::uint64_t serial;
  std::uint64_t depth;
  std::uint64_t offset;
  static Token unpack(std::uint64_t token) { return {token >> 48, token >> 40 & 0xff, token & ((1ULL << 40) - 1)}; }
  std::uint64_t packed() const { return serial << 48 | depth << 40 | offset; }
};

void put_entry_header(std::string& out, unsigned type, std::uint64_t size) {
  std::uint64_t byte = type << 4 | (size & 0x0f);
  for (size >>= 4; size != 0; size >>= 7) {
    out.push_back(static_cast<char>(byte | 0x80));
    byte = size & 0x7f;
  }
  out.push_back(static_cast<char>(byte));
}

// gitformat-pack, offset encoding: 7 bits a byte, most significant first, each continuation adding one.
void put_base_distance(std::string& out, std::uint64_t distance) {
  char bytes[10];
  std::size_t at = sizeof bytes;
  bytes[--at] = static_cast<char>(distance & 0x7f);
  while ((distance >>= 7) != 0) bytes[--at] = static_cast<char>(0x80 | (--distance & 0x7f));
  out.append(bytes + at, sizeof bytes - at);
}

}  // namespace

PackWriter::PackWriter(const Repository& repository) : directory_(repository.common_dir() / "objects" / "pack") {}

Result<void> PackWriter::begin() {
  if (file_) return {};
  TOS_TRY(TemporaryFile file, TemporaryFile::create(directory_, "pack"));
  file_.emplace(std::move(file));
  serial_ = (serial_ + 1) & 0xffff;
  buffer_.assign("PACK");
  put_number(buffer_, 2, 4);
  put_number(buffer_, 0, 4);  // the count is known at the end
  written_ = 0;
  return {};
}

bool PackWriter::insert(const ObjectId& id) {
  if (2 * (entries_.size() + 1) > slots_.size()) {
    slots_.assign(std::max<std::size_t>(1024, 2 * slots_.size()), 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      std::size_t slot = std::hash<ObjectId>()(entries_[i].id);
      while (slots_[slot & (slots_.size() - 1)] != 0) ++slot;
      slots_[slot & (slots_.size() - 1)] = static_cast<std::uint32_t>(i + 1);
    }
  }
  std::size_t slot = std::hash<ObjectId>()(id);
  while (const std::uint32_t found = slots_[slot & (slots_.size() - 1)]) {
    if (entries_[found - 1].id == id) return false;
    ++slot;
  }
  slots_[slot & (slots_.size() - 1)] = static_cast<std::uint32_t>(entries_.size() + 1);
  return true;
}

Result<ObjectId> PackWriter::write(ObjectType type, std::string_view bytes) {
  TOS_CHECK(begin());
  const ObjectId id = object_id_of(type, bytes);
  if (insert(id)) TOS_CHECK(put(id, static_cast<unsigned>(type), bytes, std::nullopt));
  return id;
}

Result<ObjectId> PackWriter::write_tree(std::string_view bytes, std::string_view before, std::uint64_t& token) {
  TOS_CHECK(begin());
  const ObjectId id = object_id_of(ObjectType::tree, bytes);
  if (!insert(id)) {
    token = 0;  // it stands somewhere in this pack, but not where the token says
    return id;
  }
  const Token last = Token::unpack(token);
  if (token != 0 && last.serial == serial_ && last.depth < max_delta_depth) {
    const std::string delta = tree_delta(before, bytes);
    if (delta.size() < bytes.size() / 2) {
      TOS_TRY(const std::uint64_t offset, put(id, ofs_delta, delta, last.offset));
      token = Token{.serial = serial_, .depth = last.depth + 1, .offset = offset}.packed();
      return id;
    }
  }
  TOS_TRY(const std::uint64_t offset, put(id, static_cast<unsigned>(ObjectType::tree), bytes, std::nullopt));
  token = Token{.serial = serial_, .depth = 0, .offset = offset}.packed();
  return id;
}

Result<std::uint64_t> PackWriter::put(const ObjectId& id, unsigned type, std::string_view bytes,
                                      std::optional<std::uint64_t> base_offset) {
  const std::size_t start = buffer_.size();
  const std::uint64_t offset = written_ + start;
  put_entry_header(buffer_, type, bytes.size());
  if (base_offset) put_base_distance(buffer_, offset - *base_offset);
  deflate_onto(buffer_, bytes);
  const std::uint32_t crc = libdeflate_crc32(0, buffer_.data() + start, buffer_.size() - start);
  entries_.push_back({.id = id, .crc = crc, .offset = offset});
  if (buffer_.size() >= buffer_bytes) TOS_CHECK(flush());
  return offset;
}

Result<void> PackWriter::flush() {
  TOS_CHECK(file_->write(buffer_));
  written_ += buffer_.size();
  buffer_.clear();
  return {};
}

Result<ObjectId> PackWriter::seal() {
  TOS_CHECK(flush());
  std::string count;
  put_number(count, entries_.size(), 4);
  if (::pwrite(file_->get(), count.data(), count.size(), pack_header_bytes - 4) != 4) {
    return system_refusal(SYS_001, directory_.string());
  }
  // The checksum covers the count, so the file is read once more: SHA-1 cannot begin in the middle.
  Sha1 hash;
  std::string chunk(buffer_bytes, '\0');
  for (std::uint64_t at = 0; at < written_;) {
    const ssize_t size = ::pread(file_->get(), chunk.data(), chunk.size(), static_cast<off_t>(at));
    if (size <= 0) return system_refusal(SYS_001, directory_.string());
    hash.update(std::string_view(chunk).substr(0, static_cast<std::size_t>(size)));
    at += static_cast<std::uint64_t>(size);
  }
  const ObjectId checksum = hash.finish();
  TOS_CHECK(file_->write(as_text(checksum.bytes)));
  return checksum;
}

std::string PackWriter::index(const ObjectId& pack_checksum) {
  std::ranges::sort(entries_, {}, &Entry::id);
  std::string out("\377tOc", 4);
  put_number(out, 2, 4);
  std::size_t at = 0;
  for (unsigned byte = 0; byte < 256; ++byte) {
    while (at < entries_.size() && entries_[at].id.bytes[0] == byte) ++at;
    put_number(out, at, 4);
  }
  for (const Entry& entry : entries_) out.append(as_text(entry.id.bytes));
  for (const Entry& entry : entries_) put_number(out, entry.crc, 4);
  std::vector<std::uint64_t> large;
  for (const Entry& entry : entries_) {
    if (entry.offset < 0x80000000) {
      put_number(out, entry.offset, 4);
    } else {
      put_number(out, 0x80000000 | large.size(), 4);
      large.push_back(entry.offset);
    }
  }
  for (const std::uint64_t offset : large) put_number(out, offset, 8);
  out.append(as_text(pack_checksum.bytes));
  Sha1 hash;
  hash.update(out);
  return out.append(as_text(hash.finish().bytes));
}

Result<void> PackWriter::finish() {
  if (!file_) return {};
  TOS_TRY(const ObjectId checksum, seal());
  const std::string name = "pack-" + checksum.hex();
  TOS_TRY(TemporaryFile index_file, TemporaryFile::create(directory_, "pack_index"));
  TOS_CHECK(index_file.write(index(checksum)));
  TOS_CHECK(file_->set_mode(0444));
  TOS_CHECK(index_file.set_mode(0444));
  TOS_CHECK(file_->sync());
  TOS_CHECK(index_file.sync());
  // git looks for indexes, so the pack must have its name first.
  TOS_CHECK(file_->rename_to(directory_ / (name + ".pack")));
  TOS_CHECK(index_file.rename_to(directory_ / (name + ".idx")));
  TOS_CHECK(sync_directory(directory_, "pack"));
  file_.reset();
  entries_.clear();
  slots_.clear();
  return {};
}

}  // namespace tos::log
