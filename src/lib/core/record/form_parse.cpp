#include <utility>

#include "core/record/form.h"
#include "core/record/form_scalar.h"
#include "core/record/rules.h"

namespace tos {
namespace {

constexpr std::uint32_t max_entries = 256;  // of a mapping; bounds the search for repeated keys
constexpr std::size_t max_key_bytes = 64;   // YAML's own readers stop at 1024

}  // namespace

NodeView Form::root() const { return {*this, 0}; }

// Recursive descent over lines; depth is bounded by max_depth, work by the number of bytes.
class FormParser {
 public:
  FormParser(std::string_view bytes, int first_line)
      : rest_(bytes), line_number_(static_cast<std::uint32_t>(first_line)) {}

  Result<Form> parse() {
    if (rest_.empty() || rest_.back() != '\n')
      return refused("the document does not end in a line feed", "end every line with LF, the last one too");
    form_.nodes_.reserve(32);
    open({}, NodeKind::map);
    load_line();
    if (indent_ != 0) return refused("the first line of a document is not indented", indent_hint);
    TOS_CHECK(entries(0, 0, 1));
    if (!at_end_) return refused("this line is not indented as its place requires", indent_hint);
    return std::move(form_);
  }

 private:
  struct Defect {
    std::string_view what;
    std::string_view hint;  // what to write instead
  };
  Refusal refused(Defect defect) const {
    return refuse(rules::REC_004, "{}", defect.what).at_line(static_cast<int>(line_number_)).hint("{}", defect.hint);
  }
  Refusal refused(std::string_view what, std::string_view hint) const { return refused(Defect{what, hint}); }

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
      if (key.size() > max_key_bytes) return refused("this key is too long", "a key has at most 64 characters");
      if (form_.nodes_[map].child_count == max_entries)
        return refused("a mapping has at most 256 entries", "split what it says over several records");
      if (is_repeated(map, key)) return refused("this key stands twice in its mapping", "remove one of the two lines");
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
    if (depth >= max_depth) return refused(too_deep);
    const std::uint32_t index = open(key, NodeKind::map);
    next_line();
    if (at_end_ || indent_ != indent + 2 || text_.empty())
      return refused("a key without a value, or a wrong indent", indent_hint);
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
      if (depth >= max_depth) return refused(too_deep);
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
    if (text.size() < 2 || text.back() != '"') return refused(unfinished_quote);
    const std::string_view inner = text.substr(1, text.size() - 2);
    if (inner.find_first_of("\"\\") == std::string_view::npos) {
      node.text = inner;
    } else {
      std::string value;
      for (std::size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] == '"') return refused("a quote inside a quoted string must be written \\\"", "write \\\" for it");
        if (inner[i] != '\\') {
          value += inner[i];
          continue;
        }
        if (++i == inner.size()) return refused(unfinished_quote);
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
            return refused("the only escapes are \\\" \\\\ \\n \\t", "write the character itself");
        }
      }
      node.text = form_.unescaped_.emplace_front(std::move(value));
    }
    if (style_of(node.text) != ScalarStyle::quoted)
      return refused(
          "this string is not to be quoted: one way to write a value",
          is_plain_string(node.text) ? "write it without quotes" : "write it as a text block: | and lines below");
    return {};
  }

  Result<void> block(std::string_view key, std::size_t indent) {
    const std::uint32_t index = open(key, NodeKind::string);
    const std::size_t inset = indent + 2;
    next_line();
    std::string text;
    while (!at_end_ && (text_.empty() || indent_ >= inset)) {
      if (text_.empty() && indent_ > 0) return refused("a line of spaces in a text block", "leave an empty line empty");
      if (!text_.empty()) text += std::string(indent_ - inset, ' ').append(text_);
      text += '\n';
      next_line();
    }
    if (style_of(text) != ScalarStyle::block)
      return refused(
          "this text is not to be written as a block: one way to write a value",
          is_plain_string(text) ? "write it plain" : "write it between double quotes, with \\n for a line feed");
    form_.nodes_[index].text = form_.unescaped_.emplace_front(std::move(text));
    close(index);
    return {};
  }

  static constexpr std::string_view indent_hint = "indent by two spaces a level, lists too";
  static constexpr Defect too_deep{"the document is nested deeper than 16 levels", "nest less"};
  static constexpr Defect unfinished_quote{"a quoted string does not end on its line",
                                           "close it with \" on the same line"};
  static constexpr Defect comment{"comments may not stand in a record", "remove the comment"};
  static constexpr Defect anchor{"anchors and aliases may not stand in a record",
                                 "write the value out where it is used"};
  static constexpr Defect tag{"tags may not stand in a record", "remove the tag; quotes make a string"};
  static constexpr Defect flow{"flow style may not stand in a record",
                               "write one entry or item a line, without brackets"};

  // What a person most likely did where a line is not "key: value".
  Defect diagnose() const {
    if (text_.empty()) return {"an empty line may stand only in a text block", "remove the line"};
    switch (text_[0]) {
      case '#':
        return comment;
      case '&':
      case '*':
        return anchor;
      case '!':
        return tag;
      case '%':
        return {"directives may not stand in a record", "remove the line"};
      case '{':
      case '[':
        return flow;
      case '-':
        return {"a list item is written as dash, space, value, indented by two", "write `- value`; no list in a list"};
      case '<':
        return {"merge keys may not stand in a record", "write the entries out"};
      default:
        return {"this line is not `key: value` in record form",
                "a key is a-z, 0-9 and _, begins with a letter, and is no word such as yes, no or null"};
    }
  }
  static Defect diagnose_value(std::string_view text) {
    if (text.empty() || text[0] == ' ') return {"exactly one space stands after a colon", "write `key: value`"};
    if (text.back() == ' ') return {"a space at the end of a line", "remove it, or quote the value"};
    switch (text[0]) {
      case '{':
      case '[':
        return flow;
      case '&':
      case '*':
        return anchor;
      case '!':
        return tag;
      case '|':
      case '>':
        return {"a text block is written as | alone", "write | and the text below, indented by two"};
      case '\'':
        return {"strings are quoted with double quotes", "write \" for '"};
      default:
        break;
    }
    if (text.find(" #") != std::string_view::npos) return comment;
    if (is_reserved_word(text)) return {"this word means something else to some YAML readers: quote it", quote_hint};
    return {"this value must be quoted, or is no integer in record form", quote_hint};
  }
  static constexpr std::string_view quote_hint = "write it between double quotes";

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
