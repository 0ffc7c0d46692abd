#include <utility>

#include "core/record/form.h"
#include "core/record/form_scalar.h"
#include "core/record/rules.h"

namespace tos {
namespace {

constexpr std::uint32_t max_entries = 256;  // of a mapping; bounds the search for repeated keys

}  // namespace

NodeView Form::root() const { return {*this, 0}; }

// Recursive descent over lines; depth is bounded by max_depth, work by the number of bytes.
class FormParser {
 public:
  FormParser(std::string_view bytes, int first_line)
      : rest_(bytes), line_number_(static_cast<std::uint32_t>(first_line)) {}

  Result<Form> parse() {
    if (rest_.empty() || rest_.back() != '\n') return refused("the document does not end in a line feed");
    form_.nodes_.reserve(32);
    open({}, NodeKind::map);
    load_line();
    if (indent_ != 0) return refused("the first line of a document is not indented");
    TOS_CHECK(entries(0, 0, 1));
    if (!at_end_) return refused("this line is not indented as its place requires");
    return std::move(form_);
  }

 private:
  Refusal refused(std::string_view what) const {
    return refuse(rules::REC_004, "{}", what).at_line(static_cast<int>(line_number_)).hint("tos explain REC-004");
  }

  // Makes the next line current: indent_ and text_ describe it.
  void load_line() {
    if (rest_.empty()) {
      at_end_ = true;
      text_ = {};
      indent_ = 0;
      return;
    }
    const std::size_t end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end);
    const std::size_t inset = line.find_first_not_of(' ');
    indent_ = inset == std::string_view::npos ? line.size() : inset;
    text_ = line.substr(indent_);
    line_size_ = end + 1;
  }

  void next_line() {
    rest_.remove_prefix(line_size_);
    ++line_number_;
    load_line();
  }

  std::uint32_t open(std::string_view key, NodeKind kind) {
    form_.nodes_.push_back(Node{.kind = kind, .line = line_number_, .key = key, .text = {}});
    return static_cast<std::uint32_t>(form_.nodes_.size() - 1);
  }
  void close(std::uint32_t index) { form_.nodes_[index].end = static_cast<std::uint32_t>(form_.nodes_.size()); }

  // The entries of mapping node `map`, each line indented by `indent`.
  Result<void> entries(std::uint32_t map, std::size_t indent, int depth) {
    do {
      const std::size_t colon = text_.find(':');
      if (colon == std::string_view::npos || !is_key(text_.substr(0, colon))) return refused(diagnose());
      const std::string_view key = text_.substr(0, colon);
      if (form_.nodes_[map].child_count == max_entries) return refused("a mapping has at most 256 entries");
      if (is_repeated(map, key)) return refused("this key stands twice in its mapping");
      ++form_.nodes_[map].child_count;
      TOS_CHECK(value(key, text_.substr(colon + 1), indent, depth));
    } while (!at_end_ && indent_ == indent && !text_.starts_with('-'));
    close(map);
    return {};
  }

  bool is_repeated(std::uint32_t map, std::string_view key) const {
    std::uint32_t child = map + 1;
    for (std::uint32_t i = 0; i < form_.nodes_[map].child_count; ++i) {
      if (form_.nodes_[child].key == key) return true;
      child = form_.nodes_[child].end;
    }
    return false;
  }

  // What stands after "key:" on the current line; leaves the line after the value current.
  Result<void> value(std::string_view key, std::string_view after_colon, std::size_t indent, int depth) {
    if (!after_colon.empty()) {
      if (after_colon[0] != ' ') return refused(diagnose());
      return scalar(key, after_colon.substr(1), indent);
    }
    if (depth >= max_depth) return refused("the document is nested deeper than 16 levels");
    const std::uint32_t index = open(key, NodeKind::map);
    next_line();
    if (at_end_ || indent_ != indent + 2 || text_.empty()) return refused("a key without a value, or a wrong indent");
    if (!text_.starts_with('-')) return entries(index, indent + 2, depth + 1);
    form_.nodes_[index].kind = NodeKind::list;
    return items(index, indent + 2, depth + 1);
  }

  Result<void> items(std::uint32_t list, std::size_t indent, int depth) {
    do {
      if (!text_.starts_with("- ")) return refused(diagnose());
      ++form_.nodes_[list].child_count;
      const std::string_view item = text_.substr(2);
      const std::size_t colon = item.find(':');
      const bool is_map = colon != std::string_view::npos && is_key(item.substr(0, colon)) &&
                          (colon + 1 == item.size() || item[colon + 1] == ' ');
      if (!is_map) {
        TOS_CHECK(scalar({}, item, indent));
        continue;
      }
      if (depth >= max_depth) return refused("the document is nested deeper than 16 levels");
      const std::uint32_t index = open({}, NodeKind::map);
      text_ = item;
      TOS_CHECK(entries(index, indent + 2, depth + 1));
    } while (!at_end_ && indent_ == indent && text_.starts_with('-'));
    close(list);
    return {};
  }

