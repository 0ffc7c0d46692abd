#include "economy/books/csv_rules.h"

#include <algorithm>

#include "economy/books/books_rules.h"
#include "voting/formats/csv.h"
#include "voting/formats/text.h"

namespace tos::economy::books {
namespace {

using voting::trim;

constexpr std::size_t max_rules_lines = 10'000;
constexpr std::string_view understood =
    "skip, separator, encoding, fields, date-format, decimal-mark, newest-first, an assignment, or if";

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

struct RulesLine {
  int number = 0;
  std::string_view text;  // without blanks at its end
  bool is_indented() const { return text.starts_with(' ') || text.starts_with('\t'); }
};

// "word rest" or "word: rest".
std::pair<std::string_view, std::string_view> split_word(std::string_view text) {
  text = trim(text);
  std::size_t end = 0;
  while (end < text.size() && is_name_character(text[end])) ++end;
  std::string_view rest = text.substr(end);
  if (rest.starts_with(':')) rest.remove_prefix(1);
  return {text.substr(0, end), trim(rest)};
}

class CsvRulesParser {
 public:
  explicit CsvRulesParser(std::string_view text) {
    int number = 0;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
      lines_.push_back({.number = ++number, .text = line});
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  Result<CsvRules> parse() {
    if (lines_.size() > max_rules_lines)
      return refuse(rules::ECO_301, "a rules file of over {} lines", max_rules_lines);
    TOS_CHECK(find_fields());
    while (at_ < lines_.size()) {
      const RulesLine& line = lines_[at_];
      auto taken = directive(line);
      if (!taken) {
        if (taken.error().where.line == 0) taken.error().at_line(line.number);
        return std::move(taken).error();
      }
    }
    return std::move(csv_rules_);
  }

 private:
  static bool is_comment(std::string_view line) {
    const std::string_view text = trim(line);
    return text.starts_with('#') || text.starts_with(';') || line.starts_with('*');
  }
  static bool is_empty_line(const RulesLine& line) { return trim(line.text).empty(); }

  // References may stand before the list of fields.
  Result<void> find_fields() {
    for (const RulesLine& line : lines_) {
      if (line.is_indented() || is_comment(line.text)) continue;
      const auto [word, rest] = split_word(line.text);
      if (word != "fields") continue;
      if (!fields_.empty()) return refuse(rules::ECO_301, "fields are listed twice").at_line(line.number);
      std::string_view list = rest;
      while (true) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string name = voting::to_lower(trim(list.substr(0, comma)));
        if (!name.empty() && !std::ranges::all_of(name, is_name_character))
          return refuse(rules::ECO_301, "'{}' is no name of a field", name).at_line(line.number);
        if (!name.empty() && std::ranges::find(fields_, name) != fields_.end())
          return refuse(rules::ECO_301, "two fields are called '{}'", name).at_line(line.number);
        fields_.push_back(name);
        if (comma == list.size()) break;
        list.remove_prefix(comma + 1);
      }
    }
    return {};
  }

  Result<void> directive(const RulesLine& line) {
    if (is_empty_line(line) || is_comment(line.text)) {
      ++at_;
      return {};
    }
    if (line.is_indented())
      return refuse(rules::ECO_301, "an indented line without an if before it").hint("begin it at the margin");
    const auto [word, rest] = split_word(line.text);
    if (word == "if") return condition(rest);
    ++at_;
    if (word == "skip") return skip(rest);
    if (word == "separator") return separator(rest);
    if (word == "encoding") return encoding(rest);
    if (word == "fields") return field_list();
    if (word == "date-format") return date_format(rest);
    if (word == "decimal-mark") {
      if (rest != "." && rest != ",") return refuse(rules::ECO_301, "a decimal mark is . or ,");
      csv_rules_.decimal_mark = rest[0];
      return {};
    }
    if (word == "newest-first") {
      if (!rest.empty()) return refuse(rules::ECO_301, "newest-first stands by itself");
      csv_rules_.newest_first = true;
      return {};
    }
    return assignment(line.text, csv_rules_.always, false);
  }

