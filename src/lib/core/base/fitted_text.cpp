#include "core/base/fitted_text.h"

#include <algorithm>

namespace tos {
namespace {

constexpr std::size_t ample_width = 16;
constexpr std::size_t least_width = 8;
constexpr std::size_t column_gap = 2;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// The bytes of the first so many characters.
std::size_t bytes_of(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (continues_character(text[at])) continue;
    if (characters-- == 0) break;
  }
  return at;
}

// Takes `excess` from the widest of those that are wider than `floor`, one at a time. Answers what is left of it.
std::size_t shrink(std::vector<std::size_t>& widths, const std::vector<bool>& may_give, std::size_t floor,
                   std::size_t excess) {
  for (; excess > 0; --excess) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (may_give[i] && widths[i] > floor && (widest == nullptr || widths[i] >= *widest)) widest = &widths[i];
    }
    if (widest == nullptr) return excess;
    --*widest;
  }
  return 0;
}

}  // namespace

std::size_t text_width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continues_character(c); }));
}

std::string cut_at_end(std::string_view text, std::size_t columns) {
  if (text_width(text) <= columns) return std::string(text);
  if (columns == 0) return "";
  return std::string(text.substr(0, bytes_of(text, columns - 1))) + "…";
}

std::string cut_in_middle(std::string_view text, std::size_t columns) {
  const std::size_t width = text_width(text);
  if (width <= columns) return std::string(text);
  if (columns == 0) return "";
  const std::size_t behind = (columns - 1) / 2;
  const std::size_t before = columns - 1 - behind;
  return std::string(text.substr(0, bytes_of(text, before))) + "…" +
         std::string(text.substr(bytes_of(text, width - behind)));
}

std::string fitted(std::string_view text, std::size_t columns) {
  return text.find(' ') == std::string_view::npos ? cut_in_middle(text, columns) : cut_at_end(text, columns);
}

std::vector<std::size_t> fitted_widths(std::vector<std::size_t> widths, const std::vector<bool>& fixed,
                                       std::size_t columns) {
  std::size_t needed = widths.empty() ? 0 : (widths.size() - 1) * column_gap;
  std::vector<bool> may_give(widths.size(), false);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    constexpr std::size_t most = std::size_t{1} << 16;  // of a column: a wider one is cut before anything is counted
    may_give[i] = !fixed[i] && widths[i] > ample_width;
    if (may_give[i]) widths[i] = std::min(widths[i], most);
    needed += widths[i];
  }
  if (needed <= columns) return widths;
  const std::size_t left = shrink(widths, may_give, ample_width, needed - columns);
  shrink(widths, may_give, least_width, left);
  return widths;
}

}  // namespace tos
