#include "voting/formats/text.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "core/base/terminal_text.h"
#include "voting/formats/rules.h"

namespace tos::voting {

void Warnings::add(std::string kind, std::string text) {
  constexpr std::size_t kept = 3;
  auto known = std::ranges::find(kinds_, kind, &Kind::name);
  if (known == kinds_.end()) known = kinds_.insert(kinds_.end(), Kind{.name = std::move(kind), .first = {}});
  ++known->count;
  if (known->first.size() < kept) known->first.push_back(std::move(text));
}

std::vector<std::string> Warnings::take() const {
  std::vector<std::string> all;
  for (const Kind& kind : kinds_) {
    all.insert(all.end(), kind.first.begin(), kind.first.end());
    const auto rest = kind.count - static_cast<std::int64_t>(kind.first.size());
    if (rest > 0) all.push_back(fmt::format("and {} more of the same: {}", rest, kind.name));
  }
  return all;
}

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}
bool is_blank(std::string_view text) { return trim(text).empty(); }

namespace {
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }
std::string to_lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 60;
  const bool cut = text.size() > longest;
  std::string_view part = text.substr(0, longest);
  while (cut && part.size() > longest - 4 && !is_valid_utf8(part)) part.remove_suffix(1);
  std::string result = "'";
  for (const char c : for_terminal(part)) {  // one line
    if (c == '\n' || c == '\t') {
      result += c == '\n' ? "\\x0a" : "\\x09";
    } else {
      result += c;
    }
  }
  return result + (cut ? "…'" : "'");
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<std::int64_t> whole_number(std::string_view text, std::string_view what) {
  if (const auto value = parse_whole(text)) return *value;
  const std::string_view digits = text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
  const bool number = !digits.empty() && std::ranges::all_of(digits, is_digit);
  if (number && text.starts_with('-')) return refuse(FMT_005, "{} is negative: {}", what, shown(text));
  if (number && digits.size() == text.size()) return refuse(FMT_005, "{} is beyond 2^63 - 1: {}", what, shown(text));
  return refuse(FMT_005, "{} is not a whole number: {}", what, shown(text));
}

int decimal_places(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (whole.empty() || !std::ranges::all_of(whole, is_digit)) return -1;
  if (point == std::string_view::npos) return 0;
  const std::string_view places = text.substr(point + 1);
  if (places.empty() || !std::ranges::all_of(places, is_digit)) return -1;
  return static_cast<int>(std::min<std::size_t>(places.size(), 1'000));
}

std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals) {
  const int places = decimal_places(text);
  if (places < 0 || places > decimals) return std::nullopt;
  std::string digits(text.substr(0, text.find('.')));
  if (places > 0) digits += text.substr(text.find('.') + 1);
  digits.append(static_cast<std::size_t>(decimals - places), '0');
  return parse_whole(digits);
}

namespace {

constexpr std::string_view replacement = "\ufffd";

// Names are printed on terminals: control characters but tab and line feed become U+FFFD, and so does what would turn
// around what follows the name, such as its votes; right-to-left letters need none of that. `text` is valid UTF-8.
std::string without_control_characters(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    const bool kept = text.front() == '\t' || text.front() == '\n' || !begins_with_control(text);
    result += kept ? text.substr(0, bytes) : replacement;
    text.remove_prefix(std::max<std::size_t>(bytes, 1));
  }
  return result;
}

// Mostly Windows files of English, French or German elections; bytes 0x80 to 0x9f are not letters in ISO 8859-1.
std::string from_latin1(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      result += c;
    } else {
      result += static_cast<char>(0xc0 | (byte >> 6));
      result += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return result;
}

}  // namespace

Result<std::string> read_name(std::string_view raw, Warnings& warnings) {
  constexpr std::size_t longest_name = 10'000;
  if (raw.size() > longest_name) return refuse(FMT_010, "a name has {} bytes: {}", raw.size(), shown(raw));
  std::string name(raw);
  if (!is_valid_utf8(name)) {
    name = from_latin1(raw);
    warnings.add("names not in UTF-8", fmt::format("{} is not UTF-8; read as ISO 8859-1: {}", shown(raw), shown(name)));
  }
  std::string clean = without_control_characters(name);
  if (clean != name)
    warnings.add("control characters",
                 fmt::format("control characters in {} are shown as {}", shown(name), replacement));
  return clean;
}

}  // namespace tos::voting
