#include "core/base/white_space.h"

#include <array>

namespace tos {

std::size_t white_space_at(std::string_view text) {
  static constexpr std::array<std::string_view, 22> wide{
      "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82",
      "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88",
      "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
      "\xe3\x80\x80", "\xef\xbb\xbf", "\x1c",         "\x1d"};
  const char c = text.front();
  if (c == ' ' || (c >= '\t' && c <= '\r') || c == '\x1e' || c == '\x1f') return 1;
  for (const std::string_view space : wide) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

}  // namespace tos
