#pragma once
#include <cstdint>
#include <string>
#include <string_view>

// SSH's wire encoding (RFC 4251, section 5): u32 is big-endian, a string is its length as u32, then its bytes.
namespace tos::ssh {

// Takes fields off the front of a buffer. After the first field that does not fit every further one is empty or zero,
// so that a parser asks ok() once; finished() also says that nothing is left.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}
  std::string_view take(std::size_t size) {
    if (!ok_ || size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  std::uint8_t u8() {
    const std::string_view byte = take(1);
    return byte.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(byte[0]);
  }
  std::uint32_t u32() {
    std::uint32_t value = 0;
    for (const char byte : take(4)) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
  }
  std::string_view string() { return take(u32()); }
  std::string_view rest() { return take(rest_.size()); }
  bool ok() const { return ok_; }
  bool finished() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

inline void put_u32(std::string& out, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<char>(value >> shift & 0xff));
}

// The string is shorter than 4 GiB: everything that is encoded here is bounded long before.
inline void put_string(std::string& out, std::string_view bytes) {
  put_u32(out, static_cast<std::uint32_t>(bytes.size()));
  out.append(bytes);
}

}  // namespace tos::ssh