  Result<void> scalar(std::string_view key, std::string_view text, std::size_t indent) {
    if (text == "|") return block(key, indent);
    const std::uint32_t index = open(key, NodeKind::string);
    Node& node = form_.nodes_[index];
    if (text == "[]" || text == "{}") {
      node.kind = text == "[]" ? NodeKind::list : NodeKind::map;
    } else if (is_plain_integer(text)) {
      node.kind = NodeKind::integer;
      node.number = std::stoll(std::string(text));
    } else if (text == "true" || text == "false") {
      node.kind = NodeKind::boolean;
      node.flag = text == "true";
    } else if (text.starts_with('"')) {
      TOS_CHECK(quoted(node, text));
    } else if (is_plain_string(text)) {
      node.text = text;
    } else {
      return refused(diagnose_value(text));
    }
    close(index);
    next_line();
    return {};
  }

  Result<void> quoted(Node& node, std::string_view text) {
    if (text.size() < 2 || text.back() != '"') return refused("a quoted string does not end on its line");
    const std::string_view inner = text.substr(1, text.size() - 2);
    if (inner.find_first_of("\"\\") == std::string_view::npos) {
      node.text = inner;
    } else {
      std::string value;
      for (std::size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] == '"') return refused("a quote inside a quoted string must be written \\\"");
        if (inner[i] != '\\') {
          value += inner[i];
          continue;
        }
        if (++i == inner.size()) return refused("a quoted string does not end on its line");
        switch (inner[i]) {
          case '"':
            value += '"';
            break;
          case '\\':
            value += '\\';
            break;
          case 'n':
            value += '\n';
            break;
          case 't':
            value += '\t';
            break;
          default:
            return refused("the only escapes are \\\" \\\\ \\n \\t");
        }
      }
      node.text = form_.unescaped_.emplace_front(std::move(value));
    }
    if (style_of(node.text) != ScalarStyle::quoted)
      return refused("this string is not to be quoted: one way to write a value");
    return {};
  }

  Result<void> block(std::string_view key, std::size_t indent) {
    const std::uint32_t index = open(key, NodeKind::string);
    const std::size_t inset = indent + 2;
    next_line();
    std::string text;
    while (!at_end_ && (text_.empty() || indent_ >= inset)) {
      if (text_.empty() && indent_ > 0) return refused("a line of spaces in a text block");
      if (!text_.empty()) text += std::string(indent_ - inset, ' ').append(text_);
      text += '\n';
      next_line();
    }
    if (style_of(text) != ScalarStyle::block)
      return refused("this text is not to be written as a block: one way to write a value");
    form_.nodes_[index].text = form_.unescaped_.emplace_front(std::move(text));
    close(index);
    return {};
  }

  // What a person most likely did where a line is not "key: value".
  std::string_view diagnose() const {
    if (text_.empty()) return "an empty line may stand only in a text block";
    switch (text_[0]) {
      case '#':
        return "comments may not stand in a record";
      case '&':
      case '*':
        return "anchors and aliases may not stand in a record";
      case '!':
        return "tags may not stand in a record";
      case '%':
        return "directives may not stand in a record";
      case '{':
      case '[':
        return "flow style may not stand in a record";
      case '-':
        return "a list item is written as dash, space, value, indented by two";
      case '<':
        return "merge keys may not stand in a record";
      default:
        return "this line is not `key: value` in record form";
    }
  }
  static std::string_view diagnose_value(std::string_view text) {
    if (text.empty() || text[0] == ' ') return "exactly one space stands after a colon";
    if (text.back() == ' ') return "a space at the end of a line";
    switch (text[0]) {
      case '{':
      case '[':
        return "flow style may not stand in a record";
      case '&':
      case '*':
        return "anchors and aliases may not stand in a record";
      case '!':
        return "tags may not stand in a record";
      case '|':
      case '>':
        return "a text block is written as | alone";
      case '\'':
        return "strings are quoted with double quotes";
      default:
        break;
    }
    if (text.find(" #") != std::string_view::npos) return "comments may not stand in a record";
    if (is_reserved_word(text)) return "this word means something else to some YAML readers: quote it";
    return "this value must be quoted, or is no integer in record form";
  }

  Form form_;
  std::string_view rest_;
  std::string_view text_;
  std::size_t indent_ = 0;
  std::size_t line_size_ = 0;
  std::uint32_t line_number_;
  bool at_end_ = false;
};

Result<Form> parse_form(std::string_view bytes, int first_line) {
  TOS_CHECK(check_characters(bytes, first_line));
  return FormParser(bytes, first_line).parse();
}

}  // namespace tos
