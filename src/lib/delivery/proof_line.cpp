#include "delivery/proof_line.h"

#include <algorithm>
#include <array>

#include "core/base/white_space.h"
#include "core/record/codec.h"

namespace tos::delivery {
namespace {

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_token_tail(char c) { return is_upper(c) || (c >= '0' && c <= '9') || c == '_'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::size_t value_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && white_space_at(text.substr(length)) == 0) ++length;
  return length;
}

// How a fence of a code block is written: its character and length; length 0 where the line is none.
struct Fence {
  char character = 0;
  std::size_t length = 0;
  bool is_bare = false;  // nothing after it: it can close a block
};

Fence fence_of(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size() && at < 4 && line[at] == ' ') ++at;
  if (at > 3 || at == line.size() || (line[at] != '`' && line[at] != '~')) return {};
  Fence fence{.character = line[at]};
  while (at < line.size() && line[at] == fence.character) {
    ++fence.length;
    ++at;
  }
  const std::string_view rest = line.substr(at);
  if (fence.length < 3 || (fence.character == '`' && rest.find('`') != std::string_view::npos)) return {};
  fence.is_bare = std::ranges::all_of(rest, is_blank);
  return fence;
}

}  // namespace

std::optional<ProofLine> parse_proof_line(std::string_view line) {
  if (line.empty() || !is_upper(line.front())) return std::nullopt;
  std::size_t at = 1;
  while (at < line.size() && is_token_tail(line[at])) ++at;
  if (at == line.size() || line[at] != '=') return std::nullopt;
  ProofLine found{.token = line.substr(0, at), .value = {}, .note = {}};
  line.remove_prefix(at + 1);
  found.value = line.substr(0, value_length(line));
  if (found.value.empty()) return std::nullopt;
  line.remove_prefix(found.value.size());
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  if (line.empty()) return found;
  if (!is_blank(line.front())) return std::nullopt;
  while (is_blank(line.front())) line.remove_prefix(1);
  if (line.size() < 2 || line.front() != '(' || line.back() != ')') return std::nullopt;
  found.note = line.substr(1, line.size() - 2);
  return found;
}

FoundLines find_proof_lines(std::string_view text) {
  FoundLines found;
  Fence open;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const Fence fence = fence_of(line);
    if (open.length > 0) {
      if (fence.character == open.character && fence.length >= open.length && fence.is_bare) open = {};
    } else if (fence.length > 0) {
      open = fence;
    } else if (parse_proof_line(line)) {
      if (!is_allowed_text(line) || codec::count_characters(line) > most_line_characters) {
        ++found.unfit;
      } else {
        found.lines.push_back(line);
      }
    }
  }
  return found;
}

}  // namespace tos::delivery
