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

// The line without the colours of a terminal: escape sequences of ECMA-48 with parameters, and the choice of a
// character set, which `tput sgr0` prints as well.
std::string without_colours(std::string_view line) {
  std::string plain;
  while (!line.empty()) {
    if (line.starts_with("\x1b[")) {
      line.remove_prefix(std::min(line.find_first_not_of("0123456789;:?", 2), line.size() - 1) + 1);
    } else if (line.starts_with("\x1b(")) {
      line.remove_prefix(std::min<std::size_t>(line.size(), 3));
    } else {
      plain += line.front();
      line.remove_prefix(1);
    }
  }
  return plain;
}

bool is_fit(std::string_view line) {
  return is_allowed_text(line) && codec::count_characters(line) <= most_line_characters;
}

void note_line(FoundLines& found, std::string_view line) {
  const bool is_coloured = line.find('\x1b') != std::string_view::npos;
  std::string plain = is_coloured ? without_colours(line) : "";
  if (!parse_proof_line(is_coloured ? plain : line)) return;
  if (is_fit(line)) {
    found.lines.push_back(line);
  } else {
    found.unfit.push_back({line, is_coloured ? std::move(plain) : std::string(line)});
  }
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
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const Fence fence = fence_of(line);
    if (open.length == 0 && fence.length == 0) {
      note_line(found, line);
    } else if (open.length == 0) {
      open = fence;
      found.open_fence_line = number;
    } else if (fence.character == open.character && fence.length >= open.length && fence.is_bare) {
      open = {};
      found.open_fence_line = 0;
      found.hidden_tokens.clear();
    } else if (const std::string plain = without_colours(line); const auto hidden = parse_proof_line(plain)) {
      found.hidden_tokens.emplace_back(hidden->token);
    }
  }
  return found;
}

}  // namespace tos::delivery