  Result<void> skip(std::string_view rest) {
    const auto count = rest.empty() ? std::optional<std::int64_t>(1) : voting::parse_whole(rest);
    if (!count || *count > 1'000'000) return refuse(rules::ECO_301, "skip takes a number of lines");
    csv_rules_.skip = static_cast<int>(*count);
    return {};
  }

  Result<void> separator(std::string_view rest) {
    const std::string name = voting::to_lower(rest);
    if (name == "tab" || rest == "\\t") {
      csv_rules_.separator = '\t';
    } else if (name == "comma") {
      csv_rules_.separator = ',';
    } else if (name == "semicolon") {
      csv_rules_.separator = ';';
    } else if (rest.size() == 1 && rest[0] > ' ' && rest[0] < 0x7f && rest[0] != '"') {
      csv_rules_.separator = rest[0];
    } else {
      return refuse(rules::ECO_301, "a separator is one sign, or comma, semicolon or tab");
    }
    return {};
  }

  Result<void> encoding(std::string_view rest) {
    const auto named = value_of<Encoding>(voting::to_lower(rest));
    if (!named)
      return refuse(rules::ECO_301, "the encoding '{}' is not read", rest.substr(0, 60))
          .hint("utf-8, iso-8859-1 or windows-1252; others become UTF-8 with iconv -f ENCODING -t utf8 FILE");
    csv_rules_.encoding = *named;
    return {};
  }

  // Fields that are called as what they say assign themselves.
  Result<void> field_list() {
    csv_rules_.columns = fields_.size();
    for (std::size_t column = 0; column < fields_.size(); ++column) {
      const auto field = value_of<RowField>(fields_[column]);
      if (!field || *field == RowField::skip) continue;
      const Template::Piece piece{.text = "", .column = static_cast<int>(column)};
      csv_rules_.always.push_back({.field = *field, .value = {{piece, Template::Piece{}}}});
    }
    return {};
  }

  Result<void> date_format(std::string_view rest) {
    if (rest.empty()) return refuse(rules::ECO_301, "date-format names a format, such as %d.%m.%Y");
    for (std::size_t at = rest.find('%'); at != std::string_view::npos; at = rest.find('%', at + 1)) {
      ++at;
      const bool any_digits = at < rest.size() && rest[at] == '-';
      if (any_digits) ++at;
      const std::string_view letters = any_digits ? "mdH" : "YmdebHMS%";
      if (at >= rest.size() || letters.find(rest[at]) == std::string_view::npos)
        return refuse(rules::ECO_301, "the date format has a part that is not understood")
            .hint("%Y %m %d %e %b %H %M %S, or %-m %-d %-H for one or two digits");
    }
    csv_rules_.date_format = std::string(rest);
    return {};
  }

