#include <algorithm>

#include "voting/formats/election.h"
#include "voting/formats/lines.h"
#include "voting/formats/text.h"

namespace tos::voting {
namespace {

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}
std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
}

// "4 2": a number of candidates and a number of seats.
bool begins_like_blt(std::string_view line) {
  const std::size_t first = skip_digits(line, 0);
  const std::size_t gap = skip_blanks(line, first);
  const std::size_t second = skip_digits(line, gap);
  return first > 0 && gap > first && second > gap &&
         (second == line.size() || !std::string_view(",;:").contains(line[second]));
}

// "27:A>B" or "27*A>B".
bool is_abif_vote(std::string_view line) {
  const std::size_t digits = skip_digits(line, 0);
  const std::size_t at = skip_blanks(line, digits);
  return digits > 0 && at < line.size() && (line[at] == ':' || line[at] == '*');
}

// {"title": "…"} alone on a line is ABIF metadata, also if values in it are lists or objects and more follows; a JSON
// tree of cast vote records on one line is all there is.
bool is_abif_metadata(std::string_view line, std::string_view after) {
  if (!line.starts_with('{') || !line.ends_with('}')) return false;
  bool quoted = false, colon = false, nested = false;
  int depth = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quoted && c == '\\') ++at;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    nested = nested || depth > 1;
    colon = colon || c == ':';
  }
  return colon && depth == 0 && (!nested || after.find_first_not_of(" \t\r\n") != std::string_view::npos);
}

// A ballot of a tally sheet, or its heading.
bool is_debian_line(std::string_view line) {
  return line.starts_with("V: ") || line.contains("Tally Sheet for the votes cast");
}

// PrefLib before 2022: the number of alternatives alone, then "1,Name".
bool begins_like_old_preflib(std::string_view line, std::string_view next) {
  return !line.empty() && skip_digits(line, 0) == line.size() && next.starts_with("1,");
}

}  // namespace

std::optional<Format> recognise(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  if (head.starts_with("PK\x03\x04") || head.contains('\0')) return std::nullopt;
  const char line_end = line_end_of(head);
  std::string_view line;
  std::string_view first;
  for (std::string_view rest = head; !rest.empty();) {
    const std::size_t end = std::min(rest.find(line_end), rest.size());
    line = trim(rest.substr(0, end));
    if (line.ends_with('\r')) line = trim(line.substr(0, line.size() - 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    if (line.starts_with("# FILE NAME") || line.starts_with("# NUMBER ALTERNATIVES") ||
        line.starts_with("# ALTERNATIVE NAME") || line.starts_with("# DATA TYPE") || line.starts_with("# TITLE:"))
      return Format::preflib;
    if (line.starts_with('#') || line.starts_with("/*")) continue;  // comments of BLT and ABIF
    if (is_debian_line(line)) return Format::debian;
    if (!first.empty()) continue;
    first = line;
    if (equals_ignoring_case(line, "META") || line.starts_with("META;")) return Format::pabulib;
    if (is_abif_metadata(line, rest) || line.starts_with('=') || is_abif_vote(line)) return Format::abif;
    if (line.starts_with('{')) {
      const bool config = head.contains("\"tabulatorVersion\"") || head.contains("\"cvrFileSources\"");
      if (config) return std::nullopt;
      return Format::cdf;
    }
    if (begins_like_blt(line)) return Format::blt;
    if (begins_like_old_preflib(line, trim(rest.substr(0, rest.find(line_end))))) return Format::preflib;
    if (skip_digits(line, 0) == line.size()) return std::nullopt;
  }
  // A header line has several columns, or the one column is a question.
  if (first.find_first_of(",;\t") != std::string_view::npos) return Format::csv;
  const std::string word = to_lower(first);
  if (word == "vote" || word == "choice" || word == "ballot" || word == "consent" || word == "answer")
    return Format::csv;
  return std::nullopt;
}

}  // namespace tos::voting