  Result<int> column_of(std::string_view name) const {
    if (const auto number = voting::parse_whole(name)) {
      if (*number < 1 || *number > 10'000) return refuse(rules::ECO_301, "%{} is no column: they count from 1", name);
      return static_cast<int>(*number) - 1;
    }
    const auto found = std::ranges::find(fields_, voting::to_lower(name));
    if (name.empty() || found == fields_.end())
      return refuse(rules::ECO_301, "no field is called '{}'", name)
          .hint("fields lists their names, from left to right");
    return static_cast<int>(found - fields_.begin());
  }

  Result<Template> read_template(std::string_view text) const {
    Template value;
    Template::Piece piece;
    while (!text.empty()) {
      if (text[0] != '%' || text.size() == 1 || !is_name_character(text[1])) {
        piece.text += text[0];
        text.remove_prefix(1);
        continue;
      }
      std::size_t end = 1;
      while (end < text.size() && is_name_character(text[end])) ++end;
      TOS_TRY(piece.column, column_of(text.substr(1, end - 1)));
      value.pieces.push_back(std::move(piece));
      piece = {};
      text.remove_prefix(end);
    }
    value.pieces.push_back(std::move(piece));
    return value;
  }

  Result<void> assignment(std::string_view line, std::vector<Assignment>& into, bool in_condition) {
    const auto [word, rest] = split_word(line);
    const auto field = value_of<RowField>(word);
    if (!field || (*field == RowField::skip && !in_condition))
      return refuse(rules::ECO_300, "'{}' is not understood", trim(line).substr(0, 60)).hint("{}", understood);
    if (*field == RowField::skip && !rest.empty())
      return refuse(rules::ECO_301, "skip in a condition stands by itself");
    TOS_TRY(Template value, read_template(rest));
    into.push_back({.field = *field, .value = std::move(value)});
    return {};
  }

  Result<Matcher> matcher(std::string_view text) const {
    Matcher matcher;
    if (text.starts_with('%')) {
      std::size_t end = 1;
      while (end < text.size() && is_name_character(text[end])) ++end;
      TOS_TRY(matcher.column, column_of(text.substr(1, end - 1)));
      text = trim(text.substr(end));
    }
    TOS_TRY(matcher.pattern, Pattern::parse(text));
    return matcher;
  }

  // Lines at the margin are alternatives ("& …" narrows the one above), indented ones say what then holds.
  Result<void> condition(std::string_view first) {
    const int begin = lines_[at_].number;
    Condition condition;
    const auto add = [&](std::string_view text) -> Result<void> {
      const bool narrows = text.starts_with('&');
      if (narrows) text = trim(text.substr(1));
      TOS_TRY(Matcher one, matcher(text));
      if (narrows && condition.any.empty())
        return refuse(rules::ECO_301, "& narrows a pattern above it; there is none");
      if (!narrows) condition.any.emplace_back();
      condition.any.back().push_back(std::move(one));
      return {};
    };
    if (first.starts_with(',') || first.starts_with('|') || first.starts_with('\t'))
      return refuse(rules::ECO_300, "tables of conditions are not understood").hint("write an if for each row of it");
    if (!first.empty()) TOS_CHECK(add(first));
    for (++at_; at_ < lines_.size(); ++at_) {
      const RulesLine& line = lines_[at_];
      if (is_empty_line(line)) break;
      if (is_comment(line.text)) continue;
      if (!line.is_indented() && !condition.then.empty()) break;
      auto taken = line.is_indented() ? assignment(line.text, condition.then, true) : add(trim(line.text));
      if (!taken) return taken.error().at_line(line.number);
    }
    if (condition.any.empty()) return refuse(rules::ECO_301, "an if without a pattern").at_line(begin);
    if (condition.then.empty())
      return refuse(rules::ECO_301, "an if that leads to nothing").at_line(begin).hint("indent what then holds");
    csv_rules_.conditions.push_back(std::move(condition));
    return {};
  }

  std::vector<RulesLine> lines_;
  std::vector<std::string> fields_;
  std::size_t at_ = 0;
  CsvRules csv_rules_;
};

}  // namespace

std::string Template::fill(const std::vector<std::string>& cells) const {
  std::string out;
  for (const Piece& piece : pieces) {
    out += piece.text;
    if (piece.column >= 0 && static_cast<std::size_t>(piece.column) < cells.size())
      out += cells[static_cast<std::size_t>(piece.column)];
  }
  return out;
}

bool Condition::holds(const std::vector<std::string>& cells) const {
  std::string row;  // only where a matcher asks for it
  const auto text_of = [&](int column) -> std::string_view {
    if (column >= 0)
      return static_cast<std::size_t>(column) < cells.size() ? cells[static_cast<std::size_t>(column)]
                                                             : std::string_view();
    if (row.empty()) {
      for (const std::string& cell : cells) row += cell + ",";
      if (!row.empty()) row.pop_back();
    }
    return row;
  };
  return std::ranges::any_of(any, [&](const std::vector<Matcher>& all) {
    return std::ranges::all_of(all, [&](const Matcher& one) { return one.pattern.matches(text_of(one.column)); });
  });
}

std::map<RowField, std::string> CsvRules::evaluate(const std::vector<std::string>& cells) const {
  std::map<RowField, const Template*> chosen;
  for (const Assignment& assignment : always) chosen[assignment.field] = &assignment.value;
  for (const Condition& condition : conditions) {
    if (!condition.holds(cells)) continue;
    for (const Assignment& assignment : condition.then) chosen[assignment.field] = &assignment.value;
  }
  std::map<RowField, std::string> values;
  for (const auto& [field, value] : chosen) values[field] = std::string(trim(value->fill(cells)));
  return values;
}

Result<CsvRules> parse_csv_rules(std::string_view text) { return CsvRulesParser(text).parse(); }

}  // namespace tos::economy::books
